"""The page on which a device learns what its hand scanner and its keyboard layout make of a test code.

What was learned stays on the device (static/js/scan/keyboard_layout.js): it belongs to this scanner on
this tablet, not to a user.
"""

import zxingcpp
from apiflask import APIBlueprint
from flask import render_template
from flask_babel import gettext as _

from identity.separators import GS
from web.site.qr import svg

hand_scanner = APIBlueprint("hand_scanner", __name__, url_prefix="/handlasare", enable_openapi=False)

LOT, SERIAL = "0-1/2+3(4)5:6", "7Yz8"
"""Each character that keyboard layouts change, between two digits, which none changes. Y and z show a German layout."""
TEST_CODE = f"[10]{LOT}[21]{SERIAL}"
TEST_TEXT = f"10{LOT}{GS}21{SERIAL}"
"""AI (10) has no fixed length, so FNC1 ends it (GS1 General Specifications, 7.8.4)."""
BAR_HEIGHT = 60  # modules


@hand_scanner.get("/")
def page() -> str:
    matrix = zxingcpp.create_barcode(TEST_CODE, zxingcpp.BarcodeFormat.DataMatrix, gs1=True)
    linear = zxingcpp.create_barcode(TEST_CODE, zxingcpp.BarcodeFormat.Code128, gs1=True)
    return render_template(
        "hand_scanner/calibrate.html",
        expected=TEST_TEXT,
        matrix=svg(matrix, _("Testkod, Data Matrix")),
        linear=svg(linear, _("Testkod, streckkod"), quiet=10, height=BAR_HEIGHT),
    )
