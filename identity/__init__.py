"""What a payload says: GS1, HIBC, EAN/UPC, SSCC, our own return numbers, or a plain serial.

This room needs neither a picture nor an engine, so that importing it takes little time.
"""

from identity import return_number
from identity.identity import Identity, Problem
from identity.package import Package, join, product_of
from identity.payload import identify, identify_typed
from identity.serial import normalise_serial

__all__ = [
    "Identity",
    "Package",
    "Problem",
    "identify",
    "identify_typed",
    "join",
    "normalise_serial",
    "product_of",
    "return_number",
]
