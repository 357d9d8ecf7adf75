// The answer that a scan gets without contact. It is always told as preliminary, with the time of the register that it rests
// on; when the server has answered it is confirmed or contradicted, once.

import { say } from "../core/words.js"

// The clock, and the day where it is not today's.
export function timeOf(moment) {
  const language = document.documentElement.lang
  const clock = new Date(moment).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" })
  if (new Date(moment).toDateString() === new Date().toDateString()) return clock
  return `${new Date(moment).toLocaleDateString(language, { day: "numeric", month: "short" })} ${clock}`
}

export function sentenceOf(preliminary) {
  const { tooOld, time, headline, todo, similar } = preliminary
  if (tooOld) return say("register_too_old", { time })
  const suggested = similar.length ? ` ${say("preliminary_similar", { serials: similar.join(", ") })}` : ""
  return `${say("preliminary", { time, headline })} ${todo}${suggested}`
}

// What became of a preliminary answer: the results, each with a note, and whether it was confirmed. The server's marks name
// what may have been said rightly of a product (returns/snapshot/decided.py).
export function compared({ preliminary }, results) {
  if (!preliminary || preliminary.tooOld) return { isConfirmed: false, results }
  const isSame = ({ marks = [] }) => marks.includes(preliminary.mark)
  const isConfirmed = results.some(isSame)
  if (!isConfirmed) return { isConfirmed, results: results.map((one) => contradicted(one, preliminary)) }
  return { isConfirmed, results: results.map((one) => (isSame(one) ? { ...one, message: `${say("confirmed")} ${one.message}` } : one)) }
}

// It stays for a person to look at, whatever is right now: somebody has acted on what was said.
function contradicted(one, { time, headline }) {
  const now = one.headline && !one.message.startsWith(one.headline) ? `${one.headline} ${one.message}` : one.message
  const tone = one.tone === "good" ? "attention" : one.tone
  return { ...one, tone, contradicted: true, message: `${say("contradicted", { time, headline })} ${now}` }
}
