// Warns somebody who signs out while something waits on this device. When the button is pressed again, the sign-out is
// done. What waits stays for its user; nobody else sees it.

import { ownDeeds } from "./queue.js"
import { say } from "../core/words.js"

export function start(form) {
  let told = false
  form.addEventListener("submit", async (event) => {
    if (told) return
    event.preventDefault()
    event.stopImmediatePropagation()
    told = true
    const deeds = await ownDeeds().catch(() => [])  // in a window that can store nothing, nothing waits
    const { length } = deeds.filter(({ state }) => state === "waiting")
    if (length === 0) return form.requestSubmit()
    const words = form.querySelector("[data-part=news]")
    words.textContent = say("queue_stays", { count: length })
    words.hidden = false
  })
}
