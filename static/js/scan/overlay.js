// Draws the codes that were read at their places. The best one is named, the others are only outlined. A code that could
// not be read is outlined in dashes, with a question mark.

const COLOURS = { good: "#5fe0a0", attention: "#ffc53d", stop: "#ff7a6e", none: "#ffffff" }

// `place` takes a point of the picture to a point of the canvas, in CSS pixels. `unread`: the corners of each code that
// could not be read.
export function draw(canvas, { symbols, unread = [] }, tone, place) {
  const pen = freshPen(canvas)
  unread.forEach((corners) => drawUnread(pen, corners.map(place)))
  const drawn = [ ...symbols ].sort((a, b) => (b.rank ?? 9) - (a.rank ?? 9))
  drawn.forEach((symbol, index) => {
    const best = index === drawn.length - 1
    outline(pen, symbol.corners.map(place), best ? COLOURS[tone] ?? COLOURS.none : COLOURS.none, best)
    if (best && symbol.label) name(pen, symbol.label, symbol.corners.map(place), COLOURS[tone] ?? COLOURS.none)
  })
}

export function wipe(canvas) {
  freshPen(canvas)
}

// How a picture of that size lies in a box: "cover" fills it, "contain" shows all of it.
export function fit(size, box, how) {
  const choose = how === "cover" ? Math.max : Math.min
  const scale = choose(box.width / size.width, box.height / size.height)
  const left = (box.width - size.width * scale) / 2
  const top = (box.height - size.height * scale) / 2
  return ([ x, y ]) => [ left + x * scale, top + y * scale ]
}

function freshPen(canvas) {
  const { width, height } = canvas.getBoundingClientRect()
  const sharpness = window.devicePixelRatio || 1
  canvas.width = width * sharpness
  canvas.height = height * sharpness
  const pen = canvas.getContext("2d")
  pen.scale(sharpness, sharpness)
  return pen
}

function drawUnread(pen, corners) {
  pen.setLineDash([ 10, 8 ])
  outline(pen, corners, COLOURS.attention, false)
  pen.setLineDash([])
  const [ x, y ] = [ 0, 1 ].map((axis) => corners.reduce((sum, corner) => sum + corner[axis], 0) / corners.length)
  pen.beginPath()
  pen.arc(x, y, 15, 0, 2 * Math.PI)
  pen.fillStyle = COLOURS.attention
  pen.fill()
  pen.fillStyle = "#10171a"
  pen.font = "700 21px system-ui, sans-serif"
  pen.textAlign = "center"
  pen.textBaseline = "middle"
  pen.fillText("?", x, y + 1)
  pen.textAlign = "start"
}

function outline(pen, corners, colour, best) {
  pen.beginPath()
  corners.forEach(([ x, y ], index) => (index ? pen.lineTo(x, y) : pen.moveTo(x, y)))
  pen.closePath()
  pen.lineJoin = "round"
  for (const [ style, width ] of [ [ "rgb(0 0 0 / 65%)", best ? 8 : 5 ], [ colour, best ? 5 : 2.5 ] ]) {
    pen.strokeStyle = style
    pen.lineWidth = width
    pen.stroke()
  }
}

function name(pen, text, corners, colour) {
  const shown = text.length > 28 ? `${text.slice(0, 27)}…` : text
  pen.font = "600 17px ui-monospace, Menlo, Consolas, monospace"
  const width = pen.measureText(shown).width + 16
  const room = pen.canvas.getBoundingClientRect()
  const left = Math.max(4, Math.min(Math.min(...corners.map(([ x ]) => x)), room.width - width - 4))
  const below = Math.max(...corners.map(([ , y ]) => y)) + 8
  const top = below + 30 > room.height ? Math.max(4, Math.min(...corners.map(([ , y ]) => y)) - 38) : below
  pen.fillStyle = colour
  pen.fillRect(left, top, width, 30)
  pen.fillStyle = "#10171a"
  pen.textBaseline = "middle"
  pen.fillText(shown, left + 8, top + 16)
}
