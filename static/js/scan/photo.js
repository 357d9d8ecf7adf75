// Photos, taken now or from the gallery. They work where the live camera does not. One photo is read and shown. Several go
// into the queue, where each is put in or waits to be looked at. A photo that is too large is refused here, before anybody
// waits for it to be sent.

import { NoContact, ask } from "../core/ask_server.js"
import { contactIs } from "../core/contact.js"
import { say } from "../core/words.js"

const MB = 1024 * 1024

export async function choosePhotos(scan, input) {
  const files = [ ...input.files ]
  const fitting = files.filter((file) => fits(scan, file))
  if (scan.queues && (files.length > 1 || scan.skipsTheLook)) {
    for (const file of fitting) await scan.addToQueue({ picture: file, what: "" })
  } else {
    for (const file of fitting) await readPhoto(scan, file)
  }
  input.value = ""
}

function fits(scan, { size }) {
  const limit = Number(scan.panel.dataset.maxBytes)
  if (!limit || size <= limit) return true
  scan.tell(say("too_big", { size: Math.ceil(size / MB), limit: Math.floor(limit / MB) }), "attention")
  return false
}

export async function readPhoto(scan, file) {
  scan.live.pause()
  showPhoto(scan, file)
  if (scan.queues && contactIs() === "lost") return scan.addToQueue({ picture: file, what: "" })
  const progress = scan.part("progress")
  progress.hidden = false
  try {
    const answer = await scan.inTurn(() => ask(scan.url, { picture: file }, (share) => showProgress(scan, share)))
    scan.show(answer)
    const [ width, height ] = answer.size ?? [ 1, 1 ]
    scan.drawSymbols(answer, "contain", { width, height }, { x: 0, y: 0, width, height })
  } catch (error) {
    if (!(error instanceof NoContact)) throw error
    if (scan.queues) await scan.addToQueue({ picture: file, what: "" })
    else scan.tell(error.message, "stop", () => readPhoto(scan, file))
  } finally {
    progress.hidden = true
  }
}

function showPhoto(scan, file) {
  scan.photo = file
  const picture = scan.part("picture")
  URL.revokeObjectURL(picture.src)
  picture.src = URL.createObjectURL(file)
  picture.onerror = () => { picture.hidden = true }  // an iPhone's HEIC in a browser that cannot show it
  picture.hidden = false
  for (const name of [ "idle", "video", "guide" ]) scan.part(name).hidden = true
  scan.drawSymbols({ size: null, symbols: [] })
}

// After the upload the server still has to read the photo. How long that takes is not known, so that the bar shows no number.
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
