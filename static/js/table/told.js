// The table's large words: said aloud when they have changed.

import { play } from "../core/sound.js"
import { speak } from "./voice.js"

let before = ""

export function start(section) {
  const { said, tone } = section.dataset
  if (said === before) return
  before = said
  if (tone) play(tone)
  speak(said)
}
