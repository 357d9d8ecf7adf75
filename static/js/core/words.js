// The sentences that scripts say, from the page's own catalogue (templates/layout/words.html).

const WORDS = JSON.parse(document.getElementById("words")?.textContent ?? "{}")

export function say(name, values = {}) {
  const sentence = WORDS[name] ?? name
  return sentence.replace(/\{(\w+)\}/g, (place, value) => values[value] ?? place)
}

// Read out by a screen reader, wherever the focus is. Emptied first: the same sentence twice is said twice.
export function announce(sentence) {
  const announcer = document.getElementById("announcer")
  if (!announcer || !sentence) return
  announcer.textContent = ""
  setTimeout(() => { announcer.textContent = sentence }, 50)
}
