// "Ny retur" without contact: the return begins here, under the key that the form was sent with, so that it becomes the
// same return if the server had heard of it after all.

import { noteContact } from "../core/contact.js"

export function start(form) {
  form.addEventListener("returkoll:unsent", (event) => {
    if (!navigator.serviceWorker?.controller) return  // without a service worker no page would open there
    event.preventDefault()
    noteContact("lost")
    location.assign(`/returer/?ny=${event.detail.key}`)
  })
}
