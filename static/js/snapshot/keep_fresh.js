// Fetches the register for this device while there is contact, so that it is there when contact is lost. An unchanged one
// costs nothing. The markup is in templates/layout/base.html, for who works at a clinic.

import { contactIs } from "../core/contact.js"
import { currentUnit } from "../core/current_user.js"
import { canKeep, forgetAll, keepAs, stored } from "./device_store.js"

const EVERY = 15 * 60 * 1000   // ms between two fetches
const AFTER_LOADING = 1500     // ms; what the page shows comes first
const LOOKS_EVERY = 60000      // ms

export function start(mark) {
  if (!canKeep()) return
  const look = () => { if (!document.hidden && contactIs() === "here") fetchWhenDue(mark.dataset) }
  setTimeout(look, AFTER_LOADING)
  setInterval(look, LOOKS_EVERY)
  document.addEventListener("returkoll:contact", () => (contactIs() === "signed_out" ? forgetAll() : look()))
}

async function fetchWhenDue(where) {
  const file = await stored("file")
  const isDue = !file || Date.now() - file.checked > EVERY || file.language !== where.language || String(file.unit) !== currentUnit()
  if (isDue || !await stored("key")) await fetchAnew(where).catch((error) => console.info("The register was not fetched.", error))
}

// Says whether it is here and up to date.
export async function fetchAnew({ fileUrl, keyUrl, language }) {
  if (!await takeKey(keyUrl)) return false
  const file = await stored("file")
  const known = file && file.language === language ? { "If-None-Match": file.etag } : {}
  const answer = await fetch(fileUrl, { headers: { ...known, Accept: "application/octet-stream, application/json" }, cache: "no-store" })
  const checked = Date.parse(answer.headers.get("Date")) || Date.now()
  if (answer.status === 304) return keepIfOurs({ ...file, checked })
  if (!answer.ok) return false
  return keepIfOurs({ unit: Number(currentUnit()), language, bytes: await answer.arrayBuffer(), etag: answer.headers.get("ETag"), checked })
}

async function takeKey(url) {
  const answer = await fetch(url, { headers: { Accept: "application/json" }, cache: "no-store" })
  if (answer.status === 401 || answer.status === 403) await forgetAll()
  if (!answer.ok) return false
  const { unit, key, until } = await answer.json()
  if (String(unit) !== currentUnit()) return false
  const bytes = Uint8Array.from(atob(key), (one) => one.charCodeAt(0))
  const held = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, [ "decrypt" ])
  await keepAs("key", { unit, key: held, until })
  return String(unit) === currentUnit() || forgetAll().then(() => false)
}

// Somebody else may have signed in, in another tab, while it was on its way.
async function keepIfOurs(file) {
  if (String(file.unit) !== currentUnit()) return false
  await keepAs("file", file)
  return true
}
