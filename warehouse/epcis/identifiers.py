"""The URIs that name products, envelopes, places and transactions in a document.

GS1 Digital Link URIs name what has GS1 keys (CBV 2.0, 8.1: `https://id.gs1.org/01/GTIN/21/SERIAL`, `…/00/SSCC`).
Everything else has an address below the house's own one, which is stable, and need not answer.
"""

import uuid
from dataclasses import dataclass
from urllib.parse import quote

from identity import identify_typed
from labels.contents import sscc
from registry.models import Unit
from returns import Event, Line, Return

DIGITAL_LINK = "https://id.gs1.org"


@dataclass(frozen=True)
class Identifiers:
    """`base` is the house's own address, without a slash at its end."""

    base: str

    def product(self, line: Line | None, event: Event) -> str:
        """One product. A line that was taken out of its return is known by the name that the event keeps."""
        if line is None:
            return f"{self.base}/id/product/{part(event.product or str(event.line_id))}"
        serial = line.serial_number
        gtin = gtin_of(line)
        if gtin and serial:
            return f"{DIGITAL_LINK}/01/{gtin}/21/{part(serial)}"
        if serial:
            article = line.article.number if line.article else "unknown"
            return f"{self.base}/id/article/{part(article)}/serial/{part(serial)}"
        return f"{self.base}/id/line/{line.id}"

    def product_class(self, line: Line) -> str | None:
        """The class of a product without serial, where its article is known."""
        if line.serial_number or line.article is None:
            return None
        if gtin := gtin_of(line):
            return f"{DIGITAL_LINK}/01/{gtin}"
        return f"{self.base}/id/article/{part(line.article.number)}"

    def parcel(self, return_: Return) -> str:
        """A return as one parcel: its envelope's SSCC where there is one envelope and it has one."""
        if len(return_.envelopes) == 1 and (code := self._first_sscc(return_)):
            return f"{DIGITAL_LINK}/00/{code}"
        return f"{self.base}/id/return/{return_.number}"

    def envelope(self, return_: Return, number: int) -> str:
        if code := self._first_sscc(return_):
            return f"{DIGITAL_LINK}/00/{sscc.later(code, number - 1)}"
        if len(return_.envelopes) == 1:
            return self.parcel(return_)
        return f"{self.base}/id/return/{return_.number}/envelope/{number}"

    @staticmethod
    def _first_sscc(return_: Return) -> str | None:
        return return_.sealing.label.get("sscc") if return_.sealing else None

    def unit(self, unit: Unit) -> str:
        return f"{self.base}/id/unit/{part(unit.code)}"

    def warehouse(self) -> str:
        return f"{self.base}/id/warehouse"

    def shelf(self, name: str) -> str:
        return f"{self.base}/id/warehouse/shelf/{part(name)}"

    def transaction(self, order_number: str) -> str:
        """The number that WebSesam gave."""
        return f"{self.base}/id/websesam/{part(order_number)}"

    def vocabulary(self) -> str:
        return f"{self.base}/id/vocabulary/"

    def event(self, event: Event, version: str = "") -> str:
        """The same event has the same id in every document. `version` names what replaced it after a correction."""
        return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{self.base}/id/event/{event.id}{version}')}"


def gtin_of(line: Line) -> str | None:
    """The only GTIN of the article; of a product that is not registered, the GTIN that was read. An article with
    several names none: which of them is read can differ from return to return, and one product has one name."""
    if line.article is not None:
        known = line.article.gtins
        return known[0].gtin if len(known) == 1 else None
    return next((gtin for code in line.codes if (gtin := identify_typed(code).gtin)), None)


def part(text: str) -> str:
    """A text as one part of an address (RFC 3986, 3.3)."""
    return quote(text, safe="")
