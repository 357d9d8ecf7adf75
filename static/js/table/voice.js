// Says aloud what happens, in the page's language, where somebody has switched it on for this device. A new sentence takes
// the place of one that is still being said: what is told last is what counts.

const WANTED = "returkoll.voice"

export function start(place) {
  if (!("speechSynthesis" in window)) return
  const box = place.querySelector("[data-voice=switch]")
  place.hidden = false
  box.checked = isOn()
  box.addEventListener("change", () => {
    localStorage.setItem(WANTED, box.checked ? "yes" : "no")
    speechSynthesis.cancel()
  })
}

export function speak(sentence) {
  if (!isOn() || !sentence.trim() || !("speechSynthesis" in window)) return
  const words = new SpeechSynthesisUtterance(sentence)
  words.lang = document.documentElement.lang === "en" ? "en-GB" : "sv-SE"
  speechSynthesis.cancel()
  speechSynthesis.speak(words)
}

function isOn() {
  return localStorage.getItem(WANTED) === "yes"
}
