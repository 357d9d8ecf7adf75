// Starts what the page names: data-module="scan/scan_panel pages/menu" loads those two modules of
// static/js/ and calls start(element) of each.
// Parts of the page are replaced while it stays open, so new elements are started as they arrive.

import "./fragments.js"
import "./own_validation.js"
import { keepStorage } from "./installed.js"
import "./single_submit.js"
import { noteUser } from "./current_user.js"

const STARTED = new WeakSet()
const PATIENCE = [ 1000, 60000 ]  // ms before a module that did not come is asked for again: at first, and at the most

const root = document.documentElement
let starting = 0

root.classList.add("js")
noteUser()
startModulesIn(document)
new MutationObserver(startArrivals).observe(root, { childList: true, subtree: true })
keepShell()
keepStorage()

function startArrivals(changes) {
  for (const { addedNodes } of changes) {
    for (const node of addedNodes) if (node.nodeType === Node.ELEMENT_NODE) startModulesIn(node)
  }
}

function startModulesIn(part) {
  if (part.matches?.("[data-module]")) start(part)
  part.querySelectorAll("[data-module]").forEach(start)
}

async function start(element) {
  if (STARTED.has(element)) return
  STARTED.add(element)
  noteStarting(1)
  const modules = await Promise.all(element.dataset.module.split(/\s+/).filter(Boolean).map(load))
  modules.forEach((module) => module.start(element))
  noteStarting(-1)
}

// While a part still waits for its module, the page says that it is not all there yet.
function noteStarting(change) {
  starting += change
  root.toggleAttribute("data-starting", starting > 0)
}

// When contact is lost while modules are being loaded, they are loaded as soon as it is back.
async function load(name) {
  let address = `../${name}.js`
  for (let pause = PATIENCE[0]; ; pause = Math.min(2 * pause, PATIENCE[1])) {
    try {
      return await import(address)
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
      console.warn(`The module ${name} did not come.`, error)
      await new Promise((again) => setTimeout(again, pause))
      address = `../${name}.js?${Date.now()}`  // some browsers remember that an address failed
    }
  }
}

// A page that was still loading when the worker took over the open pages has no worker. It asks to be taken over too.
async function keepShell() {
  const script = document.body.dataset.serviceWorker
  if (!script || !("serviceWorker" in navigator)) return
  try {
    await navigator.serviceWorker.register(script)
    const { active } = await navigator.serviceWorker.ready
    if (!navigator.serviceWorker.controller) active.postMessage("claim")
  } catch (error) {
    console.info("Returkoll works without a service worker here.", error)
  }
}
