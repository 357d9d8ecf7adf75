// A page without touch: command cards that the camera sees press the page's own buttons, and what was read is said aloud.
// A card is obeyed once a showing. The showing has ended when several looks in a row, and a while, were without it: a single
// look can miss a card that lies still.

import { applyFragments } from "../core/fragments.js"
import { contactIs } from "../core/contact.js"
import { openEnvelope } from "../offline/open_envelope.js"
import { nextWaiting } from "../offline/queue.js"
import { sleep } from "../core/sleep.js"
import { play } from "../core/sound.js"
import { say } from "../core/words.js"
import { speak } from "./voice.js"

const GONE_AFTER = { looks: 3, ms: 1500 }
const QUEUE_PATIENCE = 8000  // ms that a card waits for products that are on their way
const NEWS_STAYS = 6000      // ms

export function start(page) {
  new Table(page)
}

class Table {
  #shown = new Map()  // card → when it was seen last, and how many looks have been without it since
  #obeying = false
  #newsTimer

  constructor(page) {
    this.page = page
    this.#listen("returkoll:looked", ({ detail }) => this.#look(detail.cards))
    this.#listen("returkoll:told", ({ detail }) => { if (detail.tone !== "none") speak(detail.sentence) })
    this.#listen("returkoll:delivered", () => this.#showTable())
  }

  #listen(name, hear) {
    const listen = (event) => (this.page.isConnected ? hear(event) : document.removeEventListener(name, listen))
    document.addEventListener(name, listen)
  }

  #look(cards) {
    const now = performance.now()
    this.#forgetGone(cards, now)
    const fresh = cards.filter((card) => !this.#shown.has(card))
    if (fresh.length && this.#obeying) return
    for (const card of cards) this.#shown.set(card, { at: now, missed: 0 })
    if (fresh.length && cards.length > 1) this.#tell(say("card_several"), "attention")
    else if (fresh.length) this.#obey(fresh[0])
  }

  #forgetGone(cards, now) {
    for (const [ card, seen ] of this.#shown) {
      seen.missed += 1
      const isGone = seen.missed >= GONE_AFTER.looks && now - seen.at > GONE_AFTER.ms
      if (isGone && !cards.includes(card)) this.#shown.delete(card)
    }
  }

  async #obey(card) {
    this.#obeying = true
    try {
      await this.#press(card)
    } finally {
      this.#obeying = false
    }
  }

  async #press(card) {
    if (card === "FOREIGN") return this.#tell(say("card_foreign"), "attention")
    if (!await this.#queueIsEmpty()) return this.#tell(say("card_not_now"), "stop")
    const form = document.querySelector(`form[data-card="${card}"]`)
    if (!form) return this.#tell(say("card_nothing"), "attention")
    play("stored")
    this.#clear()
    document.dispatchEvent(new CustomEvent("returkoll:obeyed"))
    form.requestSubmit()
  }

  // What was shown before the card is done before it. Without contact, or with the server away, the card has to be shown
  // again: nobody knows what the table looks like by then.
  async #queueIsEmpty() {
    const end = performance.now() + QUEUE_PATIENCE
    while (await nextWaiting()) {
      if (contactIs() === "lost" || performance.now() > end) return false
      await sleep(100)
    }
    return this.#showTable()
  }

  // Says whether the server answered.
  async #showTable() {
    const url = this.page.dataset.partUrl
    if (!url) return contactIs() !== "lost"
    const asked = new URLSearchParams({ steg: document.getElementById("table")?.dataset.step ?? "", oppet: openEnvelope() })
    const answer = await fetch(`${url}?${asked}`, { headers: { "X-Requested-With": "fetch" } }).catch(() => null)
    if (!answer?.ok || answer.redirected) return false
    applyFragments(await answer.text())
    return true
  }

  #tell(sentence, tone) {
    const news = this.page.querySelector("[data-part=card-news]")
    news.textContent = sentence
    news.hidden = false
    play(tone)
    speak(sentence)
    clearTimeout(this.#newsTimer)
    this.#newsTimer = setTimeout(() => this.#clear(), NEWS_STAYS)
  }

  #clear() {
    this.page.querySelector("[data-part=card-news]").hidden = true
  }
}
