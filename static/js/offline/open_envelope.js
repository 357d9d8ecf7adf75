// Which envelope lies open while a receiver scans without a press between. The page's address says it (?oppet=), by what
// the envelope's label says, so that it is still known after a reload, also without contact. Each scan is sent with the
// envelope that lay open when it was made (web/warehouse/direct/open_envelope.py).

import { renameAddress } from "../core/fragments.js"
import { newKey } from "../core/idempotency_keys.js"
import { say } from "../core/words.js"

const OPEN = "oppet"
const UNDO = "direkt/angra"
const BY_PHOTO = "foto:"  // the envelope whose label is on the photo with this key, if there is one
const NUMBER = /^(RK[34679ACDEFHJKMNPRTUWXY]{7})(?:E([1-9][0-9]?))?(?:U[1-9][0-9]?)?$/  // identity/return_number.py
const ADDRESS = /^https?(?::\/\/|Ö--).+[/-]r[/-]([^/?#]+)\/?$/i
const SSCC = /^(?:\](?:C1|d2))?(?:\(00\)|00)\d{18}$/

export function openEnvelope() {
  return new URLSearchParams(location.search).get(OPEN) ?? ""
}

// The scan as it is stored, with the envelope that it was made at. A label is itself the envelope of what comes next; so
// is a photo that this device cannot read.
export function scannedAtEnvelope({ key = newKey(), fields = {}, ...deed }) {
  const scan = { ...deed, key, fields: { ...fields, [OPEN]: openEnvelope() } }
  lay(envelopeAfter(scan))
  return scan
}

function envelopeAfter({ key, fields, picture, what }) {
  const read = fields.text || (fields.token ? "" : what)
  if (isLabel(read ?? "")) return read
  return picture && !read ? BY_PHOTO + key : fields[OPEN]
}

// Takes over what the server says lies open after that scan, unless another envelope was scanned meanwhile.
export function answered(deed, open) {
  if (open !== undefined && OPEN in deed.fields) becomesOpen(open, envelopeAfter(deed))
}

// Takes over what a card has done to the envelope that lay open, unless another one was scanned meanwhile.
export function becomesOpen(label, before) {
  if (openEnvelope() === before) lay(label)
}

function lay(label) {
  if (label === openEnvelope()) return
  const address = new URL(location.href)
  if (label) address.searchParams.set(OPEN, label)
  else address.searchParams.delete(OPEN)
  renameAddress(address)
  document.dispatchEvent(new CustomEvent("returkoll:envelope"))
}

export function isLabel(text) {
  return SSCC.test(text.trim()) || parts(text) !== null
}

function parts(text) {
  const number = text.trim().match(ADDRESS)?.[1] ?? text
  return number.replace(/[\s-]/g, "").toUpperCase().match(NUMBER)
}

// An envelope as people read it.
export function envelopeName(label) {
  const [ , number, envelope ] = parts(label) ?? []
  if (!number) return label.startsWith(BY_PHOTO) ? say("a_photo") : label
  const shown = number.replace(/^(..)(....)/, "$1 $2 ")
  return envelope ? `${shown} (${envelope})` : shown
}

// The part of the page that shows the open envelope's contents: hidden while another one lies open, which is then named.
export function start(part) {
  const show = () => {
    if (!part.isConnected) return document.removeEventListener("returkoll:envelope", show)
    const contents = part.querySelector("#received")
    const open = openEnvelope()
    const other = Boolean(open) && contents?.dataset.open !== open
    const note = part.querySelector("[data-part=other-envelope]")
    note.hidden = !other
    note.textContent = other ? say("open_envelope", { envelope: envelopeName(open) }) : ""
    if (contents) contents.hidden = other
  }
  document.addEventListener("returkoll:envelope", show)
  document.addEventListener("returkoll:sent", ({ detail }) => {
    const contents = part.isConnected && part.querySelector("#received")
    if (contents && detail.path === UNDO) lay(contents.dataset.open ?? "")  // the envelope itself may be undone
  })
  new MutationObserver(show).observe(part, { childList: true })
  show()
}
