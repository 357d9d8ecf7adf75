// The hand scanner, heard anywhere on the page. In a text field it types as any keyboard does, but for the panel's own
// field: what came too fast for a hand is read there as this device's scanner needs it (js/pages/calibrate.js learns that).

import { decode, hasSetting, storedSetting } from "./keyboard_layout.js"
import { collect, isFast } from "./key_strokes.js"

const SHORTEST = 4  // characters; fewer come from somebody who leans on the keyboard
const TYPED_IN = "textarea, input:not([type=radio], [type=checkbox], [type=file], [type=range], [type=button], [type=submit])"
const BY_HAND = 60  // ms between two keys; nobody types a whole serial number as fast

export function listenForWedge(panel, heard) {
  const shortest = Number(panel.dataset.shortest ?? SHORTEST)  // a shelf's label may say only "A3"
  const ownField = ({ target }) => panel.contains(target) && target.matches?.("[data-scan=typed] input[name=text]")

  function finished(strokes, end) {
    const inField = Boolean(document.activeElement && isTextField(document.activeElement))
    if (inField && !(isFast(strokes, BY_HAND) && strokes.length >= shortest)) return
    const text = decode(strokes)
    if (text.length < shortest || isByHand(text, strokes, end)) return
    end?.preventDefault()
    end?.stopPropagation()
    if (inField) document.activeElement.value = ""
    heard(text)
  }

  collect({
    alive: () => panel.isConnected,
    wanted: (event) => !isTextField(event.target) || (hasSetting() && ownField(event)),
    swallowed: (event) => !isTextField(event.target),
    endsSilently: () => storedSetting().silent,
    finished,
  })
}

// So few characters are a scan only when they came fast and ended with Enter.
function isByHand(text, strokes, end) {
  return text.length < SHORTEST && !(end && isFast(strokes, BY_HAND))
}

function isTextField(element) {
  return element.isContentEditable || element.matches?.(TYPED_IN)
}
