// The live camera. The browser is asked for it once in a visit, with enough pixels for a small Data Matrix, and it is
// released when the page is left.

const SIZE = { width: { ideal: 1920 }, height: { ideal: 1080 } }
const LENS = "returkoll.lens"

let stream

addEventListener("pagehide", closeCamera)

export function cameraPossible() {
  return Boolean(window.isSecureContext && navigator.mediaDevices?.getUserMedia)
}

// Raises getUserMedia's own errors: NotAllowedError, NotFoundError, NotReadableError.
export async function openCamera() {
  if (stream?.active) return stream
  const lens = localStorage.getItem(LENS)
  stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { ...SIZE, ...wanted(lens) } })
  return stream
}

export function closeCamera() {
  stream?.getTracks().forEach((track) => track.stop())
  stream = undefined
}

export async function nextLens() {
  const lenses = await allLenses()
  const current = stream?.getVideoTracks()[0].getSettings().deviceId
  const next = lenses[(lenses.findIndex(({ deviceId }) => deviceId === current) + 1) % lenses.length]
  localStorage.setItem(LENS, next.deviceId)
  closeCamera()
  return openCamera()
}

export async function allLenses() {
  const devices = await navigator.mediaDevices.enumerateDevices()
  return devices.filter(({ kind }) => kind === "videoinput")
}

export function refusalOf(error) {
  if (error.name === "NotAllowedError" || error.name === "SecurityError") return "camera_refused"
  return error.name === "NotReadableError" ? "camera_busy" : "camera_missing"
}

// Whether the camera may start by itself, since it was allowed and used on an earlier page.
export async function alreadyAllowed() {
  try {
    const { state } = await navigator.permissions.query({ name: "camera" })
    return state === "granted"
  } catch {
    return false  // Safari and Firefox do not tell it, so that the user has to press the button
  }
}

// Whether the browser will ask about the camera: there is one, and nobody has answered yes yet.
export async function willAsk() {
  return (await allLenses()).length > 0 && !await alreadyAllowed()
}

// Calls `act` when somebody allows the camera in the browser's settings, where the browser tells it.
export function whenAllowed(act) {
  navigator.permissions?.query({ name: "camera" })
    .then((status) => status.addEventListener("change", () => { if (status.state === "granted") act() }))
    .catch(() => {})
}

function wanted(lens) {
  return lens ? { deviceId: { ideal: lens } } : { facingMode: { ideal: "environment" } }
}
