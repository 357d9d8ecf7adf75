// An ordinary form that changes something: a second tap while the first is under way does nothing, and the same
// deed sent twice by an impatient network is done once.

import { keyFor } from "./idempotency_keys.js"

document.addEventListener("submit", guard)
window.addEventListener("pageshow", release)

function guard(event) {
  const form = event.target
  if (event.defaultPrevented || form.method !== "post" || form.matches("[data-fragment]")) return
  if (form.ariaBusy === "true") return event.preventDefault()
  form.ariaBusy = "true"
  event.submitter?.setAttribute("aria-busy", "true")
  keyField(form).value = keyFor(form, [ ...new FormData(form) ])
}

function keyField(form) {
  const field = form.elements.idempotency_key ?? document.createElement("input")
  Object.assign(field, { type: "hidden", name: "idempotency_key" })
  form.append(field)
  return field
}

// The form can be used again when the user comes back from the next page, and when the answer was a file.
function release() {
  document.querySelectorAll("form[aria-busy]").forEach((form) => { form.ariaBusy = null })
  document.querySelectorAll("form [aria-busy]").forEach((button) => button.removeAttribute("aria-busy"))
}
