// What becomes of a deed when its answer has come. It is done and forgotten, or it stays for a person to look at.

import { ownDeeds, setAside, settle, tick } from "./queue.js"
import { play } from "../core/sound.js"
import { say } from "../core/words.js"

const QUIET = [ "good", "again" ]  // tones of what nobody has to look at

export async function putAway(deed, meaning, told) {
  const left = meaning === "done" ? await newsIn(told?.results ?? []) : [ refusal(deed, told) ]
  if (left.length) await setAside(deed, meaning === "done" ? "left" : "conflict", left)
  else await settle(deed)
  const { tone = "good", message = "", html = "", open } = meaning === "done" ? told ?? {} : left[0]
  play(tone)
  const detail = { deed, number: deed.number, done: meaning === "done", tone, message, html, open }
  document.dispatchEvent(new CustomEvent("returkoll:delivered", { detail }))
  if (meaning === "done") await forgetAnswered(deed.number, told?.results ?? [])
}

// A product that was taken in after all needs nobody to look at it any more.
async function forgetAnswered(number, results) {
  const taken = results.filter(({ state, what }) => state === "received" && what).map(({ what }) => what)
  if (taken.length) await tickLeft(number, ({ what }) => taken.includes(what))
}

export async function tickLeft(number, isAnswered) {
  for (const deed of (await ownDeeds()).filter((one) => one.number === number)) {
    for (const one of deed.left.filter(isAnswered)) await tick((await ownDeeds()).find(({ id }) => id === deed.id), one)
  }
}

// Results that need a person and are not in the list yet, as the same product may be shown to the camera twice.
async function newsIn(results) {
  const known = (await ownDeeds()).flatMap(({ left }) => left.map(nameOf))
  return results.filter((one) => !QUIET.includes(one.tone) && !(one.what && known.includes(nameOf(one))))
}

function nameOf({ what, message }) {
  return `${what}: ${message}`
}

function refusal(deed, told) {
  return { state: "refused", tone: "stop", message: told?.message || say("failed"), what: deed.what }
}
