"""Codes on a page, as SVG that stands in the page itself: it is sharp at any size, and nothing has to be fetched."""

import numpy as np
import zxingcpp
from markupsafe import Markup

QUIET_ZONE = 4  # modules, ISO/IEC 18004; more than Data Matrix needs


def svg(code: zxingcpp.Barcode, label: str, quiet: int = QUIET_ZONE, height: int = 1) -> Markup:
    """The symbol in black on white, `height` times as high as it is drawn (a linear code is one module high)."""
    dark = np.array(code.to_image(scale=1, add_quiet_zones=False)) < 128
    if height > 1:
        dark = dark[:1]
    rows, columns = dark.shape
    path = "".join(
        f"M{x + quiet} {y * height + quiet}h1v{height}h-1z" for y, x in zip(*np.nonzero(dark), strict=True)
    )
    wide, high = columns + 2 * quiet, rows * height + 2 * quiet
    return Markup(
        '<svg class="symbol" role="img" aria-label="{label}" viewBox="0 0 {wide} {high}" shape-rendering="crispEdges">'
        '<rect width="{wide}" height="{high}" fill="#fff"/><path d="{path}" fill="#000"/></svg>'
    ).format(label=label, wide=wide, high=high, path=path)


def qr(text: str, label: str) -> Markup:
    return svg(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode), label)
