// The label on an envelope, compared on the device while the server cannot be asked. The page says what is right: the
// return's number, its envelopes and the edition of its labels (data-label-* around the panel). The answer is preliminary
// and says so, and nothing is noted by it: the look is asked of the server again until it answers (scan_panel.js).

import { say } from "../core/words.js"

const CODE = /^(RK[34679ACDEFHJKMNPRTUWXY]{7})(?:E([1-9]\d?))?(?:U([1-9]\d?))?$/  // identity/return_number.py
const ADDRESS = /^HTTPS?(?::\/\/|Ö--).+[/-]R[/-]([^/?#]+)\/?$/

// { sentence, tone }, or nothing where no label is asked for or the text is no label's code.
export function comparedHere(panel, text) {
  const right = panel.closest("[data-label-number]")?.dataset
  const code = partsOf(text ?? "")
  if (!right || !code) return null
  const told = wrongWith(code, right)
  if (told) return { sentence: say(told), tone: "stop" }
  const which = code.envelope || (right.labelEnvelopes === "1" ? "1" : "")
  if (!which || Number(which) > Number(right.labelEnvelopes)) return { sentence: say("label_which"), tone: "attention" }
  return { sentence: say("label_right_here", { envelope: which, all: right.labelEnvelopes }), tone: "attention" }
}

function partsOf(text) {
  const typed = text.trim().toUpperCase()
  const found = CODE.exec((ADDRESS.exec(typed)?.[1] ?? typed).replace(/[\s-]/g, ""))
  return found && { number: found[1], envelope: found[2], edition: found[3] ?? "1" }
}

function wrongWith(code, right) {
  if (code.number !== right.labelNumber) return "label_other"
  return code.edition !== right.labelEdition && "label_old"
}
