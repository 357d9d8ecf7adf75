// The scan panel: live camera, photo, typing and hand scanner. All of them ask the server the same question, and its answer
// is shown in one way. The markup is in templates/layout/scan.html.

import { NoContact, ask } from "../core/ask_server.js"
import { applyFragments } from "../core/fragments.js"
import { LiveView } from "./live.js"
import { draw, fit, wipe } from "./overlay.js"
import { Batch } from "./batch.js"
import { Codes } from "./codes_in_view.js"
import { contactIs } from "../core/contact.js"
import { openEnvelope, scannedAtEnvelope } from "../offline/open_envelope.js"
import { DIRECT, WAREHOUSE, placeInAddress, scanPathInAddress } from "../offline/which_return.js"
import { comparedHere } from "./label_compared_here.js"
import { choosePhotos, readPhoto } from "./photo.js"
import { offerPrintedText } from "./printed_text.js"
import { enqueue } from "../offline/queue.js"
import { SeenLately } from "./repeated_sightings.js"
import { preliminaryFor } from "../snapshot/answer.js"
import { sentenceOf } from "../snapshot/preliminary.js"
import { isMuted, play, setMuted } from "../core/sound.js"
import { listenForWedge } from "./hand_scanner.js"
import { say } from "../core/words.js"

const UNREAD_STAYS = 1500  // ms
const CARD = /^RKKORT/i    // a command card (web/scan/command_cards.py): asked about, never put in
const ASKED_AGAIN = 5000  // ms

export function start(panel) {
  new ScanPanel(panel)
}

class ScanPanel {
  #turn = Promise.resolve()
  #seenLately = new SeenLately()
  #unreadTimer

