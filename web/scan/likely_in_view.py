"""What the camera is likely to be shown, for the scanner. It is looked up only when a reading is in doubt."""

from collections.abc import Callable

from registry.likely_numbers import likely_at
from registry.models import Unit
from returns import Return
from scanner.expected import Expected


def unit_numbers(unit: Unit) -> Callable[[], Expected]:
    """When packing: the products that are registered at the unit."""

    def numbers() -> Expected:
        likely = likely_at(unit)
        return Expected.of(likely.serials, likely.gtins)

    return numbers


def return_numbers(return_: Return) -> Callable[[], Expected]:
    """When receiving: the products on the envelope's lines."""

    def numbers() -> Expected:
        lines = return_.lines
        articles = {line.article for line in lines if line.article}
        return Expected.of(
            (line.serial_number or "" for line in lines),
            (gtin.gtin for article in articles for gtin in article.gtins),
        )

    return numbers
