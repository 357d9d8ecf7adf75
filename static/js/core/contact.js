// Whether the server answers, as the last request found it: "here", "lost", or "signed_out" (it answers, but not us).
// `returkoll:contact` is dispatched when that changes.

let contact = "here"

export function contactIs() {
  return contact
}

export function noteContact(found) {
  if (found === contact) return
  contact = found
  document.dispatchEvent(new CustomEvent("returkoll:contact"))
}
