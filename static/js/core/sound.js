// Sounds that cannot be mistaken for one another, made without a file. The sound for good rises, the one for attention
// knocks twice, the one for stop falls, the one for something that is stored for later is one short note, and the one for
// what was done before is three quick ones.

const MUTED = "returkoll.muted"
const VIBRATIONS = { stored: [ 30 ], again: [ 30, 40, 30, 40, 30 ], good: [ 60 ], attention: [ 70, 70, 70 ], stop: [ 260, 90, 260 ] }
const NOTES = {
  stored: [ note(587, 0, 0.12, "triangle") ],
  again: [ note(587, 0, 0.05), note(587, 0.08, 0.05), note(587, 0.16, 0.05) ],
  good: [ note(659, 0, 0.09), note(988, 0.09, 0.16) ],
  attention: [ note(523, 0, 0.1, "triangle"), note(523, 0.17, 0.14, "triangle") ],
  stop: [ note(233, 0, 0.2, "sawtooth"), note(165, 0.22, 0.36, "sawtooth") ],
}

let context

// Browsers let a page make sounds only after somebody has touched it.
for (const touch of [ "pointerdown", "keydown" ]) addEventListener(touch, wake, { passive: true })

export function play(tone) {
  navigator.vibrate?.(VIBRATIONS[tone] ?? [])
  if (isMuted() || context?.state !== "running") return
  for (const sounding of NOTES[tone] ?? []) sound(sounding)
}

export function isMuted() {
  return localStorage.getItem(MUTED) === "yes"
}

export function setMuted(muted) {
  localStorage.setItem(MUTED, muted ? "yes" : "no")
}

function note(frequency, at, length, shape = "sine") {
  return { frequency, at, length, shape, loudness: shape === "sawtooth" ? 0.16 : 0.3 }
}

function wake() {
  const Context = window.AudioContext ?? window.webkitAudioContext
  if (!Context) return
  context ??= new Context()
  if (context.state === "suspended") context.resume()
}

// Lets a note swell and fade shortly, because a note that is cut off makes a click.
function sound({ frequency, at, length, shape, loudness }) {
  const begin = context.currentTime + at
  const oscillator = new OscillatorNode(context, { type: shape, frequency })
  const volume = new GainNode(context, { gain: 0 })
  volume.gain.setValueAtTime(0, begin)
  volume.gain.linearRampToValueAtTime(loudness, begin + 0.012)
  volume.gain.exponentialRampToValueAtTime(0.001, begin + length)
  oscillator.connect(volume).connect(context.destination)
  oscillator.start(begin)
  oscillator.stop(begin + length + 0.02)
}
