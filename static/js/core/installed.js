// Returkoll as an app: whether it is opened as one, what it keeps, and the number on its icon.

const SEEN = "returkoll.seen_back"

export function isApp() {
  return matchMedia("(display-mode: standalone)").matches || navigator.standalone === true
}

// An app may ask to keep what it has stored. Chrome and Safari answer by themselves; nobody is disturbed.
export function keepStorage() {
  if (isApp()) navigator.storage?.persist?.().catch(() => {})
  if (!document.body.dataset.user) setBadge(0)  // signed out: the number was somebody's
}

// What came back and waits for the unit, less what has been looked at on this device. `looked`: it is being looked at now.
export function badgeFor(lines, { looked = false } = {}) {
  const key = `${SEEN}.${document.body.dataset.unit ?? ""}`
  if (looked) localStorage.setItem(key, JSON.stringify(lines))
  const seen = new Set(JSON.parse(localStorage.getItem(key) ?? "[]"))
  const unseen = lines.filter((line) => !seen.has(line)).length
  setBadge(unseen)
  return unseen
}

function setBadge(number) {
  const doing = number ? navigator.setAppBadge?.(number) : navigator.clearAppBadge?.()
  doing?.catch?.(() => {})  // the system shows no numbers
}
