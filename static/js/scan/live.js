// The live half of the scan panel. A frame is taken when the last one has been answered, never before: a slow server
// gets fewer frames, not a queue of old ones. Of the pictures in between, the sharpest is sent. Each answer brings what the
// server saw by half (`look`), and the next frame takes it along: two halves of two frames are a reading.

import { NoContact, ask, busyPause, isBusy } from "../core/ask_server.js"
import { alreadyAllowed, cameraPossible, closeCamera, nextLens, openCamera, refusalOf, whenAllowed, willAsk } from "./camera.js"
import { contactIs } from "../core/contact.js"
import { isLabel } from "../offline/open_envelope.js"
import { detectorPossible, watch } from "./on_device/detector.js"
import { grab, guideFrame, wholeFrame } from "./frames/frame.js"
import { SharpestFrame } from "./frames/sharpest.js"
import { offerLensTools } from "./lens_tools.js"
import { SeenLately } from "./repeated_sightings.js"
import { sleep } from "../core/sleep.js"
import { say } from "../core/words.js"

const BREATH = 60            // ms from an answer to the next frame
const AFTER_A_FAILURE = 2000 // ms; doubled with each error that the server answers in a row
const LONGEST_PAUSE = 30000  // ms
const PATIENCE = 180000      // ms without a code after which the camera stops, as the tablet may have been left
const ASIDE = 1500           // ms in which the hand scanner has the server for itself
const FRESH = 700            // ms for which the server's outlines stay
const CAMERA_BACK = 3000     // ms before a camera that must always look is tried again
const WHOLE_EVERY = 3        // every third frame is the whole picture, as the code may lie outside the guide
const SEEKING_EVERY = 2      // every second frame is the whole picture while nothing is read
const WANTED = "returkoll.camera"
const TOLD = "returkoll.camera_told"

export class LiveView {
  #running = 0
  #frames = 0
  #sees = false
  #lastCode = 0
  #lost = false
  #errors = 0
  #answered = 0
  #asideUntil = 0
  #storedLately = new SeenLately()
  #look = ""
  #lock

  constructor(scan) {
    this.scan = scan
    this.video = scan.part("video")
    this.sharpest = new SharpestFrame(this.video)
    this.always = scan.panel.dataset.batch === "table"
    if (cameraPossible() && canSee(scan)) this.#offerCamera()
    else this.#photosInstead()
  }

  #offerCamera() {
    const button = this.scan.part("start")
    button.hidden = false
    for (const starter of [ button, this.scan.part("resume") ]) starter.addEventListener("click", () => this.#startWhenTold())
    whenAllowed(() => { if (!this.scan.part("camera-help").hidden) this.start() })
    this.scan.part("lens").addEventListener("click", () => this.#show(nextLens()))
    document.addEventListener("visibilitychange", () => this.#wakeUp())
    this.#startIfUsed()
  }

  #photosInstead() {
    this.scan.part("photo-button").classList.add("primary")
    this.scan.part("idle-words").textContent = say("photograph")
  }

  async #startIfUsed() {
    if (this.always || (localStorage.getItem(WANTED) === "yes" && await alreadyAllowed())) this.start()
  }

