// What becomes of a deed when its answer has come. It is done and forgotten, or it stays for a person to look at.

import { ownDeeds, setAside, settle } from "./queue.js"
import { play } from "../core/sound.js"
import { compared } from "../snapshot/preliminary.js"
import { say } from "../core/words.js"

const QUIET = [ "good", "again" ]  // tones of what nobody has to look at

export async function putAway(deed, meaning, told) {
  const { number } = deed
  if (meaning !== "done") {
    const [ refused ] = compared(deed, [ refusal(deed, told) ]).results
    await setAside(deed, "conflict", [ refused ])
    return tell({ deed, number, done: false, ...refused })
  }
  const { results: came = [], ...answer } = told ?? {}
  const { results, isConfirmed } = compared(deed, came)
  const left = await newsIn(results)
  if (left.length) await setAside(deed, "left", left)
  else if (isConfirmed) await setAside(deed, "confirmed", [])
  else await settle(deed)
  tell({ deed, number, done: true, ...answer })
  await forgetTaken(number, results)
}

function tell({ tone = "good", message = "", ...detail }) {
  play(tone)
  document.dispatchEvent(new CustomEvent("returkoll:delivered", { detail: { ...detail, tone, message } }))
}

// A product that was taken in after all needs nobody to look at it any more.
async function forgetTaken(number, results) {
  const taken = results.filter(({ state, what }) => state === "received" && what).map(({ what }) => what)
  if (taken.length) await tickLeft(number, ({ what }) => taken.includes(what))
}

export async function tickLeft(number, isAnswered) {
  for (const deed of (await ownDeeds()).filter((one) => one.number === number)) {
    const left = deed.left.filter((one) => !isAnswered(one))
    if (left.length === deed.left.length) continue
    if (left.length) await setAside(deed, deed.state, left)
    else await settle(deed)
  }
}

// Results that need a person and are not in the list yet, as the same product may be shown to the camera twice.
async function newsIn(results) {
  const known = (await ownDeeds()).flatMap(({ left }) => left.map(nameOf))
  return results.filter((one) => !QUIET.includes(one.tone) && (one.contradicted || !(one.what && known.includes(nameOf(one)))))
}

function nameOf({ what, message }) {
  return `${what}: ${message}`
}

function refusal(deed, told) {
  return { state: "refused", tone: "stop", message: told?.message || say("failed"), what: deed.what }
}
