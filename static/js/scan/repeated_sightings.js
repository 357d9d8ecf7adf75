// What the live camera sees again and again is told once. The key of a view has a part for each code, joined by "|".

const MEMORY = 4000  // ms since last seen; a product lying in view stays known

export class SeenLately {
  #seen = new Map()
  #tone = "none"

  // "old": told already. "more": new codes on a product that was told. "new": something else.
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
