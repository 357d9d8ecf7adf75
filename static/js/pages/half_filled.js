// What somebody has half filled in when a shared tablet goes to a colleague. It stays on the device under the person's
// number, and comes back when the same person opens the same page. Nobody else's page asks for it. Passwords and files
// are not put aside.

import { currentUser } from "../core/current_user.js"

const NOT_WRITTEN = "[type=hidden], [type=password], [type=file], [type=submit], [type=button]"
const TICKED = "[type=checkbox], [type=radio]"

export function putAside() {
  const fields = written().filter(hasChanged).map((field) => [ nameOf(field), valueOf(field) ])
  if (fields.length) localStorage.setItem(place(), JSON.stringify(fields))
}

export function bringBack() {
  const stored = localStorage.getItem(place())
  if (!stored) return
  localStorage.removeItem(place())
  const values = new Map(JSON.parse(stored))
  for (const field of written()) {
    if (!values.has(nameOf(field))) continue
    field[field.matches(TICKED) ? "checked" : "value"] = values.get(nameOf(field))
    field.dispatchEvent(new Event("input", { bubbles: true }))
  }
}

function place() {
  return `returkoll.half-filled.${currentUser()}.${location.pathname}`
}

function written() {
  return [ ...document.querySelectorAll("main :is(input, textarea, select)") ].filter((field) => field.name && !field.matches(NOT_WRITTEN))
}

function nameOf(field) {
  return [ field.form?.getAttribute("action") ?? "", field.name, field.matches(TICKED) ? field.value : "" ].join("|")
}

function valueOf(field) {
  return field.matches(TICKED) ? field.checked : field.value
}

function hasChanged(field) {
  if (field.matches(TICKED)) return field.checked !== field.defaultChecked
  if (field.matches("select")) return [ ...field.options ].some((option) => option.selected !== option.defaultSelected)
  return field.value !== field.defaultValue
}
