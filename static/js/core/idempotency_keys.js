// An Idempotency-Key for what a form would do. The same contents sent again are the same deed, and get the same key.
// Changed contents are another deed. A form that got its answer gets a new key.

const KEYS = new WeakMap()
const NOT_PART_OF_THE_DEED = [ "csrf_token", "idempotency_key" ]

export function keyFor(form, entries) {
  const contents = JSON.stringify(entries.filter(([ name ]) => !NOT_PART_OF_THE_DEED.includes(name)).map(told))
  const known = KEYS.get(form)
  if (known?.contents === contents) return known.key
  const rendered = known ? "" : form.elements.idempotency_key?.value
  const key = rendered || newKey()
  KEYS.set(form, { key, contents })
  return key
}

export function forgetKey(form) {
  KEYS.set(form, {})
}

// crypto.randomUUID exists only over HTTPS; clinics may run plain HTTP on their own network.
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID()
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
}

function told([ name, value ]) {
  return value instanceof File ? [ name, value.name, value.size, value.lastModified ] : [ name, value ]
}
