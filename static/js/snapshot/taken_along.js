// The register that this device has taken along, for who is signed in: opened when it is first asked, and let go when it is
// changed or forgotten.

import { currentUnit, currentUser } from "../core/current_user.js"
import { canKeep, forgetAll, stored } from "./device_store.js"
import { Opened } from "./opened.js"
import { headOf, unseal } from "./sealed_file.js"

const WRONG_CLOCK = 24 * 3600 * 1000  // ms before the file was made: then the device's clock says nothing about its age

let opening = null

document.addEventListener("returkoll:register", () => { opening = null })

// Resolves to { opened, checked, head, size }, or to null where there is nothing that may be opened.
export function takenAlong() {
  return (opening ??= open().catch(forgetWrong))
}

async function open() {
  if (!canKeep() || !currentUser()) return null
  const [ file, key ] = await Promise.all([ stored("file"), stored("key") ])
  if (!file) return null
  if (hasEnded(key) || !belongsHere(file)) return forgetAll().then(() => null)
  if (!key || key.unit !== file.unit) return null
  const opened = new Opened(await unseal(file.bytes, key.key))
  return { opened, checked: file.checked, head: headOf(file.bytes), size: file.bytes.byteLength }
}

function hasEnded(key) {
  return Boolean(key) && Date.now() > Date.parse(key.until)
}

function belongsHere({ unit }) {
  return String(unit) === currentUnit()
}

// A file that does not open is of no use to anybody: another key's, or a changed one.
function forgetWrong(error) {
  console.warn("The register on this device does not open.", error)
  return forgetAll().then(() => null, () => null)
}

// Which day it is where the clinics are; "" where the device's clock is behind the register that it fetched.
export function dayThere({ zone, as_of: asOf }, now = Date.now()) {
  if (now < Date.parse(asOf) - WRONG_CLOCK) return ""
  return new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(now)
}
