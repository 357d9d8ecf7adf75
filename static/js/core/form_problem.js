// A sentence inside the form that could not be sent, and a button that sends it again. What was filled in stays.

import { say } from "./words.js"

export function showProblem(form, sentence, retry) {
  withdrawProblem(form)
  const box = document.createElement("div")
  box.className = "message stop"
  box.dataset.problem = ""
  box.setAttribute("role", "alert")
  const words = document.createElement("div")
  words.textContent = sentence
  const again = document.createElement("button")
  again.type = "button"
  again.className = "button"
  again.textContent = say("retry")
  again.addEventListener("click", retry)
  box.append(words, again)
  form.append(box)
}

export function withdrawProblem(form) {
  form.querySelector("[data-problem]")?.remove()
}
