// Keeps a part of the page up to date while something on it is on its way.

import { applyFragments } from "./fragments.js"

const EVERY = 3000 // milliseconds

export function start(element) {
  const timer = setInterval(async () => {
    if (!element.isConnected) return clearInterval(timer)
    if (document.hidden || element.querySelector("form[aria-busy]") || element.contains(document.activeElement)) return
    const html = await ask(element.dataset.url)
    if (html && element.isConnected && html.trim() !== "") applyFragments(html)
  }, EVERY)
}

async function ask(url) {
  try {
    const answer = await fetch(url, { headers: { "Accept": "text/html", "X-Requested-With": "fetch" } })
    return answer.ok && !answer.redirected ? await answer.text() : null
  } catch {
    return null // no contact just now: the next tick asks again
  }
}
