// Puts in product after product without a press between. What may be packed goes into the queue at once. What needs a
// person collects under "Se över" (js/offline/waiting_list.js). A box switches it on, and the device remembers the box; where
// the page is there for nothing else (data-batch="always"), it has no box. At a table without touch (data-batch="table") what
// needs a person is told and stays out: nobody could tick it off a list.

const WANTED = "returkoll.batch"
const GROWING = 2500  // ms in which the codes of a box come into view one by one; its serial may be the last

export class Batch {
  #held = []
  #put = new Set()
  #timer

  constructor(scan, box) {
    this.scan = scan
    this.box = box
    this.atTable = scan.panel.dataset.batch === "table"
    this.always = this.atTable || scan.panel.dataset.batch === "always"
    if (!box) return
    box.checked = localStorage.getItem(WANTED) === "yes"
    box.addEventListener("change", () => localStorage.setItem(WANTED, box.checked ? "yes" : "no"))
  }

  get on() {
    return this.always || Boolean(this.box?.checked)
  }

  // What the live camera sees. `novelty` is "new", or "more" when it is the product of a moment ago with more codes read.
  // Says whether all of it needs no card: it is put in, or lies there.
  take(products, novelty) {
    if (novelty === "new") this.#letGo()
    this.#held = products.filter(({ may }) => may === "look")
    clearTimeout(this.#timer)
    if (this.#held.length) this.#timer = setTimeout(() => this.#putHeld(), GROWING)
    products.filter(({ may }) => may === "pack").forEach((product) => this.#putIn(product))
    if (this.always && products.every(({ may }) => may === "there")) return novelty !== "new"  // a repeat is told
    return this.#held.length === 0
  }

  // Called when something else is in view.
  #letGo() {
    this.#putHeld()
    this.#put.clear()
  }

  // Called when no more of its codes were read, so that a person has to look at it.
  #putHeld() {
    if (!this.atTable) this.#held.forEach((product) => this.#putIn(product))
    this.#held = []
  }

  // Puts a product in once while it is in view: its answer may not have come when the next look brings more of its codes.
  #putIn({ token, text, what }) {
    if (this.#put.has(what)) return
    this.#put.add(what)
    this.scan.addToQueue({ fields: token ? { token } : { text }, what })
  }
}
