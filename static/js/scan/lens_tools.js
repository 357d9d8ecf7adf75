// Lamp, zoom and choice of lens, where the camera's track offers them.

import { allLenses } from "./camera.js"

const ZOOM = "returkoll.zoom"

export async function offerLensTools(track, { torch, zoom, lens }) {
  const can = track.getCapabilities?.() ?? {}
  torch.hidden = !can.torch
  torch.onclick = () => switchTorch(track, torch)
  zoom.hidden = !(can.zoom?.max > can.zoom?.min)
  if (!zoom.hidden) offerZoom(track, zoom, can.zoom)
  lens.hidden = (await allLenses()).length < 2
}

async function switchTorch(track, button) {
  const lit = button.ariaPressed !== "true"
  if (await constrain(track, { torch: lit })) button.ariaPressed = String(lit)
}

// Everything that is wanted of the track is asked for each time, because the browser gives up what is left out (the number
// of pixels too). A camera may refuse what it said it could do, while another program uses it.
async function constrain(track, wish) {
  const wanted = track.getConstraints()
  const [ others ] = wanted.advanced ?? []
  try {
    await track.applyConstraints({ ...wanted, advanced: [ { ...others, ...wish } ] })
    return true
  } catch {
    return false
  }
}

function offerZoom(track, slider, { min, max, step }) {
  const remembered = Number(localStorage.getItem(ZOOM)) || min
  Object.assign(slider, { min, max, step: step || 0.1, value: Math.min(max, Math.max(min, remembered)) })
  const apply = () => constrain(track, { zoom: Number(slider.value) })
  slider.oninput = () => { localStorage.setItem(ZOOM, slider.value); apply() }
  if (remembered > min) apply()
}
