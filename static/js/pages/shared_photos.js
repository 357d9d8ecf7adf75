// Photos that were shared with the app lie in a cache of the device (templates/pwa/service_worker.js) until somebody says
// which return they belong to. Each goes into the queue under a key of its own before it is let go here, so that nothing is
// lost or put in twice when the tablet is closed in between.

import { announce } from "../core/words.js"
import { currentUser } from "../core/current_user.js"
import { enqueue } from "../offline/queue.js"

const SHARED = "shared-photos"
const OWNER = "returkoll.shared_by"
const LONGEST = 60 * 60 * 1000  // ms; what nobody has wanted for an hour is let go
const MB = 1024 * 1024

export function start(page) {
  new SharedPhotos(page).show()
}

class SharedPhotos {
  constructor(page) {
    this.page = page
    for (const button of page.querySelectorAll("[data-into]")) {
      button.addEventListener("click", () => this.#into(button.dataset.into))
    }
    this.part("drop").addEventListener("click", () => this.#drop())
    this.part("new")?.addEventListener("submit", (event) => this.#intoNew(event))
  }

  part(name) {
    return this.page.querySelector(`[data-part=${name}]`)
  }

  async show() {
    this.photos = await storedPhotos()
    const limit = Number(this.page.dataset.maxBytes)
    const large = this.photos.filter(({ file }) => file.size > limit)
    for (const { key } of large) await letGo(key)
    this.photos = this.photos.filter(({ file }) => file.size <= limit)
    if (large.length) this.#tell(this.page.dataset.tooBig.replace("{count}", large.length).replace("{limit}", limit / MB))
    this.part("photos").replaceChildren(...this.photos.map(({ file }, at) => this.#picture(file, at)))
    this.part("there").hidden = this.photos.length === 0
    this.part("none").hidden = this.photos.length > 0
  }

  #picture(file, at) {
    const item = document.createElement("li")
    const picture = document.createElement("img")
    picture.alt = this.page.dataset.alt.replace("{n}", at + 1)
    picture.src = URL.createObjectURL(file)
    item.append(picture)
    return item
  }

  async #into(number) {
    try {
      for (const { key, id, file } of this.photos) {
        await enqueue({ number, picture: file, what: "", key: `shared-${id}` })
        await letGo(key)
      }
    } catch (error) {
      console.warn("The device stores nothing.", error)
      return this.#tell(this.page.dataset.notStored)
    }
    location.assign(`/returer/${number}/`)
  }

  // The form's key is stored with it, so that a second press opens no second return.
  async #intoNew(event) {
    event.preventDefault()
    event.stopImmediatePropagation()
    const form = event.target
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content },
      })
      const number = new URL(answer.url).pathname.match(/\/returer\/(RK[^/]+)\//)?.[1]
      if (number) return this.#into(number)
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
    }
    this.#tell(this.page.dataset.noContact)
  }

  async #drop() {
    for (const { key } of this.photos) await letGo(key)
    await this.show()
  }

  #tell(sentence) {
    const news = this.part("news")
    news.textContent = sentence
    news.hidden = false
    announce(sentence)
  }
}

// The photos that were shared within the hour. They belong to whoever saw them here first: on a shared tablet nobody sees
// those of a colleague.
async function storedPhotos() {
  if (!("caches" in window)) return []
  const cache = await caches.open(SHARED)
  const photos = []
  for (const request of await cache.keys()) {
    const id = new URL(request.url).pathname.split("/").pop()
    const owner = ownerOf(id)
    if (Date.now() - Number(id.split("-")[0]) > LONGEST || owner !== currentUser()) {
      await cache.delete(request)
      continue
    }
    const answer = await cache.match(request)
    const type = answer.headers.get("Content-Type") ?? "image/jpeg"
    photos.push({ key: request, id, file: new File([ await answer.blob() ], "shared", { type }) })
  }
  return photos
}

function ownerOf(id) {
  const owners = JSON.parse(localStorage.getItem(OWNER) ?? "{}")
  owners[id] ??= currentUser()
  const fresh = Object.entries(owners).filter(([ known ]) => Date.now() - Number(known.split("-")[0]) <= LONGEST)
  localStorage.setItem(OWNER, JSON.stringify(Object.fromEntries(fresh)))
  return owners[id]
}

async function letGo(key) {
  const cache = await caches.open(SHARED)
  await cache.delete(key)
}
