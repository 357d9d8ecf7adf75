// Large keys for a PIN: for gloves, and for a tablet whose own keyboard would cover half the page. They stand in for the
// form's button. The keys do not take the focus, so that a real keyboard goes on working.

export function start(form) {
  const field = form.elements.pin
  const pad = form.querySelector(".pin-pad")
  pad.hidden = false
  pad.nextElementSibling.hidden = true
  field.inputMode = "none"
  pad.addEventListener("mousedown", (event) => event.preventDefault())
  pad.addEventListener("click", ({ target }) => {
    const key = target.closest("button")
    if (!key || key.type === "submit") return
    field.value = key.dataset.digit ? (field.value + key.dataset.digit).slice(0, field.maxLength) : field.value.slice(0, -1)
  })
}
