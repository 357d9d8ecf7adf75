// A photo, taken now or from the gallery: works where the live camera does not. Refused here when it is too large,
// before anybody waits for it to be sent.

import { NoContact, ask } from "./asking.js"
import { say } from "./words.js"

const MB = 1024 * 1024

export async function choosePhoto(scan, input) {
  const [ file ] = input.files
  if (!file) return
  const limit = Number(scan.panel.dataset.maxBytes)
  if (limit && file.size > limit) {
    input.value = ""
    return scan.tell(say("too_big", { size: Math.ceil(file.size / MB), limit: Math.floor(limit / MB) }), "attention")
  }
  await readPhoto(scan, file)
  input.value = ""
}

async function readPhoto(scan, file) {
  scan.live.pause()
  showPhoto(scan, file)
  const progress = scan.part("progress")
  progress.hidden = false
  try {
    const answer = await scan.inTurn(() => ask(scan.url, { picture: file }, (share) => showProgress(scan, share)))
    scan.show(answer)
    const [ width, height ] = answer.size ?? [ 1, 1 ]
    scan.drawSymbols(answer, "contain", { width, height }, { x: 0, y: 0, width, height })
  } catch (error) {
    if (!(error instanceof NoContact)) throw error
    scan.tell(error.message, "stop", () => readPhoto(scan, file))
  } finally {
    progress.hidden = true
  }
}

function showPhoto(scan, file) {
  const picture = scan.part("picture")
  URL.revokeObjectURL(picture.src)
  picture.src = URL.createObjectURL(file)
  picture.onerror = () => { picture.hidden = true }  // an iPhone's HEIC in a browser that cannot show it
  picture.hidden = false
  for (const name of [ "idle", "video", "guide" ]) scan.part(name).hidden = true
  scan.drawSymbols({ size: null, symbols: [] })
}

// Sent is not yet read: the bar stands still at its end while the server looks.
function showProgress(scan, share) {
  const percent = Math.round(share * 100)
  const progress = scan.part("progress")
  if (percent < 100) {
    progress.value = percent
    scan.tell(say("sending", { percent }))
  } else {
    progress.removeAttribute("value")
    scan.tell(say("looking"))
  }
}
