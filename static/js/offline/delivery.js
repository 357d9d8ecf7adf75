// One deed to the server and its answer back.

import { isFromGateway } from "../core/contact.js"
import { addressOf, isNew, keyOf } from "./which_return.js"

const PATIENCE = { text: 15000, picture: 90000 }  // ms
const AS_JSON = { Accept: "application/json" }

// The error when nobody answered.
export class NoAnswer extends Error {}

// The error when the server answered that it cannot do it now. `pause` is how many ms it asked us to wait.
export class ServerError extends Error {
  constructor(status, pause = 0) {
    super(`the server answered ${status}`)
    this.pause = pause
  }
}

// Resolves to { user, csrf_token }, or to null when nobody is signed in.
export async function askForTicket() {
  const { status, told, pause } = await reach("/ko", { headers: AS_JSON, cache: "no-store" })
  if (meaningOf(status) === "again") throw new ServerError(status, pause)
  return status === 200 ? told : null
}

// Resolves to { status, told, pause }; `told` is null for what is no JSON: the answer to the same deed when it was sent
// as a form, before contact was lost.
export async function send({ key, unit, number, path = "rader", fields, picture }, ticket) {
  const form = new FormData()
  for (const [ name, value ] of Array.isArray(fields) ? fields : Object.entries(fields)) form.append(name, value)
  if (picture) form.append("picture", new Blob([ picture.bytes ], { type: picture.type }), picture.name)
  const place = isNew(number) ? await open(keyOf(number), unit, ticket) : { url: addressOf(number) }
  if (!place.url) return place
  return post(`${place.url}${path}`, key, form, ticket, picture ? PATIENCE.picture : PATIENCE.text)
}

// What an answer means: "done"; "again" (later, with the same key); "old_ticket"; or "refused" (as things are now).
export function meaningOf(status) {
  if (status < 400) return "done"
  if (status === 400 || status === 401) return "old_ticket"
  return status >= 500 || status === 429 || status === 408 ? "again" : "refused"
}

// Opens a return. The server redirects to its page, whose address says the number.
async function open(key, unit, ticket) {
  const form = new FormData()
  if (unit) form.append("unit", unit)
  const { status, told, url, pause } = await post("/returer/", key, form, ticket)
  return status < 400 ? { url: new URL(url).pathname } : { status, told, pause }
}

function post(url, key, body, { csrf_token }, patience) {
  const headers = { ...AS_JSON, "X-CSRFToken": csrf_token, "Idempotency-Key": key }
  return reach(url, { method: "POST", body, headers }, patience)
}

// A connection can break or stop in the middle of an answer. That counts as no answer.
async function reach(url, options, patience = PATIENCE.text) {
  const giveUp = new AbortController()
  const timer = setTimeout(() => giveUp.abort(), patience)
  try {
    const answer = await fetch(url, { ...options, signal: giveUp.signal })
    const text = await answer.text()
    if (isFromGateway(answer.status, text)) throw new TypeError(`expected our own answer, got ${answer.status}`)
    const pause = 1000 * (Number(answer.headers.get("Retry-After")) || 0)
    return { status: answer.status, url: answer.url, told: parsed(text), pause }
  } catch (error) {
    throw new NoAnswer(error.message)
  } finally {
    clearTimeout(timer)
  }
}

function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
