// Which place a deed belongs to: a return, or the warehouse. A return that was begun without contact has no number yet: it
// is called "ny-" and a key, and the return is opened under that key when the server can be asked. Opened twice, it is the
// same return.

import { newKey } from "../core/idempotency_keys.js"

const NEW = "ny-"
export const DIRECT = "direkt/rader"  // the path of a scan on the page for scanning without a press between
export const WAREHOUSE = "/lager/"  // the place of all that is done there; a deed's path says the rest

export function newReturn() {
  return NEW + newKey()
}

export function isNew(number) {
  return number.startsWith(NEW)
}

export function keyOf(number) {
  return number.slice(NEW.length)
}

// The address that a deed's path begins with.
export function addressOf(number) {
  return number.startsWith("/") ? number : `/returer/${number}/`
}

// The path of a scan on the warehouse's page with this address; "" elsewhere.
export function scanPathInAddress({ pathname } = location) {
  if (pathname.startsWith("/lager/bord/")) return DIRECT  // the table without touch scans as the desk does
  const receiving = pathname.match(/^\/lager\/(direkt|hog|mottag\/RK[^/]+)(\/|$)/)
  return receiving ? `${receiving[1]}/rader` : ""
}

export function placeInAddress(address = new URL(location.href)) {
  return scanPathInAddress(address) ? WAREHOUSE : returnInAddress(address)
}

export function returnInAddress({ pathname, searchParams } = new URL(location.href)) {
  const fresh = searchParams.get("ny")
  return fresh ? NEW + fresh : pathname.match(/^\/returer\/(RK[^/]+)\//)?.[1] ?? ""
}
