// Stores the shell (stylesheets, scripts, icons) and the page that opens without contact, which belongs to no user. It never
// stores a page with data or an answer to a scan, because a stored verdict may be wrong later.

const CACHE = "returkoll-{{ version }}"
const OFFLINE = {{ offline|tojson }}
const GATEWAY_ERRORS = [ 502, 503, 504 ]
const PACKED = /^\/(returer\/[^/]+|lager\/(direkt|hog|mottag\/[^/]+))\/(skanna|rader)$/  // forms sent before the scripts were loaded
const SHARE = {{ share|tojson }}
const SHARED = "shared-photos"  // outlives a new version: static/js/pages/shared_photos.js lets go of what is in it
const SHELL = {{ files|tojson }}
const LATER = {{ later|tojson }}  // stored when they are first asked for

self.addEventListener("install", (event) => event.waitUntil(keepShell()))
self.addEventListener("activate", (event) => event.waitUntil(forgetOldShells()))
self.addEventListener("fetch", (event) => respond(event))
self.addEventListener("message", (event) => { if (event.data === "claim") event.waitUntil(self.clients.claim()) })

async function keepShell() {
  const urls = [ ...SHELL, OFFLINE ]
  const answers = await Promise.all(urls.map(fromServer))
  const cache = await caches.open(CACHE)
  await Promise.all(urls.map((url, at) => cache.put(url, answers[at])))
  await self.skipWaiting()
}

// While servers are upgraded one after the other, one of another version may answer: its files are not stored, and the
// browser installs this worker at another visit.
async function fromServer(url) {
  const answer = await fetch(url, { cache: "reload", credentials: "omit" })
  const isOurs = url === OFFLINE || answer.headers.get("Cache-Control")?.includes("immutable")
  if (!answer.ok || !isOurs) throw new Error(`${url} is of another version`)
  return answer
}

async function forgetOldShells() {
  const names = await caches.keys()
  await Promise.all(names.filter((name) => name.startsWith("returkoll-") && name !== CACHE).map((name) => caches.delete(name)))
  await self.clients.claim()
}

function respond(event) {
  const { origin, pathname } = new URL(event.request.url)
  if (origin !== self.location.origin) return
  const answer = answerTo(event.request, pathname)
  if (answer) event.respondWith(answer)
}

// Nothing for what goes to the server as ever.
function answerTo(request, path) {
  if (request.method === "POST" && path === SHARE) return storeShared(request)
  if (request.mode === "navigate" && (request.method === "GET" || PACKED.test(path))) return pageOrOffline(request)
  if (request.method !== "GET") return null
  if (SHELL.includes(path)) return shellFile(path, request)
  return LATER.includes(path) ? laterFile(path) : null
}

// Photos that another app shares. They stay on the device while somebody signs in, or while there is no contact, and the
// page that asks which return they belong to is opened by a GET, which can be loaded again.
async function storeShared(request) {
  const files = (await request.formData()).getAll("picture").filter((file) => file instanceof File)
  const pictures = files.filter(({ type }) => type.startsWith("image/"))
  const cache = await caches.open(SHARED)
  const now = Date.now()
  await Promise.all(pictures.map((picture, at) =>
    cache.put(`${SHARE}/${now}-${at}`, new Response(picture, { headers: { "Content-Type": picture.type } }))))
  return Response.redirect(SHARE, 303)
}

async function pageOrOffline(request) {
  try {
    const answer = await fetch(request)
    if (!GATEWAY_ERRORS.includes(answer.status)) return answer
  } catch {
    // There is no network, which is told below.
  }
  return await fromShell(OFFLINE) ?? Response.error()
}

async function shellFile(path, request) {
  return await fromShell(path) ?? fetch(request)
}

async function laterFile(path) {
  const stored = await fromShell(path)
  if (stored) return stored
  const answer = await fetch(path, { credentials: "omit" })
  if (answer.headers.get("Cache-Control")?.includes("immutable")) (await caches.open(CACHE)).put(path, answer.clone())
  return answer
}

async function fromShell(path) {
  const cache = await caches.open(CACHE)
  return cache.match(path)
}
