// The sentences that scripts say, from the page's own catalogue (templates/layout/words.html).

const WORDS = JSON.parse(document.getElementById("words")?.textContent ?? "{}")

export function say(name, values = {}) {
  const sentence = WORDS[name] ?? name
  return sentence.replace(/\{(\w+)\}/g, (place, value) => values[value] ?? place)
}

// Lets a screen reader read a sentence aloud, wherever the focus is. The element is emptied first, because otherwise the
// same sentence would not be read a second time.
export function announce(sentence) {
  const announcer = document.getElementById("announcer")
  if (!announcer || !sentence) return
  announcer.textContent = ""
  setTimeout(() => { announcer.textContent = sentence }, 50)
}
