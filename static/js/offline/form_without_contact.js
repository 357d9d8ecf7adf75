// A form whose answer leads on to the next page. Without contact its contents are stored (queue.js), and the next page is
// shown all the same.
//
//   data-following="/returer/RK…/rader/13/kontroll …"   the pages that may come next, in order
//
// Those are fetched while there is contact, into the memory of this page alone: the device stores no page with data
// (docs/decisions/0007). A form without data-following stays where it is.

import { contactIs, noteContact } from "../core/contact.js"
import { showPage } from "../core/fragments.js"
import { keyFor } from "../core/idempotency_keys.js"
import { keepForm } from "./stored_forms.js"
import { showProblem } from "../core/form_problem.js"
import { ownDeeds } from "./queue.js"
import { play } from "../core/sound.js"
import { announce, say } from "../core/words.js"

const MOST = 30  // pages
const PAGES = new Map()

export function start(form) {
  const number = form.dataset.number
  let waits = false
  const lookAtQueue = async () => {
    if (form.isConnected) waits = (await waitingFor(number)).length > 0
    else document.removeEventListener("returkoll:queue", lookAtQueue)
  }
  document.addEventListener("returkoll:queue", lookAtQueue)
  lookAtQueue()
  form.addEventListener("submit", (event) => {
    if (contactIs() !== "lost" && !waits) return  // deeds that wait are sent first, in order
    event.preventDefault()
    const contents = [ ...new FormData(form) ]
    keepAndGoOn(form, { key: keyFor(form, contents), contents })
  })
  form.addEventListener("returkoll:unsent", (event) => {
    event.preventDefault()
    noteContact("lost")
    keepAndGoOn(form, event.detail)
  })
  fetchFollowing(form)
}

async function keepAndGoOn(form, detail) {
  try {
    await keepForm(form, detail, form.dataset.number)
  } catch (error) {
    console.warn("The device stores nothing.", error)  // it has no room left, or this is a private window
    return showProblem(form, say("no_contact"), () => form.requestSubmit())
  }
  play("stored")
  const message = say("stored", { what: form.dataset.what })
  if (form.dataset.following === undefined) return tell(form, message)
  await goOn(form)
  announce(message)
}

// Shows the next page that has no waiting deed; when there is none, the list of what waits.
async function goOn(form) {
  const { number } = form.dataset
  const done = (await waitingFor(number)).map(({ path }) => `/returer/${number}/${path?.replace(/ta-bort$/, "kontroll")}`)
  const next = following(form).find((address) => PAGES.has(address) && !done.includes(address))
  if (next) showPage(PAGES.get(next), next)
  else location.assign(`/returer/${number}/`)
}

async function fetchFollowing(form) {
  for (const address of following(form).slice(0, MOST)) {
    if (PAGES.has(address)) continue
    const answer = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => null)
    if (!answer?.ok || answer.redirected) return
    PAGES.set(address, await answer.text())
  }
}

function following(form) {
  return (form.dataset.following ?? "").split(" ").filter(Boolean)
}

async function waitingFor(number) {
  const deeds = await Promise.resolve(ownDeeds()).catch(() => [])  // it fails in a window that can store nothing
  return deeds.filter((deed) => deed.number === number && deed.state === "waiting")
}

function tell(form, sentence) {
  const note = form.querySelector("[data-part=stored]") ?? document.createElement("p")
  Object.assign(note, { className: "leaving-note", textContent: sentence })
  note.dataset.part = "stored"
  note.setAttribute("role", "status")
  form.append(note)
  form.reset()
}
