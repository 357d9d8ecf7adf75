// One frame of the video as a JPEG: what lies inside the guide, or the whole of it.

const QUALITY = 0.85
const GUIDE_INSET = 0.09  // of the viewfinder's side, as in css/scan.css

const canvas = document.createElement("canvas")

// Part of the video, in its own pixels: { x, y, width, height }.
export function wholeFrame(video) {
  return { x: 0, y: 0, width: video.videoWidth, height: video.videoHeight }
}

// The video covers the viewfinder, so its sides or its top and bottom are cut off; the guide lies inside what is left.
export function guideFrame(video, box) {
  const scale = Math.max(box.width / video.videoWidth, box.height / video.videoHeight)
  const width = Math.round((box.width / scale) * (1 - 2 * GUIDE_INSET))
  const height = Math.round((box.height / scale) * (1 - 2 * GUIDE_INSET))
  return { x: Math.round((video.videoWidth - width) / 2), y: Math.round((video.videoHeight - height) / 2), width, height }
}

// Part of the video, or of a picture that was held of it.
export function grab(source, { x, y, width, height }) {
  canvas.width = width
  canvas.height = height
  canvas.getContext("2d", { willReadFrequently: true }).drawImage(source, x, y, width, height, 0, 0, width, height)
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY))
}
