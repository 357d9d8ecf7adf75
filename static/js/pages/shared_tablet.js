// A shared tablet that nobody touches is locked: data-minutes says after how long. What was half filled in is put aside for
// the person who wrote it (half_filled.js).
//
// Without contact it is not locked, as nobody could open it again: it is locked when the contact is back.

import { contactIs } from "../core/contact.js"
import { bringBack, putAside } from "./half_filled.js"

const TOUCHES = [ "pointerdown", "keydown", "wheel", "touchmove" ]
const LOOKS_EVERY = 5000  // ms; a tablet that wakes up looks at once

export function start(mark) {
  const after = Number(mark.dataset.minutes) * 60000
  let touched = Date.now()
  for (const kind of TOUCHES) document.addEventListener(kind, () => { touched = Date.now() }, { passive: true })
  const look = () => { if (Date.now() - touched >= after && contactIs() !== "lost") lock(mark) }
  setInterval(look, LOOKS_EVERY)
  document.addEventListener("visibilitychange", look)
  document.querySelector("[data-changes-user]")?.addEventListener("click", putAside)
  bringBack()
}

async function lock(mark) {
  const token = document.querySelector("meta[name=csrf-token]").content
  const place = location.pathname + location.search
  try {
    await fetch(mark.dataset.url, { method: "POST", headers: { "X-CSRFToken": token }, redirect: "manual" })
  } catch {
    return  // there is no contact: the next look tries again
  }
  putAside()
  location.assign(`/byt?next=${encodeURIComponent(place)}`)
}
