// The register that was taken along, opened. It looks up what the server has decided (returns/snapshot/) and decides
// nothing: no rule of the routine stands here.

import { keyOf, readCode } from "./read_code.js"

const MOST_SIMILAR = 3

export class Opened {
  #codes = new Map()
  #exact = new Map()
  #boxes = new Map()
  #numbers = new Map()
  #folds

  constructor(columns) {
    const { texts, exact_from } = columns.codes
    this.columns = columns
    texts.forEach((text, place) => (place < exact_from ? this.#codes : this.#exact).set(text, place))
    columns.gtins.codes.forEach((gtin, at) => this.#boxes.set(gtin, columns.gtins.articles[at]))
    columns.articles.numbers.forEach((number, place) => this.#numbers.set(number, place))
  }

  // What is said of a code on that day ("2026-11-28"): { kind, tone, headline, todo, mark, name, similar }; "too_old" for a day
  // that was not decided; null for a code that only the server can read.
  answer(raw, day) {
    const at = this.columns.days.indexOf(day)
    if (at < 0) return "too_old"
    const code = readCode(raw)
    return code && this.#said(code, at)
  }

  #said(code, day) {
    const { alone } = this.columns.articles
    const number = code.gtin ? undefined : this.#numbers.get(code.text)
    if (number !== undefined) return this.#from(alone[number], day, number)
    const box = this.#boxes.get(code.gtin)
    const place = this.#placeOf(code.serial)
    if (place !== undefined) return this.#from(this.#timelineOf(place, box), day, this.columns.codes.articles[place], box)
    return box === undefined ? this.#unknown(code) : this.#onlyBox(code, box, day)
  }

  #onlyBox(code, box, day) {
    const { alone, with_unregistered: typed } = this.columns.articles
    if (code.isEan) return this.#from(typed[box], day, box)
    return code.serial ? this.#unknown(code) : this.#from(alone[box], day, box)
  }

  #unknown({ isSure, serial }) {
    return isSure ? { ...this.#words(this.columns.unknown), name: "", similar: this.#similarTo(serial ?? "") } : null
  }

  #placeOf(serial) {
    return serial === null ? undefined : this.#exact.get(serial) ?? this.#codes.get(keyOf(serial))
  }

  #timelineOf(place, box) {
    const { alone, in_other_box, in_box_of, articles } = this.columns.codes
    if (box === undefined) return alone[place]
    if (in_box_of[place]) return in_box_of[place][box] ?? in_other_box[place]
    return articles[place] === box ? alone[place] : in_other_box[place]
  }

  #from(timeline, day, article, box = article) {
    const names = this.columns.articles.names
    return { ...this.#words(this.columns.timelines[timeline][day], names[box]), name: names[article], similar: [] }
  }

  #words(number, box = "") {
    const [ kind, tone, headline, todo, mark ] = this.columns.answers[number]
    return { kind, tone, headline, mark, todo: todo.replace("{box}", box) }
  }

  // Serials that differ only in characters that look alike: a suggestion, never an answer. Which ones those are, the server
  // says.
  #similarTo(serial) {
    this.#folds ??= this.#folded()
    return (this.#folds.get(this.#fold(keyOf(serial))) ?? []).slice(0, MOST_SIMILAR)
  }

  #folded() {
    const folds = new Map()
    for (const text of this.#codes.keys()) {
      const fold = this.#fold(text)
      if (folds.has(fold)) folds.get(fold).push(text)
      else folds.set(fold, [ text ])
    }
    return folds
  }

  #fold(key) {
    const { look_alikes: groups } = this.columns
    return key.replace(/./g, (one) => groups.find((group) => group.includes(one))?.[0] ?? one)
  }
}
