// Has the browser make a passkey, or sign with one, and sends the form with what came of it. The server says what is to be
// signed when it is asked (data-asks), just before.

import { ask, NoContact } from "../core/ask_server.js"
import { fromJson, toJson } from "./credential_json.js"

const TICKED_ELSEWHERE = [ "shared", "remember" ]  // on the sign-in page, in the form for the password

export function start(form) {
  if (!window.PublicKeyCredential) {
    tell(form, form.dataset.missing)
    return
  }
  form.hidden = false
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    event.stopImmediatePropagation()
    go(form)
  })
}

async function go(form) {
  const button = form.querySelector("button[type=submit]")
  button.disabled = true
  tell(form, "")
  try {
    const answer = await ask(form.dataset.asks, typed(form))
    if (answer.options) await send(form, answer.options)
    else tell(form, answer.message || form.dataset.failed)
  } catch (error) {
    // A browser says by an error that the person has turned back, or that the site's name cannot have passkeys.
    console.info("No passkey.", error)
    tell(form, error instanceof NoContact ? error.message : form.dataset.failed)
  }
  button.disabled = false
}

async function send(form, options) {
  const credential = await navigator.credentials[form.dataset.does]({ publicKey: fromJson(options) })
  form.elements.credential.value = JSON.stringify(toJson(credential))
  for (const name of TICKED_ELSEWHERE) {
    const box = document.querySelector(`input[type=checkbox][name=${name}]`)
    if (form.elements[name]) form.elements[name].value = box?.checked ? "y" : ""
  }
  if (form.elements.proof) form.elements.proof.value = ""
  form.submit()
}

function typed(form) {
  return Object.fromEntries([ "name", "proof" ].map((name) => [ name, form.elements[name]?.value ?? "" ]))
}

function tell(form, sentence) {
  const news = form.querySelector("[data-part=news]")
  news.textContent = sentence
  news.hidden = !sentence
}
