// Rows of the waiting list, made from the template in templates/clinic/_waiting.html.

import { envelopeName, isLabel } from "./open_envelope.js"
import { isScan } from "./queue.js"
import { sentenceOf } from "../snapshot/preliminary.js"
import { say } from "../core/words.js"

export function waitingRow(section, deed, drop) {
  const row = newRow(section, deed, nameOf(deed.what))
  const envelope = deed.fields?.oppet
  const note = envelope && !isLabel(deed.what ?? "") ? "stored_in" : "stored_at"
  part(row, "note").textContent = say(note, { time: clock(deed.at), envelope: envelopeName(envelope ?? "") })
  if (deed.preliminary) showPreliminary(part(row, "preliminary"), deed.preliminary)
  act(row, "drop", drop)
  return row
}

export function leftRow(section, deed, one, done) {
  const row = newRow(section, deed, one.what || deed.what || say("a_photo"))
  row.dataset.tone = one.tone
  part(row, "note").textContent = one.message
  act(row, "done", done)
  if (one.state !== "refused" && isScan(deed)) act(row, "look", () => look(deed, one))
  return row
}

// A preliminary answer that the server has confirmed, and that nobody has to act on.
export function confirmedRow(section, deed) {
  const row = newRow(section, deed, nameOf(deed.what))
  row.dataset.tone = "good"
  part(row, "note").textContent = `${say("confirmed")} ${deed.preliminary.headline}`
  return row
}

function showPreliminary(place, preliminary) {
  place.textContent = sentenceOf(preliminary)
  place.dataset.tone = preliminary.tone ?? "attention"
  place.hidden = false
}

// Asks the server again, as its answer may have changed. With its token the product is shown as it was seen, in its box.
function look(deed, one) {
  const fields = Object.fromEntries(Array.isArray(deed.fields) ? deed.fields : Object.entries(deed.fields))
  const token = one.token || fields.token
  const text = token ? "" : one.text || one.what || fields.text
  const picture = !token && !text && deed.picture ? new File([ deed.picture.bytes ], deed.picture.name, { type: deed.picture.type }) : null
  document.dispatchEvent(new CustomEvent("returkoll:look", { detail: { token, text, picture, open: one.open || fields.oppet } }))
}

function nameOf(what) {
  if (!what) return say("a_photo")
  return isLabel(what) ? say("envelope", { envelope: envelopeName(what) }) : what
}

function newRow(section, { picture }, what) {
  const row = section.querySelector("template").content.cloneNode(true).firstElementChild
  part(row, "what").textContent = what
  if (picture) showThumbnail(part(row, "thumbnail"), picture)
  return row
}

function showThumbnail(image, { bytes, type }) {
  image.src = URL.createObjectURL(new Blob([ bytes ], { type }))
  image.onload = () => { image.hidden = false }  // a HEIC that this browser cannot show stays hidden
}

function act(row, name, deed) {
  const button = row.querySelector(`[data-do="${name}"]`)
  button.hidden = false
  button.addEventListener("click", deed)
}

function part(row, name) {
  return row.querySelector(`[data-row="${name}"]`)
}

function clock(at) {
  return new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" })
}
