// Printed serials: "Läs texten" asks the server to read the print in what the camera or the last photo shows. What it
// finds is offered as buttons (templates/layout/printed.html); taking one looks it up as if it had been typed.

import { NoContact, ask } from "../core/ask_server.js"
import { grab, wholeFrame } from "./frames/frame.js"
import { say } from "../core/words.js"

export function offerPrintedText(scan) {
  const button = scan.part("read-text")
  scan.panel.addEventListener("submit", (event) => take(scan, event))
  scan.part("video").addEventListener("playing", () => { button.hidden = false })
  scan.part("picture").addEventListener("load", () => { button.hidden = false })
  button.addEventListener("click", async () => {
    const video = scan.part("video")
    const picture = video.hidden ? scan.photo : await grab(video, wholeFrame(video))
    if (picture) read(scan, button, picture)
  })
}

async function read(scan, button, picture) {
  if (button.ariaBusy === "true") return
  button.ariaBusy = "true"
  scan.live.pause()  // otherwise a code that comes into view meanwhile would replace the answer
  scan.tell(say("reading_text"))
  try {
    scan.show(await scan.inTurn(() => ask(scan.url, { picture, read_text: "1" })))
  } catch (error) {
    if (!(error instanceof NoContact)) throw error
    scan.tell(error.message, "stop", () => read(scan, button, picture))
  } finally {
    button.ariaBusy = null
  }
}

function take(scan, event) {
  if (event.target.dataset.scan !== "suggested") return
  event.preventDefault()
  scan.lookUp(event.submitter.value)
}
