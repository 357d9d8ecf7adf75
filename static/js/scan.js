// The scan panel: live camera, photo, typing and hand scanner, all leading to one question to the server and one
// way of showing its answer. Markup: templates/layout/scan.html.

import { NoContact, ask } from "./asking.js"
import { applyFragments } from "./fragments.js"
import { LiveView } from "./live.js"
import { draw, fit, wipe } from "./overlay.js"
import { choosePhoto } from "./photo.js"
import { offerPrintedText } from "./printed.js"
import { Sight } from "./sight.js"
import { isMuted, play, setMuted } from "./sound.js"
import { listenForWedge } from "./wedge.js"
import { say } from "./words.js"

export function start(panel) {
  new ScanPanel(panel)
}

class ScanPanel {
  #turn = Promise.resolve()
  #sight = new Sight()

  constructor(panel) {
    this.panel = panel
    this.url = panel.dataset.scanUrl
    this.live = new LiveView(this)
    this.part("typed").addEventListener("submit", (event) => this.#typed(event))
    this.part("photo").addEventListener("change", (event) => choosePhoto(this, event.target))
    choosePhoto(this, this.part("photo"))  // one chosen before the scripts had come
    this.part("retry").addEventListener("click", () => this.retry?.())
    this.part("mute").addEventListener("click", () => { setMuted(!isMuted()); this.#showMute() })
    document.addEventListener("returkoll:answered", () => this.live.backInView())
    offerPrintedText(this)
    listenForWedge(panel, (text) => this.lookUp(text))
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
    if (text) this.lookUp(text).then((answer) => { if (answer?.key) field.value = "" })
  }

  lookUp(text) {
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
      this.tell(error.message, "stop", again)
    }
  }

  // --- showing

  show(answer, { live = false } = {}) {
    if (live && !answer.key && answer.status < 400) return
    const sight = live && answer.key ? this.#sight.judge(answer.key, answer.tone) : "new"
    if (sight === "old") return
    this.tell(answer.message, answer.tone)
    if (sight === "new") play(answer.tone)
    if (answer.html && applyFragments(answer.html)) this.#bringIntoView()
    if (answer.location) this.#leave(answer.location)
  }

  // `lies`: "cover" for the video, "contain" for a photo; `whole` is the full picture's size, `from` the part sent.
  drawSymbols(answer, lies, whole, from) {
    const canvas = this.part("overlay")
    if (!answer.size || !answer.symbols.length) return wipe(canvas)
    const place = fit(whole, canvas.getBoundingClientRect(), lies)
    const [ width, height ] = answer.size
    draw(canvas, answer.symbols, answer.tone, ([ x, y ]) =>
      place([ from.x + (x * from.width) / width, from.y + (y * from.height) / height ]))
  }

  tell(sentence, tone = "none", again = null) {
    const status = this.part("status")
    status.dataset.tone = tone
    this.part("sentence").textContent = sentence
    this.retry = again
    this.part("retry").hidden = !again
  }

  // On a phone the card lies below the camera.
  #bringIntoView() {
    document.querySelector(".verdict.arriving")?.scrollIntoView({ block: "nearest", behavior: "smooth" })
  }

  #leave(location) {
    this.live.pause()
    setTimeout(() => window.location.assign(location), 300)  // the sound is heard, the outline seen
  }

  #showMute() {
    const muted = isMuted()
    this.part("mute").ariaPressed = String(muted)
    this.part("sound-on").hidden = muted
    this.part("sound-off").hidden = !muted
  }
}
