// Reads codes beside the page, with zxing-cpp as WebAssembly (static/vendor). It is told pixels and answers with what is on
// them. Only this file's policy lets WebAssembly run (web/http/headers.py): the pages' own stays as strict as it was.

import { prepareZXingModule, readBarcodes } from "../../../vendor/zxing-wasm/reader/index.js"

const PROGRAM = new URL("../../../vendor/zxing-wasm/zxing_reader.wasm", import.meta.url).href
const HOW = { tryHarder: true, tryRotate: true, tryInvert: true, tryDownscale: true, maxNumberOfSymbols: 12, textMode: "Plain" }

addEventListener("message", async ({ data: { id, pixels, width, height, formats } }) => {
  try {
    const found = await readBarcodes(new ImageData(new Uint8ClampedArray(pixels), width, height), { ...HOW, formats })
    postMessage({ id, codes: found.filter(({ isValid }) => isValid).map(told) })
  } catch (error) {
    postMessage({ id, error: String(error) })
  }
})

try {
  await prepareZXingModule({ overrides: { locateFile: () => PROGRAM }, fireImmediately: true })
  postMessage({ ready: true })
} catch (error) {
  postMessage({ ready: false, error: String(error) })
}

// As BarcodeDetector tells it.
function told({ text, format, position: { topLeft, topRight, bottomRight, bottomLeft } }) {
  return { rawValue: text, format, cornerPoints: [ topLeft, topRight, bottomRight, bottomLeft ] }
}
