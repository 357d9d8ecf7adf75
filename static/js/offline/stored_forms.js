// A form that could not be sent to the server is stored as a deed instead (queue.js).
//
//   data-what="Svar för NV2400017"   what the list of waiting deeds calls it; a form without it is not stored
//   data-deed-path="rader/12/kontroll"   where it is sent, after its return's address; without it, it puts a product in
//   data-number="RK…"                its return, where that is not the page's own

import { newKey } from "../core/idempotency_keys.js"
import { enqueue } from "./queue.js"

const NOT_PART_OF_THE_DEED = [ "csrf_token", "idempotency_key" ]

// Stores it with the key with which it was sent, as its answer may have been lost on the way back. Photos go one by one.
export async function keepForm(form, { key, contents }, number) {
  const path = form.dataset.deedPath || "rader"
  const deed = { number: form.dataset.number || number, path, what: form.dataset.what, fields: fieldsOf(contents) }
  const sentThere = new URL(form.action).pathname.endsWith(`/${path}`)
  for (const [ index, picture ] of picturesOf(contents).entries()) {
    await enqueue({ ...deed, picture, key: sentThere && index === 0 ? key : newKey() })
  }
}

function fieldsOf(contents) {
  return contents.filter(([ name, value ]) => !NOT_PART_OF_THE_DEED.includes(name) && !(value instanceof File))
}

function picturesOf(contents) {
  const pictures = contents.map(([ , value ]) => value).filter((value) => value instanceof File && value.size > 0)
  return pictures.length ? pictures : [ null ]
}
