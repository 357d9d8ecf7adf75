// Sends a picture or a text to the server and gives its JSON. It uses XMLHttpRequest, because fetch does not tell how much
// of an upload has been sent.

import { isFromGateway, noteContact } from "./contact.js"
import { sleep } from "./sleep.js"
import { say } from "./words.js"

const TRIES = 8  // of a photo, while the server is busy

export class NoContact extends Error {}

// Resolves to the answer. Refusals (400, 413) and errors (500) are answers too: they have a status and a message.
// NoContact when nobody answers, or only what stands before the server.
// While the server reads many pictures already, it says when to ask again: a photo is then sent again, without a person.
export async function ask(url, fields, progressed = () => {}) {
  for (let left = TRIES; ; left -= 1) {
    const answer = await askOnce(url, fields, progressed)
    if (left === 1 || fields.live || !fields.picture || !isBusy(answer)) return answer
    await sleep(busyPause(answer))
  }
}

export function isBusy({ status, tone, retryAfter }) {
  return status === 503 && tone === "attention" && retryAfter > 0
}

// Milliseconds; not the same for all tablets, or they would all come back at once.
export function busyPause({ retryAfter }) {
  return 1000 * retryAfter * (0.5 + Math.random())
}

function askOnce(url, fields, progressed) {
  const form = new FormData()
  for (const [ name, value ] of Object.entries(fields)) form.append(name, value, ...(value instanceof Blob ? [ "picture.jpg" ] : []))
  for (const token of tokensShown()) form.append("beside", token)
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open("POST", url)
    request.setRequestHeader("Accept", "application/json")
    request.setRequestHeader("X-CSRFToken", document.querySelector("meta[name=csrf-token]")?.content ?? "")
    request.upload.onprogress = ({ loaded, total }) => progressed(loaded / total)
    request.onload = () => (isFromGateway(request.status, request.responseText) ? request.onerror() : resolve(answerOf(request)))
    request.onerror = request.ontimeout = () => { noteContact("lost"); reject(new NoContact(say("no_contact"))) }
    request.timeout = timeoutOf(fields)
    request.send(form)
  })
}

// The products whose cards the page shows. What is read now may belong to one of them, and then shares its card.
function tokensShown() {
  return [ ...document.querySelectorAll("#cards [data-beside]") ].map(({ dataset }) => dataset.beside)
}

// Milliseconds that the upload and the answer may take. A live picture is soon followed by the next one.
function timeoutOf({ picture, live }) {
  if (!picture) return 15000
  return live ? 8000 : 90000
}

function answerOf(request) {
  const { status, responseText } = request
  if (status !== 401) noteContact("here")
  const retryAfter = Number(request.getResponseHeader("Retry-After")) || 0  // seconds
  const nothing = { size: null, symbols: [], unread: [], unread_note: "", key: "", tone: "attention", html: "", message: "", location: "", retryAfter }
  try {
    return { ...nothing, ...JSON.parse(responseText), status }
  } catch {
    return { ...nothing, status, tone: "stop", message: status === 401 ? say("signed_out") : say("failed") }
  }
}
