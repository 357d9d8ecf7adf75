// What becomes of a deed when its answer has come. It is done and forgotten, or it stays for a person to look at.

import { ownDeeds, setAside, settle } from "./queue.js"
import { play } from "../core/sound.js"
import { say } from "../core/words.js"

export async function putAway(deed, meaning, told) {
  const left = meaning === "done" ? await newsIn(told?.results ?? []) : [ refusal(deed, told) ]
  if (left.length) await setAside(deed, meaning === "done" ? "left" : "conflict", left)
  else await settle(deed)
  const { tone = "good", message = "" } = meaning === "done" ? told ?? {} : left[0]
  play(tone)
  const detail = { number: deed.number, done: meaning === "done", tone, message }
  document.dispatchEvent(new CustomEvent("returkoll:delivered", { detail }))
}

// Results that need a person and are not in the list yet, as the same product may be shown to the camera twice.
async function newsIn(results) {
  const known = (await ownDeeds()).flatMap(({ left }) => left.map(nameOf))
  return results.filter((one) => one.tone !== "good" && !(one.what && known.includes(nameOf(one))))
}

function nameOf({ what, message }) {
  return `${what}: ${message}`
}

function refusal(deed, told) {
  return { state: "refused", tone: "stop", message: told?.message || say("failed"), what: deed.what }
}
