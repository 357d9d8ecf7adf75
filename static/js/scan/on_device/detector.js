// The reader on the device: the browser's own (BarcodeDetector), else the one that we bring (wasm_detector.js). It outlines
// what it sees at once, but only what the server reads counts. Without contact, the picture is stored when it sees a code.

import { sleep } from "../../core/sleep.js"
import { groupsIn, namesForBrowser, namesForZxing } from "./symbologies.js"

const EVERY = 150   // ms between two looks
const TWICE = 2     // looks that have to agree

export async function openDetector(words) {
  const groups = groupsIn(words)
  if ("BarcodeDetector" in window) {
    const wanted = namesForBrowser(groups)
    const formats = (await BarcodeDetector.getSupportedFormats()).filter((name) => wanted.includes(name))
    if (formats.length) return new BarcodeDetector({ formats })
  }
  if (!runsPrograms()) return null
  const { openWasmDetector } = await import("./wasm_detector.js")
  return openWasmDetector(namesForZxing(groups))
}

// Whether anything is read here without a server.
export function detectorPossible() {
  return "BarcodeDetector" in window || runsPrograms()
}

function runsPrograms() {
  return "WebAssembly" in window && "Worker" in window
}

// Looks for the groups of symbologies that `words` names. Calls `seen` with symbols as the server names them, in the video's
// pixels; `sure` when two looks agree.
export async function watch(video, words, isRunning, seen) {
  const detector = await openDetector(words)
  if (!detector) return
  let last = ""
  let times = 0
  while (isRunning()) {
    const codes = video.videoWidth ? await detector.detect(video).catch(() => []) : []
    const key = codes.map(({ rawValue }) => rawValue).sort().join("|")
    times = key === last ? times + 1 : 1
    last = key
    if (codes.length) seen(codes.map(asSymbol), { key, sure: times >= TWICE })
    await sleep(EVERY)
  }
}

function asSymbol({ rawValue, cornerPoints, format }) {
  return { text: rawValue, label: rawValue, format, rank: 9, role: "other", corners: cornerPoints.map(({ x, y }) => [ x, y ]) }
}
