// Starts what the page names: data-module="scan menu" loads ./scan.js and ./menu.js and calls start(element).
// Parts of the page are replaced while it stays open, so new elements are started as they arrive.

import "./fragments.js"
import "./once.js"
import { noteUser } from "./whose.js"

const STARTED = new WeakSet()

document.documentElement.classList.add("js")
noteUser()
startModulesIn(document)
new MutationObserver(startArrivals).observe(document.documentElement, { childList: true, subtree: true })
registerServiceWorker()

function startArrivals(changes) {
  for (const { addedNodes } of changes) {
    for (const node of addedNodes) if (node.nodeType === Node.ELEMENT_NODE) startModulesIn(node)
  }
}

function startModulesIn(root) {
  if (root.matches?.("[data-module]")) start(root)
  root.querySelectorAll("[data-module]").forEach(start)
}

async function start(element) {
  if (STARTED.has(element)) return
  STARTED.add(element)
  for (const name of element.dataset.module.split(/\s+/).filter(Boolean)) {
    const module = await load(name)
    module?.start(element)
  }
}

// The page is left while its modules are still on their way: nobody is waiting for them any more.
async function load(name) {
  try {
    return await import(`./${name}.js`)
  } catch (error) {
    console.warn(`The module ${name} did not come.`, error)
  }
}

async function registerServiceWorker() {
  const script = document.body.dataset.serviceWorker
  if (!script || !("serviceWorker" in navigator)) return
  try {
    await navigator.serviceWorker.register(script)
  } catch (error) {
    console.info("Returkoll works without a service worker here.", error)
  }
}
