"""rapidocr, which reads printed text. Its models come with its package, and each process loads them at the first
use."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.pictures.image import Grey
from scanner.reading import Corners
from scanner.time_budget import ENDLESS, Clock

if TYPE_CHECKING:
    from rapidocr import RapidOCR

FINDING_SIDE = 1280
"""Pixels of the longer side at which lines are looked for. At 960 a line with a serial number on a device's own label
is five pixels high, and is not found."""
FINDING_PIXELS = 1_000_000
"""Pixels at which lines are looked for at the most. The network that finds them takes some 250 bytes a pixel beside 120
MB: at 1280 a side it took a worker to 650 MB."""
READING_SIDE = 2000
"""Pixels of the longer side of the picture from which the lines that were found are read, at the most."""
FEWEST = 12
"""Lines that are read also when the time is over. Each takes some 40 ms, and finding them up to a second."""
LONGEST_LINE = 40
"""How many times as long as high a line may be, which is some eighty characters. A bar or a frame that looks like a
line of print is longer, and the network's memory grows with the length."""
LEAST_CONFIDENCE = 0.6
"""The reader's own confidence, from 0 to 1, below which a line is left out."""

_one_at_a_time = threading.Lock()
Colours = NDArray[np.uint8]
"""(height, width, 3), which is what rapidocr takes."""
LineCorners = NDArray[np.float32]
"""A line's four corners, (4, 2)."""


@dataclass(frozen=True)
class PrintedLine:
    """One line of print."""

    text: str
    corners: Corners
    """In pixels of the picture, clockwise from the line's own beginning."""
    confidence: float
    """0 to 1: how sure the reader is of the characters."""


def read(grey: Grey, clock: Clock = ENDLESS) -> list[PrintedLine]:
    """Lines of print in (height, width) uint8, from the top down, also turned and upside down.

    On a label they are read in a second or two. A page of a document has hundreds: when the time of `clock` is over,
    those nearest to the picture's middle have been read, and FEWEST of them in any case.
    """
    factor = max(1.0, max(grey.shape) / READING_SIDE)
    if factor > 1:
        smaller = (max(1, round(grey.shape[1] / factor)), max(1, round(grey.shape[0] / factor)))
        grey = np.asarray(cv2.resize(grey, smaller, interpolation=cv2.INTER_AREA), np.uint8)
    picture = np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), np.uint8)
    with _one_at_a_time:
        found = [
            (number, line)
            for number, line in _read_from_the_middle(picture, clock)
            if line.confidence >= LEAST_CONFIDENCE
        ]
    return [enlarged(line, factor) for _, line in sorted(found, key=lambda pair: pair[0])]


def _read_from_the_middle(picture: Colours, clock: Clock) -> Iterator[tuple[int, PrintedLine]]:
    """Each line with its number, counted from the top down."""
    boxes = _boxes(picture)
    middle = np.array([picture.shape[1], picture.shape[0]]) / 2
    by_distance = np.argsort([float(np.hypot(*(box.mean(axis=0) - middle))) for box in boxes])
    for count, number in enumerate(by_distance):
        if count >= FEWEST and not clock.allows(0):
            return
        box = boxes[number]
        if line := _read_line(picture, box):
            text, confidence = line
            yield int(number), PrintedLine(text, _corners(box), confidence)


def _boxes(picture: Colours) -> "list[NDArray[np.float32]]":
    """The four corners of each line, from the top down. What is far too long for a line of print is left out."""
    reader: Any = _reader()
    finder = reader.text_det or reader.cfg.Det  # which is what the first use makes the finder of
    finder.limit_side_len = _finding_side(picture.shape[0], picture.shape[1])
    found: Any = reader(picture, use_det=True, use_cls=False, use_rec=False)
    boxes = [] if found.boxes is None else [np.asarray(box, np.float32) for box in found.boxes]
    return [box for box in boxes if _is_line(box)]


def _is_line(box: LineCorners) -> bool:
    sides = sorted(float(np.hypot(*(box[1] - box[at]))) for at in (0, 2))
    return sides[0] >= 1 and sides[1] <= LONGEST_LINE * sides[0]


def _read_line(picture: Colours, box: LineCorners) -> tuple[str, float] | None:
    """The text and the reader's confidence."""
    from rapidocr.utils.process_img import get_rotate_crop_image

    line = get_rotate_crop_image(picture, box.copy())
    read: Any = _reader()(line, use_det=False, use_cls=True, use_rec=True)
    if not read.txts or not read.txts[0].strip():
        return None
    return read.txts[0], float(read.scores[0])


def _finding_side(height: int, width: int) -> int:
    """Pixels of the longer side at which lines are looked for in a picture of that shape."""
    longer, shorter = max(height, width), min(height, width)
    return min(FINDING_SIDE, int((FINDING_PIXELS * longer / shorter) ** 0.5))


@cache
def _reader() -> "RapidOCR":
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            # The picture has its size already, and a line is not enlarged before it gets the height that its reader
            # wants.
            "Global.use_preprocess_img": False,
            "Det.limit_type": "max",
            "Det.limit_side_len": FINDING_SIDE,
            # Each line is read by itself: in a batch of six all would take as long as the longest of them.
            "Rec.rec_batch_num": 1,
            # A picture takes one core. Several pictures are read at once by the server's workers.
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _corners(box: LineCorners) -> Corners:
    (a, b, c, d) = [(float(x), float(y)) for x, y in box]
    return a, b, c, d


def enlarged(line: PrintedLine, factor: float) -> PrintedLine:
    """The line in pixels of a picture that is `factor` times as large."""
    (a, b, c, d) = [(x * factor, y * factor) for x, y in line.corners]
    return PrintedLine(line.text, (a, b, c, d), line.confidence)
