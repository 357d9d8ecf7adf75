// Who is signed in on this tablet, and for which unit they work. Every page that the server made says it (nobody, on the
// sign-in page). The page that opens without contact does not know, and takes what the last page said.

const USER = "returkoll.user"
const UNIT = "returkoll.unit"
const REGISTER = "returkoll.register"  // static/js/snapshot/device_store.js: whose register is kept here
const WAREHOUSE = "returkoll.at_warehouse"

export function noteUser() {
  const { user, unit, atWarehouse, changingUser } = document.body.dataset
  if (user === undefined) return
  if (localStorage.getItem(REGISTER)) forgetRegister({ user, unit: unit ?? "", changingUser })
  stayWith(user)
  localStorage.setItem(UNIT, unit ?? "")
  localStorage.setItem(WAREHOUSE, atWarehouse ?? "")
  if (user) localStorage.setItem(USER, user)
  else localStorage.removeItem(USER)
}

async function forgetRegister(shown) {
  const { forgetWhatIsNotTheirs } = await import("../snapshot/forgetting.js")
  await forgetWhatIsNotTheirs(shown)
}

export function currentUser() {
  return Number(localStorage.getItem(USER)) || null
}

// The unit's number as text; empty where the page that was shown last belongs to no unit.
export function currentUnit() {
  return localStorage.getItem(UNIT) ?? ""
}

// On a shared tablet somebody else may take over in another tab, or go back to a page that the browser still holds. A page
// of the user before must not stay.
function stayWith(user) {
  const look = () => { if ((localStorage.getItem(USER) ?? "") !== user) location.reload() }
  window.addEventListener("storage", ({ key }) => { if (key === USER) look() })
  window.addEventListener("pageshow", ({ persisted }) => { if (persisted) look() })
}

// Whether what waits for this user on a page that opens without contact is receiving, not packing.
export function worksAtWarehouse() {
  return localStorage.getItem(WAREHOUSE) === "yes"
}
