// The codes in view as buttons, the most useful first. Where it is unclear which code is meant, the user taps it, here or
// in the picture.

import { say } from "../core/words.js"

export class Codes {
  #shown = ""
  #places = []

  constructor(list, picture, choose) {
    Object.assign(this, { list, choose })
    picture.addEventListener("click", (event) => this.#tapped(event))
  }

  // `place` takes a point of the picture to a point of the viewfinder.
  show(symbols, place) {
    this.#places = symbols.map((symbol) => ({ symbol, corners: symbol.corners.map(place) }))
    const ranked = [ ...symbols ].sort((a, b) => a.rank - b.rank)
    const names = ranked.map(({ text }) => text).join("\n")
    if (ranked.length === 0 || names === this.#shown) return
    this.#shown = names
    this.list.hidden = ranked.length < 2
    this.list.replaceChildren(...ranked.map((symbol) => this.#button(symbol)))
  }

  #button(symbol) {
    const item = document.createElement("li")
    const button = document.createElement("button")
    button.type = "button"
    button.className = "button"
    button.dataset.role = symbol.role
    const name = document.createElement("span")
    name.className = "code"
    name.textContent = symbol.label
    const kind = document.createElement("small")
    kind.textContent = say(`code_${symbol.role}`)
    button.append(name, kind)
    button.addEventListener("click", () => this.choose(symbol))
    item.append(button)
    return item
  }

  // The codes are out of view. Their buttons stay, because a hand may be about to press one.
  forgetPlaces() {
    this.#places = []
  }

  #tapped({ target, offsetX, offsetY }) {
    if (target.closest("button, input")) return  // lamp, lens, zoom
    const touched = this.#places.filter(({ corners }) => isInside([ offsetX, offsetY ], corners))
    const [ best ] = touched.sort((a, b) => a.symbol.rank - b.symbol.rank)
    if (best) this.choose(best.symbol)
  }
}

const MARGIN = 14  // px around the code in which a finger in a glove may touch it

function isInside([ x, y ], corners) {
  const xs = corners.map(([ cornerX ]) => cornerX)
  const ys = corners.map(([ , cornerY ]) => cornerY)
  return x > Math.min(...xs) - MARGIN && x < Math.max(...xs) + MARGIN && y > Math.min(...ys) - MARGIN && y < Math.max(...ys) + MARGIN
}