  constructor(panel) {
    this.panel = panel
    this.batch = new Batch(this, this.part("batch"))
    this.codes = new Codes(this.part("codes"), this.part("viewfinder"), (symbol) => this.lookUp(symbol.text))
    this.live = new LiveView(this)
    this.part("typed").addEventListener("submit", (event) => this.#typed(event))
    for (const input of [ this.part("photo"), this.part("gallery") ]) {
      input.addEventListener("change", () => choosePhotos(this, input))
      choosePhotos(this, input)  // photos that were chosen before the scripts had been loaded
    }
    this.part("retry").addEventListener("click", () => this.retry?.())
    this.part("mute").addEventListener("click", () => { setMuted(!isMuted()); this.#showMute() })
    this.atRest = this.part("sentence").textContent.trim()
    document.addEventListener("returkoll:answered", () => this.#goOn())
    offerPrintedText(this)
    document.addEventListener("returkoll:delivered", ({ detail }) => this.#tellWhatBecame(detail))
    document.addEventListener("returkoll:obeyed", () => this.tell(this.atRest))  // what was told is not the latest any more
    document.addEventListener("returkoll:look", (event) => this.#lookAgain(event))
    listenForWedge(panel, (text) => {
      this.live.standAside()
      this.lookUp(text)
    })
    this.#showMute()
  }

  part(name) {
    return this.panel.querySelector(`[data-scan="${name}"]`)
  }

  // One question at a time, in the order in which they were asked.
  inTurn(question) {
    this.#turn = this.#turn.then(question, question)
    return this.#turn
  }

  // --- asking

  #typed(event) {
    event.preventDefault()
    const field = event.target.elements.text
    const text = field.value.trim()
    if (!text) return this.tell(say("nothing_typed"), "attention")
    this.lookUp(text).then((answer) => { if (answer?.key) field.value = "" })
  }

  // Puts something into the queue at once, without asking the server about it first.
  get skipsTheLook() {
    return this.queues && (this.batch.on || contactIs() === "lost" || !this.url)
  }

  lookUp(text) {
    if (this.skipsTheLook && !CARD.test(text)) return this.addToQueue({ fields: { text }, what: text })
    this.tell(say("looking_up", { text }))
    return this.inTurn(() => this.#ask({ text }, () => this.lookUp(text)))
  }

  async #ask(fields, again) {
    try {
      const answer = await ask(this.url, fields)
      this.show(answer)
      return answer
    } catch (error) {
      if (!(error instanceof NoContact)) throw error
      if (this.queues) return this.addToQueue({ fields, what: fields.text })
      const compared = comparedHere(this.panel, fields.text)
      if (compared) return this.#tellMeanwhile(compared, fields, again)
      this.tell(error.message, "stop", again)
    }
  }

  // What the device can say by itself, until the server answers.
  #tellMeanwhile({ sentence, tone }, fields, again) {
    const isNew = this.part("sentence").textContent !== sentence
    this.tell(sentence, tone, again)
    if (isNew) play(tone)
    setTimeout(() => {
      if (this.retry === again && this.panel.isConnected) this.inTurn(() => this.#ask(fields, again))
    }, ASKED_AGAIN)
  }

  // --- storing, where the page has a queue for it

  // The return or the place that is meant; "" where the page stores nothing.
  get queueNumber() {
    const { queue } = this.panel.dataset
    return queue === "" ? placeInAddress() : queue ?? ""
  }

  get atWarehouse() {
    return this.queueNumber === WAREHOUSE
  }

  // Where a look is asked about; "" for a page that is nobody's. At the warehouse's desk it is a look at the envelope that
  // lies open.
  get url() {
    const { scanUrl } = this.panel.dataset
    const open = scanUrl && this.panel.dataset.deedPath === DIRECT && openEnvelope()
    return open ? `${scanUrl.split("?")[0]}?oppet=${encodeURIComponent(open)}` : scanUrl
  }

  // What is stored of a scan, and where it is sent.
  #asDeed(scan) {
    if (!this.atWarehouse) return scan
    const path = this.panel.dataset.deedPath || scanPathInAddress()
    return { ...(path === DIRECT ? scannedAtEnvelope(scan) : scan), path }
  }

  get queues() {
    return this.queueNumber !== ""
  }

  // Resolves to something with a key, as an answer that was understood has.
  async addToQueue(scan) {
    const preliminary = contactIs() === "lost" && !this.atWarehouse ? await this.#preliminaryFor(scan) : null
    return this.#store({ ...this.#asDeed(scan), preliminary })
  }

  // What the register on the device says; nothing where there is none, or where it cannot be opened.
  async #preliminaryFor({ fields, what, picture }) {
    try {
      return await preliminaryFor(fields?.text ?? (picture ? what : ""))
    } catch (error) {
      console.warn("The register on this device said nothing.", error)
      return null
    }
  }

  async #store(deed) {
    try {
      await enqueue({ number: this.queueNumber, ...deed })
    } catch (error) {
      console.warn("The device stores nothing.", error)  // it has no room left, or this is a private window
      return this.tell(say("not_stored", { what: deed.what || say("a_photo") }), "stop", () => this.#store(deed))
    }
    if (deed.preliminary) return this.#tellPreliminary(deed)
    const lost = contactIs() === "lost"
    const doing = this.atWarehouse ? "taking_in" : "putting_in"
    this.tell(say(lost ? "stored" : doing, { what: deed.what || say("a_photo") }), lost ? "attention" : "none")
    if (lost) play("stored")
    return { key: "stored" }
  }

  #tellPreliminary({ preliminary, what }) {
    this.tell(`${what}: ${sentenceOf(preliminary)}`, preliminary.tone ?? "attention")
    this.part("status").dataset.preliminary = ""
    play("stored")
    return { key: "stored" }
  }

  #tellWhatBecame({ number, tone, message }) {
    if (message && number === this.queueNumber) this.tell(message, tone)
  }

  // Shows something that came back from the queue and has to be looked at.
  #lookAgain({ detail }) {
    const { token, text, picture, open } = detail
    if (picture) return readPhoto(this, picture)
    const envelope = open ? { oppet: open } : {}
    this.inTurn(() => this.#ask({ ...(token ? { token } : { text }), ...envelope }, () => this.#lookAgain({ detail })))
  }

  // --- showing

  // Says whether there was something new to show.
  show(answer, { live = false } = {}) {
    document.dispatchEvent(new CustomEvent("returkoll:looked", { detail: { cards: answer.cards ?? [] } }))
    const novelty = live ? this.#noveltyOf(answer) : "new"
    if (novelty === "old") return false
    if (live && this.#isTakenByBatch(answer, novelty)) return true
    if (novelty === "new") play(answer.tone)
    this.#present(answer)
    return true
  }

  // A look of the camera that saw nothing has nothing new to show either; a refusal has.
  #noveltyOf({ key, status, tone }) {
    if (key) return this.#seenLately.judge(key, tone)
    return status < 400 ? "old" : "new"
  }

  #isTakenByBatch({ products }, novelty) {
    return this.batch.on && products && this.batch.take(products, novelty)
  }

