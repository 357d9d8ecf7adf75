// The answer that the register on this device gives to a code.

import { timeOf } from "./preliminary.js"
import { dayThere, takenAlong } from "./taken_along.js"

// Resolves to { kind, tone, headline, todo, mark, name, similar, time }, to { tooOld, time }, or to null where nothing can be
// said.
export async function preliminaryFor(text) {
  const taken = text ? await takenAlong() : null
  if (!taken) return null
  const answer = taken.opened.answer(text, dayThere(taken.head))
  const time = timeOf(taken.checked)
  return answer === "too_old" ? { tooOld: true, time } : answer && { ...answer, time }
}
