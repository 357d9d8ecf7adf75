"""Films for Chromium's fake camera: rendered packages on a desk, in front of a hand that is not quite steady.

Chromium plays an .mjpeg file (JPEG pictures one after another) as a camera of that size, 30 pictures a
second, over and over: `--use-fake-device-for-media-stream --use-file-for-fake-video-capture=FILM.mjpeg`.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import zxingcpp
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1920, 1080
PICTURES_A_SECOND = 30  # what Chromium assumes of every .mjpeg file
JPEG_QUALITY = 80
DESK = (112, 104, 96)
CARDBOARD = (244, 243, 239)
INK = (24, 24, 28)
SWAY = 14  # pixels that the hand moves to either side
TILT = 1.5  # degrees, likewise
NOISE = 2.0  # standard deviation of the sensor's noise, of 255

Picture = np.ndarray


@dataclass(frozen=True)
class Package:
    """What stands on the box: printed texts, an EAN-13 of the GTIN, and a GS1 Data Matrix a serial."""

    brand: str
    article: str
    gtin: str
    """14 digits, of which EAN-13 leaves out the leading 0; with "" the serials are in Code 128, alone."""
    serials: tuple[str, ...]


@dataclass(frozen=True)
class Segment:
    """What the camera looks at, and for how many seconds."""

    picture: Picture
    seconds: float


def desk() -> Picture:
    """The packing desk with nothing on it."""
    return np.full((HEIGHT, WIDTH, 3), DESK[::-1], dtype=np.uint8)


def on_desk(box: Image.Image) -> Picture:
    """The box lies in the middle of the desk."""
    scene = Image.new("RGB", (WIDTH, HEIGHT), DESK)
    scene.paste(box, ((WIDTH - box.width) // 2, (HEIGHT - box.height) // 2))
    return cv2.cvtColor(np.asarray(scene), cv2.COLOR_RGB2BGR)


def draw(package: Package) -> Picture:
    """The package's label side, as the camera sees it from above."""
    box = Image.new("RGB", (1320, 780), CARDBOARD)
    pen = ImageDraw.Draw(box)
    pen.rectangle((0, 0, 1319, 110), fill=(28, 74, 92))
    pen.text((40, 24), package.brand, font=font(56), fill=CARDBOARD)
    pen.text((40, 140), package.article, font=font(52), fill=INK)
    for place, serial in enumerate(package.serials):
        left = 40 + place * 420
        code = symbol(data_matrix(package.gtin, serial), 10) if package.gtin else symbol(code_128(serial), 3)
        box.paste(code, (left, 230))
        pen.text((left, 250 + code.height), f"S/N {serial}", font=font(26), fill=INK)
    if package.gtin.startswith("0"):
        ean = zxingcpp.create_barcode(package.gtin[1:], zxingcpp.BarcodeFormat.EAN13)
        code = symbol(ean, 4)
        box.paste(code, (box.width - code.width - 40, box.height - code.height - 40))
    return on_desk(box)


def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    try:
        return ImageFont.truetype("DejaVuSans.ttf", size)
    except OSError:  # another font serves Returkoll here; Pillow's own lacks å, ä and ö, which no test reads
        return ImageFont.load_default(size)


def data_matrix(gtin: str, serial: str) -> zxingcpp.Barcode:
    return zxingcpp.create_barcode(f"(01){gtin}(21){serial}", zxingcpp.BarcodeFormat.DataMatrix, gs1=True)


def code_128(serial: str) -> zxingcpp.Barcode:
    return zxingcpp.create_barcode(serial, zxingcpp.BarcodeFormat.Code128)


def draw_picture(picture: Image.Image) -> Picture:
    """A sheet of paper, or a photo of something, as large as the camera's picture allows."""
    picture = picture.convert("RGB")
    scale = min(WIDTH / picture.width, HEIGHT / picture.height)
    size = (round(picture.width * scale), round(picture.height * scale))
    return on_desk(picture.resize(size, Image.Resampling.LANCZOS))


def symbol(barcode: zxingcpp.Barcode, scale: int) -> Image.Image:
    """The symbol with its quiet zone, `scale` pixels a module."""
    return Image.fromarray(np.array(barcode.to_image(scale=scale, add_quiet_zones=True))).convert("RGB")


def write(path: Path, segments: Sequence[Segment], sway_pictures: int = PICTURES_A_SECOND) -> Path:
    """The film of the segments, one after the other. Fewer pictures of the sway are quicker to draw."""
    with path.open("wb") as film:
        for segment in segments:
            second = list(one_sway(segment.picture, sway_pictures))
            for number in range(round(segment.seconds * PICTURES_A_SECOND)):
                film.write(second[number % len(second)])
    return path


def one_sway(picture: Picture, pictures: int) -> Iterator[bytes]:
    """JPEG pictures of one sway of the hand; the last leads back to the first."""
    noise = np.random.default_rng(seed=1)
    for number in range(pictures):
        phase = 2 * math.pi * number / pictures
        moved = cv2.warpAffine(picture, sway(phase), (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE)
        grain = noise.normal(0, NOISE, (HEIGHT, WIDTH, 1)).astype(np.int16)
        seen = np.clip(moved.astype(np.int16) + grain, 0, 255).astype(np.uint8)
        yield as_jpeg(seen)


def as_jpeg(picture: Picture) -> bytes:
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])[1].tobytes()


def sway(phase: float) -> np.ndarray:
    matrix = cv2.getRotationMatrix2D(
        (WIDTH / 2, HEIGHT / 2), TILT * math.sin(phase), 1 + 0.01 * math.cos(phase)
    )
    matrix[:, 2] += np.array((SWAY * math.cos(phase), SWAY * math.sin(2 * phase) / 2))
    return matrix
