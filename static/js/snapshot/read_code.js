// What a typed or scanned text names, where that is beyond doubt: a serial, a GTIN, or both. For everything else it says
// null, and the server answers later: which standards there are, and how a scanner can garble them, is known there alone
// (identity/). tests/browser/offline/test_snapshot_script.py holds that both say the same of whatever is read here.

const GS = "\u001d"
const PLAIN = /^[A-Z0-9][A-Z0-9 ./-]{2,19}$/i
const NOT_PLAIN = /^(rk|s\/?n|serial|serienr|serienummer)/i  // our own numbers, and a label in front of a serial
const GTIN_DIGITS = 14
const IDENTIFIER = /^\](C1|d2|Q3)/
const FIXED = { "01": 14, 11: 6, 13: 6, 15: 6, 17: 6 }        // application identifiers of fixed length
const OPEN = [ "10", "21" ]                                   // lot and serial: to the next GS, or to the end
const VALUE = /^[A-Z0-9./-]{1,20}$/i

// { text, gtin, serial, isEan, isSure }. `isSure` is false where a separator may have been lost: then it counts only when the
// register knows the serial.
export function readCode(raw) {
  const text = raw.trim()
  if (text.startsWith("(01)")) return inParentheses(text)
  if (IDENTIFIER.test(text)) return elements(text.replace(IDENTIFIER, ""), text)
  if (/^01\d{14}/.test(text) && text.length > 16) return elements(text, text)
  if (/^\d{12,14}$/.test(text) && isGtin(text)) return { text, gtin: text.padStart(14, "0"), serial: text, isEan: true, isSure: true }
  return isPlain(text) ? { text, gtin: null, serial: text, isEan: false, isSure: true } : null
}

function isPlain(text) {
  return PLAIN.test(text) && !NOT_PLAIN.test(text) && keyOf(text).length > 2 && !/\d{14}/.test(keyOf(text))  // a GTIN may be inside
}

// The form in which serials are compared, of the characters that PLAIN and VALUE let through.
export function keyOf(serial) {
  return serial.toUpperCase().replace(/[^A-Z0-9]/g, "")
}

function inParentheses(text) {
  const parts = [ ...text.matchAll(/\((\d{2})\)([^()]*)/g) ]
  if (parts.map(([ whole ]) => whole).join("") !== text) return null
  return named(parts.map(([ , id, value ]) => [ id, value ]), text, true)
}

function elements(content, text) {
  const found = []
  let rest = content.replace(new RegExp(`^${GS}`), "")
  while (rest) {
    const id = rest.slice(0, 2)
    const end = endOf(id, rest)
    if (!end) return null
    found.push([ id, rest.slice(2, end) ])
    rest = rest.slice(end).replace(new RegExp(`^${GS}`), "")
  }
  return named(found, text, content.slice(1).includes(GS))
}

// Where the element at the beginning ends; 0 for an identifier that only the server knows.
function endOf(id, text) {
  if (FIXED[id]) return 2 + FIXED[id]
  if (!OPEN.includes(id)) return 0
  return text.includes(GS) ? text.indexOf(GS) : text.length
}

function named(found, text, isSure) {
  const values = Object.fromEntries(found)
  if (found.length !== Object.keys(values).length) return null
  for (const [ id, value ] of found) if (!isValue(id, value)) return null
  const gtin = values["01"] ?? null
  const serial = values["21"] ?? null
  if (!gtin || (!isSure && values["10"])) return null
  return { text, gtin, serial, isEan: false, isSure: isSure || !serial }
}

function isValue(id, value) {
  if (id === "01") return /^\d{14}$/.test(value) && isGtin(value)
  return FIXED[id] ? /^\d{6}$/.test(value) : OPEN.includes(id) && VALUE.test(value)
}

// The check digit of GS1's numbers (GS1 General Specifications, section 7.9.1).
function isGtin(digits) {
  const sum = [ ...digits.padStart(GTIN_DIGITS, "0") ].reduce((all, digit, at) => all + Number(digit) * (at % 2 ? 1 : 3), 0)
  return sum % 10 === 0
}
