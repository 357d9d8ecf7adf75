// A hand scanner is a keyboard that types faster than a hand and ends with Enter. Heard anywhere on the page but in
// a text field, where it types what it reads as any keyboard does.

const PAUSE = 200      // ms; scanners send a character in 1 to 20 ms, over Bluetooth and on a busy tablet in more
const SHORTEST = 4     // characters; less is somebody leaning on the keyboard
const GROUP_SEPARATOR = "\u001d"  // FNC1 inside a GS1 payload; scanners send it as Ctrl+]

export function listenForWedge(panel, heard) {
  let typed = ""
  let last = 0

  function listen(event) {
    if (!panel.isConnected) return document.removeEventListener("keydown", listen, true)
    if (inTextField(event.target)) return
    if (event.timeStamp - last > PAUSE) typed = ""
    last = event.timeStamp
    if (event.key === "Enter" || event.key === "Tab") return finish(event)
    const character = characterOf(event)
    if (!character) return
    typed += character
    if (typed.length > 1) event.preventDefault()
  }

  function finish(event) {
    if (typed.length >= SHORTEST) {
      event.preventDefault()
      event.stopPropagation()
      heard(typed)
    }
    typed = ""
  }

  document.addEventListener("keydown", listen, true)
}

function characterOf({ key, ctrlKey, metaKey }) {
  if (ctrlKey && (key === "]" || key === "å")) return GROUP_SEPARATOR
  return key.length === 1 && !ctrlKey && !metaKey ? key : ""
}

function inTextField(element) {
  return element.isContentEditable || element.matches?.("textarea, select, input:not([type=radio], [type=checkbox], [type=file], [type=range])")
}
