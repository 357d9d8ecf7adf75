// The reader on the device: the browser's own (BarcodeDetector), else the one that we bring (wasm_detector.js). It outlines
// what it sees at once, but only what the server reads counts. Without contact, the picture is stored when it sees a code.

const EVERY = 150   // ms between two looks
const TWICE = 2     // looks that have to agree

export async function openDetector() {
  if ("BarcodeDetector" in window) {
    const formats = await BarcodeDetector.getSupportedFormats()
    if (formats.length) return new BarcodeDetector({ formats })
  }
  if (!runsPrograms()) return null
  const { openWasmDetector } = await import("./wasm_detector.js")
  return openWasmDetector()
}

// Whether anything is read here without a server.
export function detectorPossible() {
  return "BarcodeDetector" in window || runsPrograms()
}

function runsPrograms() {
  return "WebAssembly" in window && "Worker" in window
}

// Calls `seen` with symbols as the server names them, in the video's pixels; `sure` when two looks agree.
export async function watch(video, isRunning, seen) {
  const detector = await openDetector()
  if (!detector) return
  let last = ""
  let times = 0
  while (isRunning()) {
    const codes = video.videoWidth ? await detector.detect(video).catch(() => []) : []
    const key = codes.map(({ rawValue }) => rawValue).sort().join("|")
    times = key === last ? times + 1 : 1
    last = key
    if (codes.length) seen(codes.map(asSymbol), { key, sure: times >= TWICE })
    await new Promise((resolve) => setTimeout(resolve, EVERY))
  }
}

function asSymbol({ rawValue, cornerPoints, format }) {
  return { text: rawValue, label: rawValue, format, rank: 9, role: "other", corners: cornerPoints.map(({ x, y }) => [ x, y ]) }
}
