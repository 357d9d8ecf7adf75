// Whether the server answers, as the last request found it: "here", "lost", or "signed_out" (it answers, but not us).
// `returkoll:contact` is dispatched when that changes.

const GATEWAY_ERRORS = [ 502, 503, 504 ]

let contact = "here"

export function contactIs() {
  return contact
}

export function noteContact(found) {
  if (found === contact) return
  contact = found
  document.dispatchEvent(new CustomEvent("returkoll:contact"))
}

// Whether a proxy answered because the server behind it did not. When the server itself says that it is busy, it says it
// in a sentence of its own, in JSON or in a page's part: that is an error, and contact is there.
export function isFromGateway(status, text) {
  return GATEWAY_ERRORS.includes(status) && !/"message"\s*:|id="flashes"/.test(text)
}
