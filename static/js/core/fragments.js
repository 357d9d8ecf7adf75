// Forms with data-fragment are sent while the page stays open (the camera goes on running). The answer is HTML whose
// outermost elements have ids; each takes the place of the element with the same id. A whole page as the answer, or
// a redirect to one, is shown as that page.

import { isFromGateway } from "./contact.js"
import { forgetKey, keyFor } from "./idempotency_keys.js"
import { showProblem, withdrawProblem } from "./form_problem.js"
import { announce, say } from "./words.js"

const PATIENCE = 20000  // ms

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || !event.target.matches("form[data-fragment]")) return
  event.preventDefault()
  send(event.target, event.submitter)
})
window.addEventListener("popstate", () => { if (here() !== shown) location.reload() })

let shown = here()  // a skip link changes the hash only; back from a page shown by showPage changes more

// The page's address says something else from now on. It is still the same page.
export function renameAddress(address) {
  history.replaceState(history.state, "", address)
  shown = here()
}

async function send(form, submitter) {
  if (form.ariaBusy === "true") return
  setBusy(form, submitter, true)
  withdrawProblem(form)
  const around = partsAround(form)
  try {
    const response = await post(form, submitter)
    const html = await response.text()
    if (isFromGateway(response.status, html)) throw new TypeError(`expected our own answer, got ${response.status}`)
    if (response.status < 500) forgetKey(form)
    show(response, html, form, around)
    if (response.ok) done(form)
  } catch (error) {
    if (!(error instanceof TypeError) && error.name !== "AbortError") throw error
    if (!takenCareOf(form, submitter)) showProblem(form, say("no_contact"), () => send(form, submitter))
  } finally {
    setBusy(form, submitter, false)
  }
}

// The card has done its work and is removed. The cards of the other products in view stay. When the answer was a card that
// asks further, that one has taken its place already.
function done(form) {
  const detail = { token: form.elements.token?.value ?? "", path: form.dataset.deedPath ?? "" }
  document.dispatchEvent(new CustomEvent("returkoll:sent", { detail }))
  if (!form.isConnected) return
  const card = form.closest("[data-when-done=remove]")
  if (card?.contains(document.activeElement)) focusBefore(card)
  card?.remove()
  document.dispatchEvent(new CustomEvent("returkoll:answered"))
}

function focusBefore(card) {
  card.parentElement.tabIndex = -1
  card.parentElement.focus({ preventScroll: true })
}

function setBusy(form, submitter, busy) {
  form.ariaBusy = busy ? "true" : null
  if (submitter) submitter.ariaBusy = busy ? "true" : null
}

// The page may store the deed and send it later (js/offline/waiting_list.js). It then prevents the event's default.
function takenCareOf(form, submitter) {
  const contents = [ ...contentsOf(form, submitter) ]
  const detail = { key: keyFor(form, contents), contents }
  return !form.dispatchEvent(new CustomEvent("returkoll:unsent", { bubbles: true, cancelable: true, detail }))
}

function contentsOf(form, submitter) {
  const contents = new FormData(form)
  if (submitter?.name) contents.append(submitter.name, submitter.value)
  return contents
}

async function post(form, submitter) {
  const contents = contentsOf(form, submitter)
  const giveUp = new AbortController()
  const timer = setTimeout(() => giveUp.abort(), PATIENCE)
  const answer = await fetch(submitter?.getAttribute("formaction") ?? form.action, {
    method: "POST",
    body: contents,
    signal: giveUp.signal,
    headers: {
      "Accept": "text/html",
      "X-Requested-With": "fetch",
      "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content,
      "Idempotency-Key": keyFor(form, [ ...contents ]),
    },
  })
  clearTimeout(timer)
  return answer
}

function partsAround(element) {
  const ids = []
  for (let part = element.closest("[id]"); part; part = part.parentElement?.closest("[id]")) ids.push(part.id)
  return ids
}

// An answer that only takes its own card away comes too late when the next code in view has brought other cards there:
// those stay.
function isAnswered(part, form, around) {
  return !form.isConnected && around.includes(part.id) && part.childElementCount === 0
}

function show(response, html, form, around) {
  const elsewhere = response.headers.get("X-Location")
  if (elsewhere) location.assign(elsewhere)
  else if (response.redirected || /^\s*(<!--.*?-->\s*)*<!doctype/i.test(html)) showPage(html, response.redirected ? response.url : null)
  else if (applyFragments(html, (part) => isAnswered(part, form, around)) === 0 && !response.ok) announce(say("failed"))
}

// The page has been fetched already, and its messages with it: fetching it again would show it without them.
export function showPage(html, address) {
  const page = new DOMParser().parseFromString(html, "text/html")
  if (address) history.pushState(null, "", address)
  shown = here()
  document.title = page.title
  document.body.replaceWith(document.adoptNode(page.body))
  window.scrollTo(0, 0)
  const wrong = document.querySelector("[autofocus]")
  if (wrong) wrong.focus()
  else document.getElementById("main")?.focus({ preventScroll: true })
  announce(page.title)
}

function here() {
  return location.pathname + location.search
}

export function applyFragments(html, isLate = () => false) {
  const template = document.createElement("template")
  template.innerHTML = html
  const parts = [ ...template.content.children ]
  const arrived = parts.filter((part) => part.id && document.getElementById(part.id) && !isLate(part))
  arrived.forEach(put)
  announce(arrived.map(news).filter(Boolean).join(" "))
  return arrived.length
}

function put(part) {
  const old = document.getElementById(part.id)
  const focused = old.contains(document.activeElement) ? document.activeElement : null
  old.replaceWith(part)
  if (focused) refocus(part, focused.id)
  if (part.matches(".messages:not(:empty)")) part.scrollIntoView({ block: "center" })
}

// The element that had the focus is gone. The focus goes to the same control, else to what the server points at, else to
// the beginning of the new part.
function refocus(part, id) {
  const target = (id && document.getElementById(id)) || part.querySelector("[data-focus]") || part
  if (target === part && !part.hasAttribute("tabindex")) part.tabIndex = -1
  target.focus({ preventScroll: true })
}

// The texts that a screen reader reads aloud: those that the server has marked, and messages.
function news(part) {
  const marked = [ ...part.querySelectorAll("[data-announce]") ]
  if (part.matches("[data-announce], .messages")) marked.unshift(part)
  return marked.map((element) => element.dataset.announce || element.textContent).join(" ").replace(/\s+/g, " ").trim()
}
