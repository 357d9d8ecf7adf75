"""What a payload says: GS1, HIBC, EAN/UPC, SSCC, our own return numbers, or a plain serial.

Needs neither a picture nor an engine, so it is cheap to import.
"""

from scanner.identity import return_number
from scanner.identity.identity import Identity, Problem
from scanner.identity.package import Package, join
from scanner.identity.payload import identify, identify_typed
from scanner.identity.serial import normalise_serial

__all__ = [
    "Identity",
    "Package",
    "Problem",
    "identify",
    "identify_typed",
    "join",
    "normalise_serial",
    "return_number",
]
