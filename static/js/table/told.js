// The table's large words: said aloud when they have changed. Where a card has closed the envelope that lay open, the page
// knows it from then on.

import { becomesOpen } from "../offline/open_envelope.js"
import { play } from "../core/sound.js"
import { speak } from "./voice.js"

let before = ""

export function start(section) {
  const { said, tone, open, wasOpen } = section.dataset
  if (open !== undefined) becomesOpen(open, wasOpen)
  if (said === before) return
  before = said
  if (tone) play(tone)
  speak(said)
}
