// From key strokes to the text that the scanner read, as this device's scanner and keyboard layout need it.
//
// A scanner that is set for an American keyboard presses the keys of one, and a Swedish layout makes other characters of
// them. Where the browser tells which keys were pressed, the American text follows from them whatever the layout is.

import { signature } from "./key_strokes.js"

export const SEPARATOR = "\u001d"  // FNC1 inside a GS1 payload
export const DEAD = "\u25cc"       // stands for an accent that waits for its letter, unlike a key that writes nothing

const STORED_AS = "returkoll.handScanner"
const USUAL_SEPARATORS = [ "C-BracketRight" ]  // Ctrl+], ASCII 29, as most scanners send it
const SHIFTED = {
  Backquote: "`~", Minus: "-_", Equal: "=+", BracketLeft: "[{", BracketRight: "]}", Backslash: "\\|",
  Semicolon: ";:", Quote: "'\"", Comma: ",<", Period: ".>", Slash: "/?", Space: "  ",
  Digit1: "1!", Digit2: "2@", Digit3: "3#", Digit4: "4$", Digit5: "5%",
  Digit6: "6^", Digit7: "7&", Digit8: "8*", Digit9: "9(", Digit0: "0)",
}

export const AS_IT_COMES = { how: "keys", separators: [], characters: {}, silent: false }

export function storedSetting() {
  try {
    return { ...AS_IT_COMES, ...JSON.parse(localStorage.getItem(STORED_AS) ?? "{}") }
  } catch {
    return AS_IT_COMES
  }
}

export function keepSetting(setting) {
  if (setting) localStorage.setItem(STORED_AS, JSON.stringify(setting))
  else localStorage.removeItem(STORED_AS)
}

export function hasSetting() {
  return localStorage.getItem(STORED_AS) !== null
}

export function decode(strokes, setting = storedSetting()) {
  const text = tokens(strokes, setting.how, setting.separators).map((token) => token.text).join("")
  return setting.how === "characters" ? mended(text, setting.characters) : text.replaceAll(DEAD, "")
}

// One token a stroke: what it writes, or nothing with the stroke's signature.
export function tokens(strokes, how, separators = []) {
  const write = how === "positions" ? byPosition : byKey
  return withAltCodes(strokes).map((stroke) => ({
    text: stroke.text ?? (isSeparator(stroke, separators) ? SEPARATOR : write(stroke)),
    signature: signature(stroke),
  }))
}

function isSeparator(stroke, learned) {
  return learned.includes(signature(stroke)) || USUAL_SEPARATORS.includes(signature(stroke))
    || stroke.key === SEPARATOR || (stroke.ctrl && [ "]", "å", "Å" ].includes(stroke.key))
}

function byKey({ key, ctrl }) {
  if (key === "Dead") return DEAD
  return [ ...key ].length === 1 && !ctrl ? key : ""
}

function byPosition({ key, code, shift, ctrl }) {
  if (ctrl) return ""
  const letter = /^Key([A-Z])$/.exec(code)?.[1]
  if (letter) return shift ? letter : letter.toLowerCase()
  if (SHIFTED[code]) return SHIFTED[code][shift ? 1 : 0]
  return byKey({ key, ctrl })
}

// Windows' "ALT mode": Alt held, the character's number on the number pad, in three digits (Alt+065) or four (Alt+0065).
// Each number begins where Alt is pressed anew; where the browser does not tell that, the digits are cut as they fit.
function withAltCodes(strokes) {
  const told = []
  let digits = ""
  const flush = () => {
    told.push(...altNumbers(digits).map((number) => ({ key: "", code: "", text: String.fromCharCode(number) })))
    digits = ""
  }
  for (const stroke of strokes) {
    const digit = stroke.alt && /^Numpad(\d)$/.exec(stroke.code)?.[1]
    if (digit) { digits += digit; continue }
    flush()
    if (stroke.key !== "Alt") told.push(stroke)
  }
  flush()
  return told
}

const ALT_DIGITS = [ 4, 3, 2 ]  // how many digits a number has, the usual one first
const MOST_IN_ALT = 255         // Windows' code pages have so many characters

function altNumbers(digits) {
  if (!digits) return []
  if (digits.length <= ALT_DIGITS[0]) return [ Number(digits) ]
  for (const size of ALT_DIGITS) {
    const numbers = (digits.match(new RegExp(`\\d{${size}}`, "g")) ?? []).map(Number)
    if (digits.length % size === 0 && numbers.every((number) => number > 0 && number <= MOST_IN_ALT)) return numbers
  }
  return [ ...digits.matchAll(/\d{1,4}/g) ].map(([ number ]) => Number(number))
}

function mended(text, characters) {
  const garbled = Object.keys(characters).sort((a, b) => b.length - a.length)
  let result = ""
  for (let at = 0; at < text.length;) {
    const found = garbled.find((piece) => text.startsWith(piece, at))
    result += found ? characters[found] : text[at]
    at += found?.length ?? 1
  }
  return result.replaceAll(DEAD, "")
}
