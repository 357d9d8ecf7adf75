// A note on every page: whether anything waits on this device, so that nothing is forgotten. It also starts
// the courier, which sends what waits from whichever page is open.

import { contactIs } from "../core/contact.js"
import { deliver } from "./courier.js"
import { WAREHOUSE, addressOf, isNew } from "./which_return.js"
import { othersDeeds, ownDeeds } from "./queue.js"
import { takeSent } from "./sent_unseen.js"
import { say } from "../core/words.js"

let sent = 0

export async function start(note) {
  sent = takeSent()
  document.addEventListener("returkoll:delivered", ({ detail }) => { if (detail.done && !isOnThisPage(detail)) sent += 1 })
  for (const news of [ "returkoll:queue", "returkoll:contact" ]) document.addEventListener(news, () => show(note))
  await show(note)
  deliver()
}

async function show(note) {
  const [ own, others ] = await Promise.all([ ownDeeds(), othersDeeds() ])
  const elsewhere = own.filter((deed) => deed.state !== "confirmed" && !isOnThisPage(deed))
  const sentences = []
  if (elsewhere.length) sentences.push(say(contactIs() === "signed_out" ? "queue_signed_out" : "queue_elsewhere", { count: elsewhere.length }))
  if (sent && !elsewhere.length) sentences.push(say("queue_sent"))
  if (others.length) sentences.push(say("queue_others", { count: others.length }))
  note.querySelector("[data-part=news]").textContent = sentences.join(" ")
  note.hidden = sentences.length === 0
  const known = elsewhere.find(({ number }) => !isNew(number))
  const link = note.querySelector("a")
  link.href = contactIs() === "signed_out" ? "/logga-in" : pageOf(known, note)
  link.hidden = !elsewhere.length && !sent
}

function pageOf(known, { dataset }) {
  return known && known.number !== WAREHOUSE ? addressOf(known.number) : dataset.page
}

function isOnThisPage({ number }) {
  return Boolean(document.querySelector(`[data-module~="offline/waiting_list"][data-number="${number}"]`))
}