  // The first time, the page says what the browser is about to ask and why, and the next press asks. After that the browser
  // knows its answer, or somebody has seen the words.
  async #startWhenTold() {
    const words = this.scan.part("before-asking")
    if (words.hidden && !localStorage.getItem(TOLD) && await willAsk()) {
      words.hidden = false
      this.scan.part("idle-words").hidden = true
      this.scan.tell(words.textContent)
      return
    }
    localStorage.setItem(TOLD, "yes")
    words.hidden = true
    this.scan.part("idle-words").hidden = false
    await this.start()
  }

  async start() {
    if (!await this.#show(openCamera())) return this.#comeBack()
    localStorage.setItem(WANTED, "yes")
    this.scan.tell(say("aim"))
    this.#run()
    this.#holdScreen()
  }

  get isRunning() {
    return this.#running > 0
  }

  // A product has been put in. On a phone the page scrolls back up to the camera for the next one.
  backInView() {
    if (this.#running && this.scan.panel.isConnected) this.video.scrollIntoView({ block: "nearest", behavior: "smooth" })
  }

  // Whoever scans by hand shows the camera nothing: its frames wait, and the scan does not wait for one of them.
  standAside() {
    this.#asideUntil = performance.now() + ASIDE
  }

  // Called when the page shows something else, or is left.
  pause() {
    this.#running = 0
    this.scan.part("resume").hidden = !cameraPossible()
    this.#lock?.release()
    this.#lock = undefined
  }

  async #show(opening) {
    try {
      const stream = await opening
      stream.getVideoTracks()[0].addEventListener("ended", () => this.#rest())
      this.video.srcObject = stream
      await this.video.play()
      this.#arrange()
      this.scan.part("camera-help").hidden = true
      offerLensTools(stream.getVideoTracks()[0], { torch: this.scan.part("torch"), zoom: this.scan.part("zoom"), lens: this.scan.part("lens") })
      return true
    } catch (error) {
      this.scan.tell(say(refusalOf(error)), "attention")
      this.scan.part("camera-help").hidden = refusalOf(error) !== "camera_refused"
      return false
    }
  }

  #arrange() {
    this.video.hidden = this.scan.part("guide").hidden = false
    for (const name of [ "idle", "picture", "resume" ]) this.scan.part(name).hidden = true
  }

  async #run() {
    if (this.#running) return
    const run = this.#running = performance.now()
    this.#lastCode = run
    const { symbologies } = this.scan.panel.dataset
    watch(this.video, symbologies, () => this.#running === run && this.scan.panel.isConnected, (symbols, look) => this.#glimpse(symbols, look))
    while (this.#running === run && this.scan.panel.isConnected) {
      if (this.#hasNothingToSend) await sleep(250)
      else await this.scan.inTurn(() => this.#lookOnce(run))
      if (!this.always && performance.now() - this.#lastCode > PATIENCE) this.#rest()
      await sleep(BREATH)
    }
    if (!this.scan.panel.isConnected && !document.querySelector("[data-batch=table]")) closeCamera()  // the next table has it
  }

  get #hasNothingToSend() {
    return document.hidden || !this.video.videoWidth || performance.now() < this.#asideUntil
  }

  async #lookOnce(run) {
    const part = this.#nextPart()
    const begun = performance.now()
    try {
      const picture = await grab(this.sharpest.best(), part)
      const asking = ask(this.scan.url, { picture, live: "1", look: this.#look, left: part.x, top: part.y })
      this.sharpest.during(asking)
      const answer = await asking
      this.#look = answer.look ?? ""
      if (this.#running !== run) return
      this.#outOfContact(false)
      if (isBusy(answer)) return await this.#waitForTurn(answer, run)
      this.#sees = answer.symbols.length > 0
      if (this.#sees) this.#lastCode = this.#answered = performance.now()
      this.scan.drawSymbols(answer, "cover", wholeFrame(this.video), part)
      const shown = this.scan.show(answer, { live: true })
      if (this.#sees) note(begun, answer, shown)
      if (answer.status >= 400) await this.#pauseFor(answer, run)
      else this.#errors = 0
    } catch (error) {
      if (!(error instanceof NoContact)) throw error
      this.#outOfContact(true)
      await sleep(AFTER_A_FAILURE)
    }
  }

  // Draws what the browser itself reads. A fresh answer of the server is not painted over.
  #glimpse(symbols, { key, sure }) {
    this.#lastCode = performance.now()
    if (performance.now() - this.#answered < FRESH) return
    const whole = wholeFrame(this.video)
    this.scan.drawSymbols({ symbols, size: [ whole.width, whole.height ], tone: "none" }, "cover", whole, whole)
    if (sure && contactIs() === "lost" && this.scan.queues) this.#queuePicture(key, symbols)
  }

  // Without contact the picture itself is stored, so that the server can read everything on it later.
  async #queuePicture(key, symbols) {
    const { text } = symbols.find((symbol) => isLabel(symbol.text)) ?? symbols[0]
    if (this.#storedLately.judge(key, "none") !== "new") return
    const picture = new File([ await grab(this.video, wholeFrame(this.video)) ], "frame.jpg", { type: "image/jpeg" })
    this.scan.addToQueue({ picture, what: text })
  }

  // Says when contact is lost and when it is back, unless a question of the user's waits to be sent again.
  #outOfContact(lost) {
    if (this.#lost === lost) return
    this.#lost = lost
    if (this.scan.retry) return
    if (lost) this.scan.tell(say("no_contact_live"), "stop")
    else this.scan.tell(say("aim"))
  }

  #nextPart() {
    const every = this.#sees ? WHOLE_EVERY : SEEKING_EVERY
    const whole = this.#frames++ % every === every - 1
    return whole ? wholeFrame(this.video) : guideFrame(this.video, this.video.getBoundingClientRect())
  }

  // Signed out, or an old page: the next frame would be refused in the same way. Any other error may be over soon: it is
  // told, and the next frame waits longer each time.
  async #pauseFor({ status, message, retryAfter }, run) {
    if (status === 401 || status === 403 || status === 404) {
      this.#comeBack()
      return this.pause()
    }
    const pause = Math.min(Math.max(AFTER_A_FAILURE * 2 ** this.#errors, 1000 * retryAfter), LONGEST_PAUSE)
    this.#errors += 1
    this.scan.tell(`${message} ${say("next_try", { seconds: Math.round(pause / 1000) })}`, "stop")
    const end = performance.now() + pause
    while (this.#running === run && performance.now() < end) await sleep(BREATH)
  }

  // The server reads many pictures just now. That is no error, and the next frame has its turn.
  async #waitForTurn(answer, run) {
    this.scan.tell(answer.message, "attention")
    const end = performance.now() + busyPause(answer)
    while (this.#running === run && performance.now() < end) await sleep(BREATH)
  }

  // Above a table there is nobody to press: a camera that went away, or was refused while another program had it, is tried
  // until it is back.
  #comeBack() {
    if (!this.always) return
    setTimeout(() => { if (this.scan.panel.isConnected && !this.#running) this.start() }, CAMERA_BACK)
  }

  #rest() {
    this.#comeBack()
    this.pause()
    this.video.hidden = this.scan.part("guide").hidden = true
    this.scan.part("idle").hidden = false
    this.scan.tell(say("paused"))
    closeCamera()
  }

  // iOS stops the video of a page that was out of sight, and every browser lets the screen go.
  #wakeUp() {
    if (document.hidden || !this.#running) return
    this.video.play().catch(() => {})  // it fails when the page is out of sight again before the video plays
    this.#holdScreen()
  }

  async #holdScreen() {
    try {
      this.#lock = await navigator.wakeLock?.request("screen")
    } catch {
      // The battery is low. The screen may go dark, and the camera works on.
    }
  }
}

// Measures the time from a frame to its answer on the page, for benchmarks/tablet.py. Only the latest one is stored.
function note(start, { elapsed_ms }, shown) {
  performance.clearMeasures("returkoll:look")
  performance.measure("returkoll:look", { start, detail: { elapsed_ms, shown } })
}

// Without a server only the reader on the device sees anything.
function canSee(scan) {
  return Boolean(scan.url) || detectorPossible()
}
