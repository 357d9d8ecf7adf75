// Deeds that wait for the server, each with the Idempotency-Key that makes it happen once. A deed belongs to the user who
// did it: on a shared tablet nobody sends the deeds of another user under their own name.
//
//   { id, key, user, unit, number, path, what, fields, picture, at, preliminary, state, left }
//   unit:  whose return it is, where the return is still to be opened
//   number: its return's; "/lager/" for what is done at the warehouse (which_return.js)
//   path:  where it is sent, after the address of its return or of the warehouse
//   preliminary: what the register on the device said of it without contact (static/js/snapshot/preliminary.js)
//   state: "waiting"; "confirmed" (the answer was that preliminary one); "left" (the answer has to be looked at); "conflict" (the server refused it as things are now)
//   left:  what to look at, as the server told it: [{ state, tone, message, what }]
//
// `returkoll:queue` is dispatched when the queue has changed, in this tab or another.

import { contactIs } from "../core/contact.js"
import { newKey } from "../core/idempotency_keys.js"
import { allDeeds, forget, keep, rewrite } from "./store.js"
import { currentUnit, currentUser } from "../core/current_user.js"

const PUT_IN = "rader"

const otherTabs = "BroadcastChannel" in window ? new BroadcastChannel("returkoll") : null
if (otherTabs) otherTabs.onmessage = tellThisTab

// `picture` is a File. Its bytes are stored instead, because some browsers lose the files that IndexedDB holds.
export async function enqueue({ number, path = PUT_IN, what, fields = {}, picture = null, preliminary = null, key = newKey() }) {
  const bytes = picture && { name: picture.name, type: picture.type, bytes: await picture.arrayBuffer() }
  const unit = await unitOf(number)
  await keep({ key, user: currentUser(), unit, number, path, what, fields, picture: bytes, at: Date.now(), preliminary, state: "waiting", left: [] })
  askToStay()
  changed()
}

// A return that is still to be opened belongs to the unit for which its first deed was done, also when the user works for
// another one by now.
async function unitOf(number) {
  const begun = (await ownDeeds()).find((deed) => deed.number === number)
  return begun ? begun.unit : currentUnit()
}

// Browsers may delete what a page has stored when room runs short, or when it was not opened for a week (Safari).
function askToStay() {
  if (contactIs() === "lost") navigator.storage?.persist?.().catch(() => {})
}

export async function ownDeeds() {
  return (await allDeeds()).filter(({ user }) => user === currentUser())
}

export async function othersDeeds() {
  return (await allDeeds()).filter(({ user }) => user !== currentUser())
}

// Whether a deed is a scan, so that what came of it can be looked at again.
export function isScan({ path = PUT_IN }) {
  return path.split("/").pop() === PUT_IN
}

// Whether a deed puts a product into a return. It may then go into another return; an answer or a removal belongs to its
// own return.
export function putsIn({ path = PUT_IN }) {
  return path === PUT_IN
}

export async function nextWaiting() {
  return (await ownDeeds()).find(({ state }) => state === "waiting")
}

export async function settle(deed) {
  await forget(deed)
  changed()
}

export async function setAside(deed, state, left) {
  await rewrite({ ...deed, state, left })
  changed()
}

// Notes that one of the results has been looked at.
export async function tick(deed, one) {
  const left = deed.left.filter((other) => other !== one)
  if (left.length) await setAside(deed, deed.state, left)
  else await settle(deed)
}

// Puts the same products into another return. That is another deed, so that it gets another key.
export async function moveTo(number, deeds) {
  for (const deed of deeds) await rewrite({ ...deed, number, key: newKey(), preliminary: null, state: "waiting", left: [] })
  changed()
}

function changed() {
  otherTabs?.postMessage("changed")
  tellThisTab()
}

function tellThisTab() {
  document.dispatchEvent(new CustomEvent("returkoll:queue"))
}
