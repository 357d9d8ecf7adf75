// Makes a menu of a <details>, which opens and closes by itself where there are no scripts: a button that says so, items
// that the arrow keys go through, Escape, and a tap beside it (WAI-ARIA Authoring Practices, "Menu Button").

const CHOSEN = "[aria-pressed]"

export function start(details) {
  if (!details.matches("details")) return
  new Menu(details)
}

class Menu {
  constructor(details) {
    const summary = details.querySelector("summary")
    this.sheet = details.querySelector(".sheet")
    this.list = details.querySelector("[data-menu]")
    this.button = document.createElement("button")
    Object.assign(this.button, { type: "button", className: summary.className, innerHTML: summary.innerHTML })
    for (const { name, value } of summary.attributes) this.button.setAttribute(name, value)
    this.root = document.createElement("div")
    this.root.className = details.className
    this.root.append(this.button, this.sheet)
    this.#nameParts()
    this.#show(details.open)
    details.replaceWith(this.root)
    this.#listen()
  }

  #nameParts() {
    this.list.id ||= `menu-${Math.random().toString(36).slice(2, 8)}`
    this.button.setAttribute("aria-haspopup", "menu")
    this.button.setAttribute("aria-controls", this.list.id)
    this.list.setAttribute("role", "menu")
    this.list.setAttribute("aria-label", this.button.getAttribute("aria-label") ?? this.button.textContent.trim())
    for (const form of this.list.querySelectorAll("form")) {
      form.setAttribute("role", "none")
      form.removeAttribute("aria-label")
    }
    for (const item of this.items) {
      item.setAttribute("role", item.matches(CHOSEN) ? "menuitemradio" : "menuitem")
      item.tabIndex = -1
      if (!item.matches(CHOSEN)) continue
      item.setAttribute("aria-checked", item.getAttribute("aria-pressed"))
      item.removeAttribute("aria-pressed")
    }
  }

  get items() {
    return [ ...this.list.querySelectorAll("a, button") ]
  }

  get isOpen() {
    return !this.sheet.hidden
  }

  #show(open) {
    this.sheet.hidden = !open
    this.button.setAttribute("aria-expanded", String(open))
  }

  #listen() {
    this.button.addEventListener("click", () => this.isOpen ? this.#close() : this.#open(0))
    this.button.addEventListener("keydown", (event) => this.#onButton(event))
    this.list.addEventListener("keydown", (event) => this.#onItem(event))
    this.root.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget && !this.root.contains(relatedTarget)) this.#show(false)
    })
    const beside = ({ target }) => {
      if (!this.root.isConnected) document.removeEventListener("pointerdown", beside)
      else if (!this.root.contains(target)) this.#show(false)
    }
    document.addEventListener("pointerdown", beside)
  }

  #open(at) {
    this.#show(true)
    this.items.at(at).focus()
  }

  #close() {
    this.#show(false)
    this.button.focus()
  }

  #onButton(event) {
    const at = { ArrowDown: 0, ArrowUp: -1 }[event.key]
    if (event.key === "Escape" && this.isOpen) this.#close()
    if (at === undefined) return
    event.preventDefault()
    this.#open(at)
  }

  #onItem(event) {
    const { items } = this
    const at = items.indexOf(document.activeElement)
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key] ?? this.#beginning(event, at)
    if (event.key === "Escape") this.#close()
    if (event.key === "Tab") return this.#show(false)  // the focus goes on from the button's place
    if (event.key === " " && document.activeElement.matches("a")) document.activeElement.click()
    else if (to === undefined) return
    else items.at(to % items.length).focus()
    event.preventDefault()
  }

  // The next item that begins with the letter that was typed.
  #beginning({ key, ctrlKey, metaKey, altKey }, at) {
    if (key.length > 1 || key === " " || ctrlKey || metaKey || altKey) return undefined
    const { items } = this
    const found = items.map((_item, step) => (at + 1 + step) % items.length)
      .find((place) => items[place].textContent.trim().toLowerCase().startsWith(key.toLowerCase()))
    return found
  }
}
