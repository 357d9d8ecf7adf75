"""What the tablets see: generated frames as JPEG, as static/js sends them."""

import cv2

from benchmarks import frames

QUALITY = 85


def jpegs(count: int) -> list[bytes]:
    as_sent = [cv2.IMWRITE_JPEG_QUALITY, QUALITY]
    return [
        cv2.imencode(".jpg", frame.picture, as_sent)[1].tobytes() for frame in frames.frames(count, seed=17)
    ]
