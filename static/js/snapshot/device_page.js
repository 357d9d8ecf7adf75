// The page about the register on this device: its size and age, and fetching it anew.

import { say } from "../core/words.js"
import { canKeep } from "./device_store.js"
import { fetchAnew } from "./keep_fresh.js"
import { timeOf } from "./preliminary.js"
import { dayThere, takenAlong } from "./taken_along.js"

export function start(page) {
  const part = (name) => page.querySelector(`[data-part="${name}"]`)
  const show = () => showTaken(part)
  part("fetch").addEventListener("click", () => fetchNow(page, part).then(show))
  document.addEventListener("returkoll:register", show)
  if (!canKeep()) part("cannot").hidden = false
  else show()
  part("fetch").hidden = !canKeep()
}

async function showTaken(part) {
  const taken = await takenAlong()
  part("nothing").hidden = Boolean(taken)
  part("taken").hidden = !taken
  if (!taken) return
  const { opened: { columns }, head, size, checked } = taken
  part("checked").textContent = timeOf(checked)
  part("devices").textContent = columns.codes.exact_from.toLocaleString(document.documentElement.lang)
  part("articles").textContent = columns.articles.numbers.length.toLocaleString(document.documentElement.lang)
  part("size").textContent = say("kilobytes", { count: Math.ceil(size / 1024).toLocaleString(document.documentElement.lang) })
  part("last-day").textContent = new Date(`${head.last_day}T12:00`).toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "long" })
  part("too-old").hidden = columns.days.includes(dayThere(head))
}

async function fetchNow(page, part) {
  part("fetch").disabled = true
  const fetched = await fetchAnew(page.dataset).catch(() => false)
  part("fetch").disabled = false
  part("news").textContent = say(fetched ? "register_fetched" : "register_not_fetched")
}
