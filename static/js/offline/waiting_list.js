// A row for each thing that was read for this return and has no answer yet, and for each that came back and has to be
// looked at. The markup and the words are in templates/clinic/_waiting.html.

import { contactIs, noteContact } from "../core/contact.js"
import { deliver, isResting } from "./courier.js"
import { applyFragments } from "../core/fragments.js"
import { WAREHOUSE, newReturn, placeInAddress } from "./which_return.js"
import { answered } from "./open_envelope.js"
import { tickLeft } from "./deed_outcome.js"
import { keepForm } from "./stored_forms.js"
import { showProblem } from "../core/form_problem.js"
import { moveTo, ownDeeds, putsIn, settle, tick } from "./queue.js"
import { confirmedRow, leftRow, waitingRow } from "./waiting_rows.js"
import { sleep } from "../core/sleep.js"
import { say } from "../core/words.js"

const AFTER_A_FAILURE = 2000  // ms

export function start(section) {
  new Waiting(section)
}

class Waiting {
  #drawing = false
  #stale = false
  #asking = false
  #outdated = false

  constructor(section) {
    this.section = section
    this.number = section.dataset.number || placeInAddress()
    this.#listen(document, "returkoll:queue", () => this.#draw())
    this.#listen(document, "returkoll:contact", () => this.#draw())
    this.#listen(document, "returkoll:delivered", ({ detail }) => { if (detail.number === this.number) this.#showAnswer(detail) })
    this.#listen(document, "returkoll:sent", ({ detail }) => { if (detail.token) tickLeft(this.number, ({ token }) => token === detail.token) })
    this.#listen(document, "returkoll:unsent", (event) => this.#keepForm(event))
    this.#part("now").addEventListener("click", deliver)
    this.#part("confirmed-done").addEventListener("click", () => this.#settleConfirmed())
    this.#part("move").addEventListener("click", () => this.#move())
    this.#draw()
    deliver()
  }

  // Parts of the page are replaced while the document stays. A part that is gone stops listening.
  #listen(target, name, hear) {
    const listen = (event) => (this.section.isConnected ? hear(event) : target.removeEventListener(name, listen))
    target.addEventListener(name, listen)
  }

  #part(name) {
    return this.section.querySelector(`[data-part="${name}"]`)
  }

  // --- drawing; what changes meanwhile is drawn afterwards

  async #draw() {
    this.#stale = true
    if (this.#drawing) return
    this.#drawing = true
    while (this.#stale) {
      this.#stale = false
      this.#show((await ownDeeds()).filter(({ number }) => number === this.number))
    }
    this.#drawing = false
  }

  #show(deeds) {
    const waiting = deeds.filter(({ state }) => state === "waiting")
    const left = deeds.filter(({ state }) => state !== "waiting")
    this.#list("waiting", waiting.map((deed) => waitingRow(this.section, deed, () => settle(deed))))
    this.#list("left", left.flatMap((deed) => deed.left.map((one) => leftRow(this.section, deed, one, () => tick(deed, one)))))
    const confirmed = deeds.filter(({ state }) => state === "confirmed")
    this.#list("confirmed", confirmed.map((deed) => confirmedRow(this.section, deed)))
    this.#part("confirmed-count").textContent = say("confirmed_count", { count: confirmed.length })
    this.#part("move").hidden = !deeds.some((deed) => deed.state === "conflict" && putsIn(deed))
    markRows(waiting)
    this.#part("news").textContent = say(isResting() ? "queue_resting" : `queue_${contactIs()}`, { count: waiting.length })
    this.section.hidden = deeds.length === 0
  }

  #list(name, rows) {
    const group = this.#part(`${name}-group`)
    group.hidden = rows.length === 0
    group.querySelectorAll("img").forEach(({ src }) => URL.revokeObjectURL(src))
    this.#part(name).replaceChildren(...rows)
  }

  // --- what happens to deeds

  // A form that could not be sent: a card's, or one of the list's.
  #keepForm(event) {
    if (!event.target.dataset.what) return
    event.preventDefault()
    noteContact("lost")
    keepForm(event.target, event.detail, this.number).then(
      () => event.target.closest(".verdict")?.remove(),
      () => showProblem(event.target, say("no_contact"), () => event.target.requestSubmit()),  // a device that can store nothing
    )
  }

  async #settleConfirmed() {
    for (const deed of await ownDeeds()) if (deed.number === this.number && deed.state === "confirmed") await settle(deed)
  }

  async #move() {
    const refused = (await ownDeeds()).filter((deed) => deed.number === this.number && deed.state === "conflict" && putsIn(deed))
    const target = newReturn()
    await moveTo(target, refused)
    location.assign("/returer/")
  }

  // The warehouse's answers bring the parts of the page along. A return's contents are asked for.
  #showAnswer({ deed, html, open }) {
    if (this.number !== WAREHOUSE) return this.#showContents()
    answered(deed, open)
    if (html && deed.path === document.querySelector("[data-deed-path][data-scan-url]")?.dataset.deedPath) applyFragments(html)
  }

  // One request at a time: what is put in while it is under way is in the next one, and one that fails is sent once more.
  async #showContents() {
    this.#outdated = true
    if (this.#asking) return
    this.#asking = true
    while (this.#outdated && this.section.isConnected) {
      this.#outdated = false
      const answer = await fetch(`/returer/${this.number}/innehall`).catch(() => null)
      if (answer?.ok) applyFragments(await answer.text())
      else await this.#tryAgainLater()
    }
    this.#asking = false
  }

  async #tryAgainLater() {
    await sleep(AFTER_A_FAILURE)
    this.#outdated = true
  }
}

// Marks the products that wait to be taken out, so that nobody takes one out twice.
function markRows(waiting) {
  const paths = waiting.map(({ path }) => path)
  for (const form of document.querySelectorAll("#contents form[data-deed-path]")) {
    (form.closest("li") ?? form).toggleAttribute("data-waits", paths.includes(form.dataset.deedPath))
  }
}
