// The page that stands in for one that could not be fetched. In place of a return's page, and of the one for receiving, it
// takes what is typed, scanned and photographed; elsewhere it leads there. When the server answers again, the page that
// was asked for is shown.

import { noteContact } from "../core/contact.js"
import { WAREHOUSE, isNew, keyOf, newReturn, placeInAddress, returnInAddress } from "./which_return.js"
import { ownDeeds } from "./queue.js"
import { noteSent } from "./sent_unseen.js"
import { currentUser, worksAtWarehouse } from "../core/current_user.js"
import { say } from "../core/words.js"

const PATIENCE = 5000  // ms between two tries

export function start(page) {
  const part = (name) => page.querySelector(`[data-part="${name}"]`)
  const packing = Boolean(placeInAddress() && currentUser())
  const receiving = placeInAddress() === WAREHOUSE
  for (const name of [ "receiving", "receiving-lead" ]) part(name).hidden = !receiving
  for (const name of [ "clinic", "clinic-lead" ]) part(name).hidden = receiving
  if (receiving) part("register").remove()  // the warehouse sees every unit's products, and takes none along
  noteContact("lost")
  part("packing").hidden = !packing
  part("elsewhere").hidden = packing
  if (!packing && currentUser()) {
    if (worksAtWarehouse()) part("receive").hidden = false
    else offerBegunReturns(part)
  }
  document.addEventListener("returkoll:delivered", ({ detail }) => { if (detail.done) noteSent() })
  window.addEventListener("online", () => tryAgain(page))
  setInterval(() => tryAgain(page), PATIENCE)
}

async function offerBegunReturns(part) {
  part("pack").href = addressOf(newReturn())
  part("pack").hidden = false
  const begun = [ ...new Set((await ownDeeds()).map(({ number }) => number)) ]
  part("begun-returns").hidden = begun.length === 0
  part("begun-returns").replaceChildren(...begun.map(rowOf))
}

function rowOf(number) {
  const row = document.createElement("li")
  row.innerHTML = `<span class="what"><a class="cover"><strong class="code"></strong></a></span>`
  row.querySelector("a").href = addressOf(number)
  row.querySelector("strong").textContent = isNew(number) ? say("new_return") : number.replace(/^(..)(....)/, "$1 $2 ")
  return row
}

function addressOf(number) {
  return isNew(number) ? `/returer/?ny=${keyOf(number)}` : `/returer/${number}/`
}

// The answer to a form cannot be asked for again. Its return's page can.
function showWhatWasAskedFor() {
  const posted = placeInAddress() === WAREHOUSE && location.pathname.match(/^(.+)\/(skanna|rader)$/)
  if (posted) return location.replace(posted[1] + location.search)
  const number = returnInAddress()
  if (number && !isNew(number) && /\/(skanna|rader)$/.test(location.pathname)) location.replace(addressOf(number))
  else location.reload()
}

// Whether the page may be replaced: not while something is half typed, or on its way into the queue.
async function tryAgain(page) {
  if (page.querySelector("input[name=text]").value) return
  try {
    const answer = await fetch("/healthz", { cache: "no-store" })
    if (answer.ok) showWhatWasAskedFor()
  } catch {
    // There is still no contact. The next try comes by itself.
  }
}
