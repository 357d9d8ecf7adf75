// Carries the queue to the server: one deed at a time, the oldest first, again and again until it has an answer. No
// Background Sync (Safari has none): it goes while a page is open, whichever page that is.

import { noteContact } from "../core/contact.js"
import { NoAnswer, askForTicket, meaningOf, send } from "./delivery.js"
import { nextWaiting } from "./queue.js"
import { putAway } from "./deed_outcome.js"
import { currentUser } from "../core/current_user.js"

const SHORTEST_WAIT = 250   // ms before the next try, doubled each time without an answer
const LONGEST_WAIT = 5000
const SERVER_ERRORS = 12    // in a row, for one deed: it must not hold up the others for ever

let onTheWay = false
let calledMeanwhile = false
let wait = SHORTEST_WAIT
let timer
let ticket = null
let errors = 0

for (const news of [ "returkoll:queue", "returkoll:contact" ]) document.addEventListener(news, deliver)
window.addEventListener("online", deliver)
document.addEventListener("visibilitychange", () => { if (!document.hidden) deliver() })

// Two tabs take turns where the browser can tell them to. Where it cannot, the keys see to it that a deed is done once.
export async function deliver() {
  if (onTheWay) calledMeanwhile = true
  if (onTheWay) return
  onTheWay = true
  calledMeanwhile = false
  clearTimeout(timer)
  try {
    await (navigator.locks ? navigator.locks.request("returkoll-courier", carryAll) : carryAll())
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    noteContact("lost")
    timer = setTimeout(deliver, wait)
    wait = Math.min(2 * wait, LONGEST_WAIT)
    calledMeanwhile = false
  } finally {
    onTheWay = false
  }
  if (calledMeanwhile) deliver()
}

// A ticket is good for one session: sent under anybody else's, it is refused, and so is the deed.
async function carryAll() {
  for (let deed = await nextWaiting(); deed; deed = await nextWaiting()) {
    if (ticket?.user !== currentUser()) ticket = await askForTicket()
    wait = SHORTEST_WAIT
    if (ticket?.user !== currentUser()) return noteContact("signed_out")
    await carry(deed)
  }
}

async function carry(deed) {
  const { status, told } = await send(deed, ticket)
  const meaning = meaningOf(status)
  if (meaning === "again" && (status !== 500 || ++errors < SERVER_ERRORS)) throw new NoAnswer(`${status}`)
  if (meaning === "old_ticket" && !ticket.renewed) return renew()
  errors = 0
  wait = SHORTEST_WAIT
  ticket.renewed = false
  noteContact("here")
  await putAway(deed, meaning, told)
}

async function renew() {
  ticket = await askForTicket()
  if (ticket) ticket.renewed = true
}
