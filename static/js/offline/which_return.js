// Which return is meant. A return that was begun without contact has no number yet: it is called "ny-" and a key, and
// the return is opened under that key when the server can be asked. Opened twice, it is the same return.

import { newKey } from "../core/idempotency_keys.js"

const NEW = "ny-"

export function newReturn() {
  return NEW + newKey()
}

export function isNew(number) {
  return number.startsWith(NEW)
}

export function keyOf(number) {
  return number.slice(NEW.length)
}

export function returnInAddress({ pathname, searchParams } = new URL(location.href)) {
  const fresh = searchParams.get("ny")
  return fresh ? NEW + fresh : pathname.match(/^\/returer\/(RK[^/]+)\//)?.[1] ?? ""
}
