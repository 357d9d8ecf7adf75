// Codes that the live camera sees again and again are told once. The key of a view has a part for each code, joined by "|".

const MEMORY = 4000  // ms after a code was last seen in which it stays known

export class SeenLately {
  #seen = new Map()
  #tone = "none"

  // "old" when it has been told already, "more" when a product that was told has new codes, "new" for anything else.
  judge(key, tone, now = performance.now()) {
    const parts = key.split("|")
    const recent = (part) => now - (this.#seen.get(part) ?? -Infinity) < MEMORY
    const known = parts.filter(recent)
    parts.forEach((part) => this.#seen.set(part, now))
    const toneHeld = tone === this.#tone
    if (known.length === parts.length) return "old"
    this.#tone = tone
    return known.length > 0 && toneHeld ? "more" : "new"
  }
}
