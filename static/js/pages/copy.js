// Copies the text of the element that data-copy names, and says so on the button.

export function start(button) {
  button.addEventListener("click", () => copy(button))
}

async function copy(button) {
  const source = document.getElementById(button.dataset.copy)
  if (await written(source.textContent)) {
    button.querySelector("span").textContent = button.dataset.copied
  } else {
    select(source)
  }
}

async function written(text) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false // there is no clipboard over plain HTTP; the text is selected instead, so that the user can copy it
  }
}

function select(element) {
  const range = document.createRange()
  range.selectNodeContents(element)
  const selection = getSelection()
  selection.removeAllRanges()
  selection.addRange(range)
}
