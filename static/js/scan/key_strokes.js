// What a hand scanner types, key by key. A scanner is a keyboard that types faster than a hand.

const PAUSE = 200    // ms; scanners send a character in 1 to 20 ms, over Bluetooth and on a busy tablet in more
const SILENCE = 350  // ms after the last key, for scanners that end without Enter
const MODIFIERS = [ "Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "NumLock" ]
const ENDS = [ "Enter", "Tab" ]

// Calls `finished(strokes, event)` with what was typed in one go; the event is the Enter, or undefined after silence.
// `wanted(event)` says whether a key counts here, `swallowed(event)` whether the page must not see it.
export function collect({ alive, wanted = () => true, swallowed = () => true, endsSilently = () => false, finished }) {
  let strokes = []
  let last = 0
  let timer

  function listen(event) {
    if (!alive()) return document.removeEventListener("keydown", listen, true)
    if (!wanted(event)) return
    if (event.timeStamp - last > PAUSE) strokes = []
    last = event.timeStamp
    clearTimeout(timer)
    if (ENDS.includes(event.key)) return end(event)
    if (MODIFIERS.includes(event.key)) return
    strokes.push(strokeOf(event))
    if (strokes.length > 1 && swallowed(event)) event.preventDefault()
    if (endsSilently()) timer = setTimeout(end, SILENCE)
  }

  function end(event) {
    const typed = strokes
    strokes = []
    finished(typed, event)
  }

  document.addEventListener("keydown", listen, true)
}

function strokeOf({ key, code, shiftKey, ctrlKey, altKey, metaKey, timeStamp }) {
  return { key, code, shift: shiftKey, ctrl: ctrlKey || metaKey, alt: altKey, at: timeStamp }
}

// The same key with the same modifiers, whatever it writes: "C-BracketRight", "F8".
export function signature({ key, code, ctrl, alt }) {
  return (ctrl ? "C-" : "") + (alt ? "A-" : "") + (code || key)
}

export function isFast(strokes, most) {
  return strokes.every(({ at }, index) => index === 0 || at - strokes[index - 1].at < most)
}
