"""A camera whose picture a script decides: what is held before it, and from when on, is known to the millisecond.

Chromium's own fake camera plays a film round and round, so that nobody can say when it began to show something. Here
getUserMedia gives a canvas as the camera; from there on all is the real browser's: the video, the frame, the upload.
"""

import base64

from playwright.sync_api import Page

from tests.browser import film

CAMERA = """(() => {
  const canvas = document.createElement("canvas")
  Object.assign(canvas, { width: 1920, height: 1080 })
  const pen = canvas.getContext("2d")
  let held, turn = 0
  function draw() {
    const sway = 10 * Math.sin(turn++ / 4)
    pen.fillStyle = "rgb(112, 104, 96)"
    pen.fillRect(0, 0, 1920, 1080)
    if (held) pen.drawImage(held, sway, sway / 2)
    pen.fillStyle = turn % 2 ? "#000" : "#333"
    pen.fillRect(0, 0, 2, 2)
  }
  setInterval(draw, 66)
  window.holdBeforeCamera = async (jpeg) => {
    held = jpeg && await createImageBitmap(new Blob([ Uint8Array.from(atob(jpeg), (c) => c.charCodeAt(0)) ]))
    draw()
    return performance.now()
  }
  if (navigator.mediaDevices) navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(15)
})()"""
"""A canvas that does not change sends no frames, hence the corner that flickers."""


def install(page: Page) -> None:
    """Before the first page is opened."""
    page.add_init_script(CAMERA)


def hold(page: Page, picture: film.Picture | None) -> None:
    """From now on the camera sees this, or with None the empty desk."""
    jpeg = None if picture is None else base64.b64encode(film.as_jpeg(picture)).decode()
    page.evaluate("(jpeg) => window.holdBeforeCamera(jpeg)", jpeg)
