"""The fake camera shows the film as large as a tablet's camera would: the other browser tests rely on it."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import zxingcpp
from playwright.sync_api import Browser

from tests.browser import film

PACKAGE = film.Package("Auris (demo)", "Trådlös mikrofon", "07350000000016", ("A1B2C3",))

LOOK = """async () => {
    const stream = await navigator.mediaDevices.getUserMedia({video: {width: 1920, height: 1080}});
    const video = Object.assign(document.createElement('video'), {srcObject: stream, muted: true});
    await video.play();
    const canvas = Object.assign(document.createElement('canvas'),
        {width: video.videoWidth, height: video.videoHeight});
    canvas.getContext('2d').drawImage(video, 0, 0);
    stream.getTracks().forEach(track => track.stop());
    const blob = await new Promise(done => canvas.toBlob(done, 'image/png'));
    return Array.from(new Uint8Array(await blob.arrayBuffer()));
}"""


def test_chromium_sees_the_package_in_the_film(launch: Callable[..., Browser], tmp_path: Path) -> None:
    page = launch(film.write(tmp_path / "film.mjpeg", [film.Segment(film.draw(PACKAGE), 1)])).new_page()
    page.goto("chrome://version")  # a secure origin, which the camera asks for, without a server
    seen = cv2.imdecode(np.array(page.evaluate(LOOK), dtype=np.uint8), cv2.IMREAD_GRAYSCALE)
    assert seen.shape == (film.HEIGHT, film.WIDTH)
    assert "(01)07350000000016(21)A1B2C3" in {symbol.text for symbol in zxingcpp.read_barcodes(seen)}


def test_a_film_of_two_packages_shows_one_after_the_other(tmp_path: Path) -> None:
    other = film.Package("Auris (demo)", "Slinga", "07350000000016", ("Z9",))
    written = film.write(
        tmp_path / "film.mjpeg", [film.Segment(film.draw(PACKAGE), 0.5), film.Segment(film.draw(other), 0.2)]
    ).read_bytes()
    pictures = [b"\xff\xd8" + picture for picture in written.split(b"\xff\xd8\xff\xe0")[1:]]
    assert len(pictures) == 0.7 * film.PICTURES_A_SECOND
