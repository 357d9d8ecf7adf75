// What a hand scanner types, key by key. A scanner is a keyboard that types faster than a hand.

const PAUSE = 200        // ms; scanners send a character in 1 to 20 ms, over Bluetooth and on a busy tablet in more
const TWO_PIECES = 1500  // ms; a scan that stops in the middle goes on within this time
const SILENCE = 350      // ms after the last key, for scanners that end without Enter
const TWICE = 250        // ms between two ends of one scan (CR and LF); no hand presses Enter twice as fast
const BY_HAND = 60       // ms between two keys; nobody types several keys in a row as fast
const MODIFIERS = [ "Shift", "Control", "AltGraph", "Meta", "CapsLock", "NumLock" ]
const ENDS = [ "Enter", "Tab" ]

// Calls `finished(strokes, event)` with what was typed in one go; the event is the Enter, or undefined after silence.
// `wanted(event)` says whether a key counts here, `swallowed(event)` whether the page must not see it.
export function collect({ alive, wanted = () => true, swallowed = () => true, endsSilently = () => false, finished }) {
  let strokes = []
  let last = 0
  let lastEnd = -Infinity
  let timer

  function listen(event) {
    if (!alive()) return document.removeEventListener("keydown", listen, true)
    if (isSecondEnd(event)) return hide(event)
    const isModifier = MODIFIERS.includes(event.key)
    if (!isModifier) lastEnd = -Infinity
    if (!wanted(event)) return
    if (event.timeStamp - last > PAUSE && !goesOn(event)) strokes = []
    if (!isModifier) add(event)
  }

  function add(event) {
    last = event.timeStamp
    clearTimeout(timer)
    if (isEnd(event)) return end(event)
    strokes.push(strokeOf(event))
    if (swallowed(event) && (strokes.length > 1 || canWait(event))) event.preventDefault()
    if (endsSilently()) timer = setTimeout(end, SILENCE)
  }

  // CR and LF come as two ends with nothing between, and the second one would press whatever has the focus then. Only
  // after a scan: somebody who goes through a page by keyboard presses Tab as often and as fast as they like.
  function isSecondEnd(event) {
    return isEnd(event) && event.timeStamp - lastEnd < TWICE
  }

  // Whether this is the first part of a scan that comes in two: a machine has typed it, and it has not ended.
  function goesOn(event) {
    return usualGap(strokes) < BY_HAND && event.timeStamp - last < TWO_PIECES
  }

  function end(event) {
    const typed = strokes
    strokes = []
    if (event && typed.length > 1) lastEnd = event.timeStamp
    finished(typed, event)
  }

  document.addEventListener("keydown", listen, true)
}

function isEnd({ key, ctrlKey }) {
  return ENDS.includes(key) || (ctrlKey && [ "j", "J", "m", "M" ].includes(key))  // LF and CR as control characters
}

function hide(event) {
  event.preventDefault()
  event.stopImmediatePropagation()
}

// Whether the page can do without a key that may be the first of a scan. A space presses buttons and turns pages, so it
// stays the page's. A letter would choose in a list: there the arrow keys do that.
function canWait({ key, ctrlKey, altKey, metaKey }) {
  return [ ...key ].length === 1 && key !== " " && !ctrlKey && !altKey && !metaKey
}

// The usual number of milliseconds between two keys (the median); infinite for a single key.
function usualGap(strokes) {
  const gaps = strokes.slice(1).map(({ at }, index) => at - strokes[index].at).sort((a, b) => a - b)
  return gaps[Math.floor(gaps.length / 2)] ?? Infinity
}

function strokeOf({ key, code, shiftKey, ctrlKey, altKey, metaKey, timeStamp }) {
  return { key, code, shift: shiftKey, ctrl: ctrlKey || metaKey, alt: altKey, at: timeStamp }
}

// The same key with the same modifiers, whatever it writes: "C-BracketRight", "F8".
export function signature({ key, code, ctrl, alt }) {
  return (ctrl ? "C-" : "") + (alt ? "A-" : "") + (code || key)
}

export function isFast(strokes, most) {
  const gaps = strokes.slice(1).map(({ at }, index) => at - strokes[index].at)
  return gaps.filter((gap) => gap >= most).length <= (gaps.some((gap) => gap > PAUSE) ? 1 : 0)
}
