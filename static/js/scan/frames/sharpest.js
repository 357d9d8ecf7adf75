// While the server is busy with one frame, the camera goes on. The sharpest picture of that time is held and sent next: a
// hand shakes and a lens hunts, and the moment at which the answer comes is seldom the best one.

import { sleep } from "../../core/sleep.js"

const EVERY = 66       // ms between two pictures that are measured
const OLDEST = 500     // ms after which a held picture shows what is no longer there
const PATCH = { width: 384, height: 192 }  // the video's own pixels around its middle: a reduced picture would hide blur

const patch = document.createElement("canvas")

export class SharpestFrame {
  #sharpest = document.createElement("canvas")
  #sharpness = -1
  #at = -Infinity
  #measuring = false

  constructor(video) {
    this.video = video
  }

  // Measures the camera's pictures until `answered` is settled.
  async during(answered) {
    this.#forget()
    this.#measuring = true
    const end = () => { this.#measuring = false }
    answered.then(end, end)
    while (this.#measuring) {
      await sleep(EVERY)
      if (this.#measuring) this.#consider()
    }
  }

  // What is sent next: the held picture where it is sharper than the present one, else the present one.
  best() {
    const fresh = performance.now() - this.#at < OLDEST
    return fresh && this.#sharpness > sharpnessOf(this.video) ? this.#sharpest : this.video
  }

  #consider() {
    const sharpness = sharpnessOf(this.video)
    if (sharpness <= this.#sharpness && performance.now() - this.#at < OLDEST) return
    this.#sharpest.width = this.video.videoWidth
    this.#sharpest.height = this.video.videoHeight
    this.#sharpest.getContext("2d", { willReadFrequently: true }).drawImage(this.video, 0, 0)
    this.#sharpness = sharpness
    this.#at = performance.now()
  }

  #forget() {
    this.#sharpness = -1
    this.#at = -Infinity
  }
}

// The mean square of the differences between neighbours, along rows and along columns, around the picture's middle. Of two
// pictures of one thing the sharper has more. benchmarks/bursts has the same measure.
export function sharpnessOf(video) {
  const width = Math.min(PATCH.width, video.videoWidth)
  const height = Math.min(PATCH.height, video.videoHeight)
  if (!width || !height) return -1
  patch.width = width
  patch.height = height
  const drawn = patch.getContext("2d", { willReadFrequently: true })
  const [ left, top ] = [ (video.videoWidth - width) / 2, (video.videoHeight - height) / 2 ]
  drawn.drawImage(video, left, top, width, height, 0, 0, width, height)
  return meanSquare(drawn.getImageData(0, 0, width, height).data, width, height)
}

// Of the green of every second row: it is the most of what the eye and the sensor see.
function meanSquare(pixels, width, height) {
  const row = 4 * width
  let sum = 0
  let count = 0
  for (let y = 0; y + 2 < height; y += 2) {
    for (let at = y * row + 1, end = at + row - 4; at < end; at += 4) {
      const across = pixels[at + 4] - pixels[at]
      const down = pixels[at + row] - pixels[at]
      sum += across * across + down * down
      count += 1
    }
  }
  return count ? sum / count : -1
}