  #present({ message, tone, verdict = "", html, location }) {
    this.tell(message, tone)
    this.part("status").dataset.verdict = verdict
    if (html && applyFragments(html)) this.#bringIntoView()
    if (location) this.#leave(location)
  }

  // `lies`: "cover" for the video, "contain" for a photo; `whole` is the full picture's size, `from` the part sent.
  drawSymbols(answer, lies, whole, from) {
    const canvas = this.part("overlay")
    this.#noteUnread(answer.unread_note ?? "")
    if (!answer.size || !(answer.symbols.length || answer.unread?.length)) {
      this.codes.forgetPlaces()
      return wipe(canvas)
    }
    const place = fit(whole, canvas.getBoundingClientRect(), lies)
    const [ width, height ] = answer.size
    const toCanvas = ([ x, y ]) => place([ from.x + (x * from.width) / width, from.y + (y * from.height) / height ])
    draw(canvas, answer, answer.tone, toCanvas)
    this.codes.show(answer.symbols, toCanvas)
  }

  // The note stays for a moment after the last look that saw an unread code: the camera sees it in one frame and not in the
  // next.
  #noteUnread(note) {
    const place = document.querySelector("[data-part=unread]")
    if (!place) return
    clearTimeout(this.#unreadTimer)
    if (note) {
      const words = place.querySelector("[data-part=unread-words]")
      if (words.textContent !== note) words.textContent = note
      place.hidden = false
    } else {
      this.#unreadTimer = setTimeout(() => { place.hidden = true }, UNREAD_STAYS)
    }
  }

  tell(sentence, tone = "none", again = null) {
    const status = this.part("status")
    status.dataset.tone = tone
    status.dataset.verdict = ""
    delete status.dataset.preliminary
    this.part("sentence").textContent = sentence
    document.dispatchEvent(new CustomEvent("returkoll:told", { detail: { sentence, tone } }))
    this.retry = again
    this.part("retry").hidden = !again
  }

  // What was said of a card that has been answered holds no longer.
  #goOn() {
    if (!this.panel.isConnected) return
    const status = this.part("status")
    if (status.dataset.verdict && !document.querySelector("#cards > *")) {
      this.tell(this.live.isRunning ? say("aim") : this.atRest)
      if (!this.live.isRunning) delete status.dataset.tone
    }
    this.live.backInView()
  }

  // On a phone the card lies below the camera.
  #bringIntoView() {
    document.querySelector(".verdict.arriving")?.scrollIntoView({ block: "nearest", behavior: "smooth" })
  }

  #leave(location) {
    this.live.pause()
    setTimeout(() => window.location.assign(location), 300)  // ms in which the user hears the sound and sees the outline
  }

  #showMute() {
    const muted = isMuted()
    this.part("mute").ariaPressed = String(muted)
    this.part("sound-on").hidden = muted
    this.part("sound-off").hidden = !muted
  }
}
