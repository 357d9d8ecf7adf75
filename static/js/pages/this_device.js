// Looks at what this device can do, and shows the words for it (templates/pwa/device.html).

import { isApp } from "../core/installed.js"
import { detectorPossible } from "../scan/on_device/detector.js"

const LOCAL = /^(localhost|127\.0\.0\.1|\[::1\])$/
const CHECKS = {
  https: connectionState,
  camera: cameraState,
  wake: () => "wakeLock" in navigator ? "good" : "bad",
  detector: () => detectorPossible() ? "good" : "bad",
  storage: storageState,
  offline: async () => await navigator.serviceWorker?.getRegistration() ? "good" : "bad",
  app: () => isApp() ? "good" : "bad",
  badge: () => "setAppBadge" in navigator ? "good" : "bad",
  share: () => isApp() && /Android/.test(navigator.userAgent) ? "good" : "bad",
}

export function start(list) {
  for (const name of Object.keys(CHECKS)) look(list, name)
  const press = (name, act) => list.querySelector(`[data-do=${name}]`).addEventListener("click", act)
  press("camera", async () => { await tryCamera(); look(list, "camera") })
  press("persist", async () => { await navigator.storage.persist(); look(list, "storage") })
  navigator.permissions?.query({ name: "camera" })
    .then((status) => status.addEventListener("change", () => look(list, "camera")))
    .catch(() => {})  // Safari and Firefox do not tell it
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(list, "camera") })
}

async function look(list, name) {
  let state
  try {
    state = await CHECKS[name]()
  } catch (error) {
    console.info(`${name} cannot be asked about here.`, error)
    state = "bad"
  }
  const item = list.querySelector(`[data-check=${name}]`)
  item.dataset.state = state
  for (const words of item.querySelectorAll("[data-when]")) words.hidden = !words.dataset.when.split(" ").includes(state)
  if (name === "storage") showRoom(item)
}

function connectionState() {
  if (location.protocol === "https:") return "good"
  return LOCAL.test(location.hostname) ? "local" : "bad"
}

let answer  // what the browser said when the camera was tried: Safari tells it in no other way

async function cameraState() {
  if (!window.isSecureContext || !navigator.mediaDevices?.getUserMedia) return "impossible"
  const cameras = (await navigator.mediaDevices.enumerateDevices()).filter(({ kind }) => kind === "videoinput")
  if (cameras.length === 0) return answer === "refused" ? "refused" : "missing"
  const told = await navigator.permissions?.query({ name: "camera" }).catch(() => null)
  if (told) return { granted: "good", denied: "refused" }[told.state] ?? "ask"
  return answer ?? "ask"
}

async function tryCamera() {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ video: true })
    stream.getTracks().forEach((track) => track.stop())
    answer = "good"
  } catch (error) {
    answer = error.name === "NotAllowedError" ? "refused" : "missing"
  }
}

async function storageState() {
  if (!("indexedDB" in window)) return "bad"
  if (!navigator.storage?.persisted) return "loose"
  return await navigator.storage.persisted() ? "good" : "loose"
}

async function showRoom(item) {
  const room = await navigator.storage?.estimate?.().catch(() => null)
  const place = item.querySelector("[data-part=room]")
  place.hidden = !room?.quota
  if (room?.quota) place.textContent = place.dataset.words.replace("{used}", inMB(room.usage)).replace("{all}", inMB(room.quota))
}

function inMB(bytes) {
  const mb = bytes / 1e6
  const unit = mb < 1000 ? "megabyte" : "gigabyte"
  const value = mb < 1000 ? mb : mb / 1000
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, maximumFractionDigits: 1 }).format(value)
}
