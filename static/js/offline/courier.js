// Carries the queue to the server: one deed at a time, the oldest first, until each has its answer. No Background Sync
// (Safari has none): it goes while a page is open, whichever page that is.
//
// Without an answer it tries again soon, because a wireless network comes and goes. Where the server answers that it
// failed, it tries again with growing pauses, and gives the deed to a person after a few times: the server's fault may
// lie in this very deed, which must not hold up the others.

import { noteContact } from "../core/contact.js"
import { NoAnswer, ServerError, askForTicket, meaningOf, send } from "./delivery.js"
import { nextWaiting } from "./queue.js"
import { putAway } from "./deed_outcome.js"
import { currentUser } from "../core/current_user.js"

const WITHOUT_ANSWER = { first: 250, last: 5000 }    // ms before the next try, doubled each time
const AFTER_AN_ERROR = { first: 2000, last: 60000 }
const MOST_ERRORS = 4  // answers of that kind to one deed
const STILL_PROMISING = 5      // failures in a row up to which a sign of contact starts a try before its time

let onTheWay = false
let calledMeanwhile = false
let failures = 0     // in a row, of either kind
let errors = 0       // in a row, for one deed
let resting = false  // the server answered with an error, and is left alone for a while
let timer
let ticket = null

for (const news of [ "returkoll:queue", "returkoll:contact" ]) document.addEventListener(news, deliverIfPromising)
window.addEventListener("online", deliver)
document.addEventListener("visibilitychange", () => { if (!document.hidden) deliverIfPromising() })

// Whether what waits is held back because the server answered with an error.
export function isResting() {
  return resting
}

function deliverIfPromising() {
  if (!resting && failures < STILL_PROMISING) deliver()
}

// Two tabs take turns where the browser has locks for that. Where it has none, the keys see to it that a deed is done once.
export async function deliver() {
  if (onTheWay) calledMeanwhile = true
  if (onTheWay) return
  onTheWay = true
  calledMeanwhile = false
  clearTimeout(timer)
  try {
    await (navigator.locks ? navigator.locks.request("returkoll-courier", carryAll) : carryAll())
    if (resting) setResting(false)
  } catch (error) {
    if (!(error instanceof NoAnswer) && !(error instanceof ServerError)) throw error
    tryLater(error)
  } finally {
    onTheWay = false
  }
  if (calledMeanwhile) deliver()
}

function tryLater(error) {
  const answered = error instanceof ServerError
  const { first, last } = answered ? AFTER_AN_ERROR : WITHOUT_ANSWER
  const pause = Math.max(Math.min(first * 2 ** failures, last), error.pause ?? 0)
  failures += 1
  timer = setTimeout(deliver, pause)
  noteContact(answered ? "here" : "lost")
  setResting(answered)
  calledMeanwhile = false
}

function setResting(now) {
  if (resting === now) return
  resting = now
  document.dispatchEvent(new CustomEvent("returkoll:queue"))
}

// A ticket belongs to one session. Sent in another one it is refused, and the deed with it.
async function carryAll() {
  for (let deed = await nextWaiting(); deed; deed = await nextWaiting()) {
    if (ticket?.user !== currentUser()) ticket = await newTicket()
    if (ticket?.user !== currentUser()) return noteContact("signed_out")
    await carry(deed)
  }
}

async function carry(deed) {
  const { status, told, pause } = await send(deed, ticket)
  const meaning = meaningOf(status)
  const isBusy = status === 503 || status === 429 || status === 408  // the server is busy; the deed is not at fault
  if (meaning === "again" && (isBusy || ++errors < MOST_ERRORS)) throw new ServerError(status, pause)
  if (meaning === "old_ticket" && !ticket.renewed) return renew()
  errors = failures = 0
  ticket.renewed = false
  noteContact("here")
  await putAway(deed, meaning, told)
}

// An answer ends the row of failures: the next one in the network is met with a short pause again.
async function newTicket() {
  const given = await askForTicket()
  failures = 0
  return given
}

async function renew() {
  ticket = await newTicket()
  if (ticket) ticket.renewed = true
}
