// A line on the page that opens without contact: by which register this device answers, or that it has none.

import { say } from "../core/words.js"
import { timeOf } from "./preliminary.js"
import { dayThere, takenAlong } from "./taken_along.js"

export async function start(note) {
  const taken = await takenAlong()
  const time = taken && timeOf(taken.checked)
  const answers = taken?.opened.columns.days.includes(dayThere(taken.head))
  note.textContent = taken ? say(answers ? "register_answers" : "register_too_old", { time }) : say("register_missing")
  note.hidden = false
}
