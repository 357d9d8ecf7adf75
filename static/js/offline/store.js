// The device's own memory (IndexedDB): what was read and is not with the server yet. It survives a closed browser and
// a restarted tablet. A deed is stored under a running number, which is its place in the order.

const DATABASE = "returkoll"
const DEEDS = "deeds"

let opened

// Resolves to the deed with its number, once it is safely written.
export async function keep(deed) {
  const id = await within("readwrite", (deeds) => deeds.add(deed))
  return { ...deed, id }
}

export function rewrite(deed) {
  return within("readwrite", (deeds) => deeds.put(deed))
}

export function forget({ id }) {
  return within("readwrite", (deeds) => deeds.delete(id))
}

// All deeds, in the order in which they were done.
export function allDeeds() {
  return "indexedDB" in window ? within("readonly", (deeds) => deeds.getAll()) : []
}

async function within(mode, act) {
  const database = await (opened ??= open())
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(DEEDS, mode, { durability: "strict" })
    const request = act(transaction.objectStore(DEEDS))
    transaction.oncomplete = () => resolve(request.result)
    transaction.onerror = transaction.onabort = () => reject(transaction.error ?? request.error)
  })
}

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(DEEDS, { keyPath: "id", autoIncrement: true })
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
