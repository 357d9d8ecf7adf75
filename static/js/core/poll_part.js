// Keeps a part of the page up to date while something in it is under way. data-shown says which state it shows. The part
// is replaced, and said aloud, only when that state has changed. data-every says after how many milliseconds it asks again.

import { applyFragments } from "./fragments.js"

const EVERY = 3000 // milliseconds, where the part says nothing

export function start(element) {
  const timer = setInterval(async () => {
    if (!element.isConnected) return clearInterval(timer)
    if (document.hidden || element.contains(document.activeElement)) return
    const html = await ask(element.dataset.url)
    if (html && element.isConnected && shownIn(html) !== element.dataset.shown) applyFragments(html)
  }, Number(element.dataset.every) || EVERY)
}

function shownIn(html) {
  const template = document.createElement("template")
  template.innerHTML = html
  return template.content.firstElementChild?.dataset.shown
}

async function ask(url) {
  try {
    const answer = await fetch(url, { headers: { "Accept": "text/html", "X-Requested-With": "fetch" } })
    return answer.ok && !answer.redirected ? await answer.text() : null
  } catch {
    return null // there is no contact just now; the next tick asks again
  }
}
