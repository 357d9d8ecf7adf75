// The page that tells how to install the app. Where the browser offers it by itself, one button does it.

import { isApp } from "../core/installed.js"

let offer

window.addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault()
  offer = event
  document.dispatchEvent(new CustomEvent("returkoll:installable"))
})

export function start(page) {
  const part = (name) => page.querySelector(`[data-part=${name}]`)
  const show = () => {
    part("installed").hidden = !isApp()
    part("offer").hidden = isApp() || !offer
  }
  document.addEventListener("returkoll:installable", show)
  window.addEventListener("appinstalled", () => { offer = undefined; show() })
  part("install").addEventListener("click", async () => {
    await offer?.prompt()
    offer = undefined
    show()
  })
  show()
}
