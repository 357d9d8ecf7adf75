"""A view of the camera, drawn flat: codes at their places on white paper, as a PNG."""

import io
from dataclasses import dataclass

import numpy as np
import zxingcpp
from PIL import Image

SIZE = (1600, 1000)
MODULE = 5
"""Pixels."""
BAR_HEIGHT = 90


@dataclass(frozen=True)
class Placed:
    """A code with its upper left corner at `at`. GS1's element strings are written with parentheses."""

    text: str
    format: str = "DataMatrix"
    at: tuple[int, int] = (100, 100)
    turn: float = 0.0
    """Degrees."""
    module: int = MODULE

    def picture(self) -> Image.Image:
        kind = zxingcpp.BarcodeFormat[self.format]
        options = {"gs1": True} if self.text.startswith("(") else {}
        drawn = zxingcpp.create_barcode(self.text, kind, **options).to_image(scale=1, add_quiet_zones=False)
        modules = np.array(drawn, np.uint8)
        if self.format not in ("DataMatrix", "QRCode"):
            modules = np.repeat(modules[:1], BAR_HEIGHT // self.module, axis=0)
        printed = np.repeat(np.repeat(modules, self.module, axis=0), self.module, axis=1)
        quiet = 10 * self.module
        framed = np.pad(printed, quiet, constant_values=255)
        return Image.fromarray(framed).rotate(self.turn, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def draw_view(*codes: Placed, size: tuple[int, int] = SIZE) -> bytes:
    paper = Image.new("L", size, 255)
    for code in codes:
        paper.paste(code.picture(), code.at)
    out = io.BytesIO()
    paper.save(out, "PNG")
    return out.getvalue()
