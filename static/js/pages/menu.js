// Closes a <details>, which opens by itself, when Escape is pressed or when somebody taps beside it.

export function start(menu) {
  document.addEventListener("click", ({ target }) => { if (!menu.contains(target)) menu.open = false })
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return
    menu.open = false
    menu.querySelector("summary").focus()
  })
}
