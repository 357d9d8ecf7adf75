// The calibration page: the test code is scanned, and this device knows its hand scanner from then on.

import { decode, hasSetting, keepSetting, SEPARATOR } from "../scan/keyboard_layout.js"
import { learn } from "../scan/learn_layout.js"
import { collect } from "../scan/key_strokes.js"
import { announce } from "../core/words.js"

const SHORTEST = 8  // strokes; the test code has more, a hand that types has fewer in one go

export function start(root) {
  const expected = root.dataset.expected
  const part = (name) => root.querySelector(`[data-calibrate="${name}"]`)
  let learned = hasSetting()

  function tell(name, values = {}) {
    const sentence = root.dataset[name].replace(/\{(\w+)\}/g, (place, value) => values[value] ?? place)
    part("answer").textContent = sentence
    part("answer").dataset.tone = { done: "good", tried: "good", forgotten: "none", waiting: "none" }[name] ?? "attention"
    announce(sentence)
  }

  function finished(strokes, end) {
    if (strokes.length < SHORTEST) return
    end?.preventDefault()
    const found = learn(strokes, expected, !end)
    if (found) return keep(found)
    if (learned) return tell("tried", { text: shown(decode(strokes)) })
    tell("another", { text: shown(decode(strokes)) })
  }

  function keep({ setting, missing }) {
    keepSetting(setting)
    learned = true
    part("forget").hidden = false
    if (missing.length === 1 && missing[0] === SEPARATOR) return tell("noSeparator")
    if (missing.length) return tell("missing", { characters: missing.map(shown).join(" ") })
    tell("done")
  }

  part("forget").hidden = !learned
  part("forget").addEventListener("click", () => {
    keepSetting(null)
    learned = false
    part("forget").hidden = true
    tell("forgotten")
  })
  if (learned) tell("known")
  collect({ alive: () => root.isConnected, endsSilently: () => true, wanted: ({ target }) => !target.closest?.("input, select, textarea"), finished })
}

function shown(text) {
  return text.replaceAll(SEPARATOR, "␝")
}

