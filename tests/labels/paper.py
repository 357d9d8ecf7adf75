"""What becomes of a PDF outside: printed in black dots, shrunk by a browser, photographed by hand."""

import cv2
import numpy
import pypdfium2
import zxingcpp

from labels.typesetting.drawing import Box

DOTS = 8.0
"""A millimetre, at what printers call 203 dpi."""
PHOTO = 12.0
"""Pixels a millimetre in the photo: a 102 mm label fills two thirds of the 1920 that a tablet's camera gives."""
PRINTED = zxingcpp.barcode_formats_from_str("Code128,QRCode,DataMatrix")
DESK = 5.0
"""Millimetres around what is photographed."""


def pages(pdf: bytes, dots_per_mm: float = DOTS) -> list[numpy.ndarray]:
    document = pypdfium2.PdfDocument(pdf)
    rendered = [
        page.render(scale=dots_per_mm * 25.4 / 72, grayscale=True).to_numpy().squeeze() for page in document
    ]
    return [page.copy() for page in rendered]


def printed(pdf: bytes, shrunk_to: float = 1.0) -> list[numpy.ndarray]:
    """A thermal printer's dots: burnt or not."""
    return [numpy.where(page < 128, 0, 255).astype(numpy.uint8) for page in pages(pdf, DOTS * shrunk_to)]


def photographed(dots: numpy.ndarray, aim: Box | None = None, tilt: float = 3.0) -> numpy.ndarray:
    """A photo of what is printed: 3° askew, a little from the side, uneven light, blur and noise."""
    picture = cv2.copyMakeBorder(_aimed(dots, aim), 60, 60, 60, 60, cv2.BORDER_CONSTANT, value=(120,))
    height, width = (round(side * PHOTO / DOTS) for side in picture.shape)
    zoom = numpy.diag([PHOTO / DOTS, PHOTO / DOTS, 1])
    turn = numpy.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), tilt, 1), [0, 0, 1]])
    corners = numpy.array([[0, 0], [width, 0], [width, height], [0, height]], numpy.float32)
    nearer = corners + numpy.array([[0, 0], [0, 0], [-0.01 * width, 0], [0.01 * width, 0]], numpy.float32)
    slant = cv2.getPerspectiveTransform(corners, nearer)
    picture = cv2.warpPerspective(picture, slant @ turn @ zoom, (width, height), borderValue=(120,))
    light = numpy.linspace(0.56, 0.75, width, dtype=numpy.float32)
    grey = cv2.GaussianBlur(picture, (0, 0), 1.3) * light + 30
    noise = numpy.empty(grey.shape, numpy.int16)
    cv2.setRNGSeed(6)
    cv2.randn(noise, numpy.array([0.0]), numpy.array([8.0]))
    return numpy.asarray(numpy.clip(grey + noise, 0, 255), numpy.uint8)


def _aimed(dots: numpy.ndarray, aim: Box | None) -> numpy.ndarray:
    """What a person points the camera at, and a little white: nobody photographs an empty half."""
    rows, columns = numpy.nonzero(dots < 128)
    edges = [columns.min(), rows.min(), columns.max(), rows.max()]
    if aim:
        edges = [round(edge * DOTS) for edge in (aim.x, aim.y, aim.right, aim.bottom)]
    left, top, right, bottom = edges
    white = round(DESK * DOTS)
    return dots[max(0, top - white) : bottom + white, max(0, left - white) : right + white]


def read(picture: numpy.ndarray) -> set[tuple[str, str]]:
    """(format, text) of every code of the kinds we print; one code read twice is one."""
    return {(found.format.name, found.text) for found in zxingcpp.read_barcodes(picture, formats=PRINTED)}
