// What the device keeps of the register (docs/decisions/0049): the encrypted file, and the key that opens it. The key can be
// used and not read (a CryptoKey that is not extractable), and is kept only while somebody of the unit is signed in.
//
//   "file": { unit, language, bytes, etag, checked }   checked: when the server said last that it is up to date
//   "key":  { unit, key, until }                       until: when the sign-in ends by itself
//
// `returkoll:register` is dispatched when any of it has changed, in this tab or another.

const DATABASE = "returkoll-register"
const STORE = "register"
export const MARK = "returkoll.register"  // in localStorage: the unit whose register is kept, so that no page opens it in vain

const otherTabs = "BroadcastChannel" in window ? new BroadcastChannel(DATABASE) : null
if (otherTabs) otherTabs.onmessage = tellThisTab

let opened

// Without https there is no encryption in the browser, and then nothing is kept.
export function canKeep() {
  return Boolean(window.isSecureContext && crypto.subtle && "indexedDB" in window && "DecompressionStream" in window)
}

export function stored(name) {
  return within("readonly", (store) => store.get(name))
}

export async function keepAs(name, value) {
  await within("readwrite", (store) => store.put(value, name))
  localStorage.setItem(MARK, value.unit)
  changed()
}

export async function forgetKey() {
  await within("readwrite", (store) => store.delete("key"))
  changed()
}

export async function forgetAll() {
  await within("readwrite", (store) => store.clear())
  localStorage.removeItem(MARK)
  changed()
}

async function within(mode, act) {
  const database = await (opened ??= open())
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, mode)
    const request = act(transaction.objectStore(STORE))
    transaction.oncomplete = () => resolve(request.result)
    transaction.onerror = transaction.onabort = () => reject(transaction.error ?? request.error)
  })
}

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(STORE)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

function changed() {
  otherTabs?.postMessage("changed")
  tellThisTab()
}

function tellThisTab() {
  document.dispatchEvent(new CustomEvent("returkoll:register"))
}
