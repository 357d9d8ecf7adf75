// What BarcodeDetector is elsewhere, for browsers that have none: those of every iPad and iPhone, and Firefox. The program
// comes when the camera is started for the first time (0.4 MB), and is stored by the service worker.

const LONGEST = 1280        // pixels of a picture's longer side: more than that takes longer than the server's answer
const READY_WITHIN = 20000  // ms: on a slow Wi-Fi

let opening
let asked = 0

// A reader of these formats, or null where the program does not start. That is started once for the page.
export async function openWasmDetector(formats) {
  opening ??= begun()
  const worker = await opening
  return worker && new WasmDetector(worker, formats)
}

async function begun() {
  const worker = new Worker(new URL("wasm_worker.js", import.meta.url), { type: "module" })
  if (await isReady(worker)) return worker
  worker.terminate()
  return null
}

function isReady(worker) {
  return new Promise((resolve) => {
    worker.addEventListener("message", ({ data }) => resolve(data.ready === true), { once: true })
    worker.addEventListener("error", () => resolve(false), { once: true })
    setTimeout(() => resolve(false), READY_WITHIN)
  })
}

class WasmDetector {
  #worker
  #canvas = document.createElement("canvas")
  #formats

  constructor(worker, formats) {
    this.#worker = worker
    this.#formats = formats
  }

  // The codes on a video's present picture, with their corners in its own pixels.
  async detect(video) {
    const scale = Math.min(1, LONGEST / Math.max(video.videoWidth, video.videoHeight))
    const codes = await this.#read(this.#pixelsOf(video, scale))
    return codes.map((code) => ({ ...code, cornerPoints: code.cornerPoints.map(({ x, y }) => ({ x: x / scale, y: y / scale })) }))
  }

  #pixelsOf(video, scale) {
    this.#canvas.width = Math.round(video.videoWidth * scale)
    this.#canvas.height = Math.round(video.videoHeight * scale)
    const drawn = this.#canvas.getContext("2d", { willReadFrequently: true })
    drawn.drawImage(video, 0, 0, this.#canvas.width, this.#canvas.height)
    return drawn.getImageData(0, 0, this.#canvas.width, this.#canvas.height)
  }

  #read({ data: { buffer: pixels }, width, height }) {
    const id = asked += 1
    return new Promise((resolve, reject) => {
      const hear = ({ data }) => {
        if (data.id !== id) return
        this.#worker.removeEventListener("message", hear)
        if (data.error) reject(new Error(data.error))
        else resolve(data.codes)
      }
      this.#worker.addEventListener("message", hear)
      this.#worker.postMessage({ id, pixels, width, height, formats: this.#formats }, [ pixels ])
    })
  }
}
