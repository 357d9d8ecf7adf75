// A form that lacks something says so in our words, in the user's language, beside the field, instead of in a bubble of the
// browser's that is gone after a moment. Forms with novalidate are judged by the server alone.

import { say } from "./words.js"

document.addEventListener("invalid", tell, true)
document.addEventListener("input", withdraw, true)
document.addEventListener("change", withdraw, true)

let focused = false

function tell(event) {
  const field = event.target
  event.preventDefault()
  if (!focused) {
    focused = true  // the first one that is wrong; the others of this press come at once
    setTimeout(() => { focused = false })
    field.focus()
    field.scrollIntoView({ block: "center" })
  }
  const place = placeOf(field)
  if (place.querySelector("[data-own-fault]")) return
  place.classList.add("wrong")
  field.setAttribute("aria-invalid", "true")
  const note = document.createElement("p")
  note.className = "error"
  note.dataset.ownFault = ""
  note.setAttribute("role", "alert")
  note.textContent = wordsFor(field)
  place.append(note)
}

function withdraw({ target }) {
  const place = target.form && placeOf(target)
  const note = place?.querySelector("[data-own-fault]")
  if (!note) return
  note.remove()
  place.classList.remove("wrong")
  target.removeAttribute("aria-invalid")
}

// A question's radio buttons share one place; a field that stands alone has its parent.
function placeOf(field) {
  return field.closest(".field, .question, fieldset") ?? field.closest("label")?.parentElement ?? field.parentElement
}

function wordsFor({ validity, type, min, max }) {
  if (validity.valueMissing) return say({ radio: "choose_one", checkbox: "tick_it", file: "choose_file" }[type] ?? "fill_in")
  if (validity.rangeUnderflow || validity.rangeOverflow) return say("out_of_range", { min, max })
  if (type === "email") return say("as_email")
  return say("not_understood")
}
