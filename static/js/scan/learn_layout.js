// What this device's hand scanner and keyboard layout make of a code whose text is known.

import { AS_IT_COMES, DEAD, SEPARATOR, tokens } from "./keyboard_layout.js"

const AIM_PREFIX = 3  // characters like "]C1", with which some scanners first say which symbology it was
const LONGEST = 8     // characters that a scanner may write in place of one, such as "{GS}"

// → { setting, missing } or null when it was another code. `missing` are characters that never arrived.
export function learn(strokes, expected, silent = false) {
  return byKeys("keys", strokes, expected, silent)
    ?? byKeys("positions", strokes, expected, silent)
    ?? byCharacters(strokes, expected, silent)
}

function byKeys(how, strokes, expected, silent) {
  for (const prefix of [ 0, AIM_PREFIX ]) {
    const followed = follow(tokens(strokes, how).slice(prefix), expected)
    if (followed) return { setting: { ...AS_IT_COMES, how, silent, separators: followed.separators }, missing: followed.missing }
  }
  return null
}

// Compares what came with the expected text, token by token. Where the separator is expected, a key that writes nothing
// stands for it.
function follow(typed, expected) {
  const separators = []
  let missing = []
  let at = 0
  for (const { text, signature } of typed) {
    if (!text) {
      if (expected[at] !== SEPARATOR) return null
      separators.push(signature)
      continue
    }
    if (expected[at] === SEPARATOR && text !== SEPARATOR) {
      if (!separators.length) missing = [ SEPARATOR ]
      at += 1
    }
    if (!expected.startsWith(text, at)) return null
    at += text.length
  }
  return at === expected.length ? { separators: [ ...new Set(separators) ], missing } : null
}

// Digits and letters come as themselves. What stands between two of them is what the character between them came as.
function byCharacters(strokes, expected, silent) {
  const text = tokens(strokes, "keys").map((token) => token.text).join("")
  const odd = [ ...expected ].filter((character) => !/[0-9A-Za-z]/.test(character))
  const pattern = [ ...expected ].map((character) => /[0-9A-Za-z]/.test(character) ? character : `(.{0,${LONGEST}}?)`).join("")
  const found = new RegExp(`^.{0,6}?${pattern}$`, "su").exec(text)
  if (!found) return null
  const characters = {}
  const missing = []
  odd.forEach((character, index) => {
    const came = found[index + 1]
    if (came === "" || (came in characters && characters[came] !== character)) missing.push(character)
    else if (came !== character || came === DEAD) characters[came] = character
  })
  // A character that arrived as itself must not also stand for another one.
  for (const [ index, character ] of odd.entries()) {
    if (found[index + 1] === character && characters[character]) missing.push(characters[character])
  }
  return { setting: { ...AS_IT_COMES, how: "characters", characters, silent }, missing: [ ...new Set(missing) ] }
}
