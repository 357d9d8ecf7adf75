"""What stands on a label: frozen, checked when it is built. A Label that exists can be printed."""

import datetime
from dataclasses import dataclass
from enum import Enum

from common.sentence import Sentence
from labels.contents.address import Address
from labels.contents.checks import (
    check_for_personnummer,
    check_number,
    check_order_number,
    check_text,
    check_url,
)
from labels.contents.sscc import check_sscc
from labels.errors import LabelError
from labels.typesetting.typeface import tidy

MOST_ITEMS = 999
MOST_ENVELOPES = 99
MOST_EDITIONS = 99
LONGEST_LABEL_SERIAL = 40
LONGEST_LABEL_REASON = 120


class LabelKind(Enum):
    """Which way the envelope goes."""

    TO_WAREHOUSE = "to_warehouse"
    TO_SUPPLIER = "to_supplier"
    TO_UNIT = "to_unit"


@dataclass(frozen=True)
class Label:
    """One envelope's label."""

    kind: LabelKind
    number: str
    """The return number, e.g. `RK7H4MCXD`; printed in groups."""
    url: str
    """The return's address. Ends with the number."""
    sender: Address
    recipient: Address
    order_number: str
    """Hämtorder, or retur till leverantör, from WebSesam. May be empty only when sent back to the unit."""
    items: int
    date: datetime.date
    reprint: bool = False
    """Whether it has been printed before. The label then says OMTRYCK."""
    sscc: str | None = None
    """18 digits, where the region has a GS1 company prefix: see `labels.contents.sscc`."""
    envelope: int = 1
    envelopes: int = 1
    """This envelope is number `envelope` of `envelopes`. The label says so where there are several."""
    edition: int = 1
    """Which edition of this label it is. What was printed before a correction can be told from what is printed after it
    by the code alone."""
    serial: str = ""
    """The serial of the one product that goes back to the unit."""
    reason: str = ""
    """Why it goes back."""

    @property
    def code(self) -> str:
        """What the bars say: the return's number, which of several envelopes it is, and a later edition's number."""
        return self.number + self._which

    @property
    def envelope_url(self) -> str:
        """The envelope's address, printed as a QR code. Ends with `code`."""
        return self.url + self._which

    @property
    def _which(self) -> str:
        """A length and a letter of its own keep an envelope's code apart from a return's number."""
        envelope = "" if self.envelopes == 1 else f"E{self.envelope}"
        return envelope if self.edition == 1 else f"{envelope}U{self.edition}"

    def __post_init__(self) -> None:
        for name in ("order_number", "serial", "reason"):
            object.__setattr__(self, name, tidy(getattr(self, name)))
        check_number(self.number)
        check_url(self.url, self.number)
        check_url(self.envelope_url, self.code)
        if self.order_number or self.kind is not LabelKind.TO_UNIT:
            check_order_number(self.order_number)
        if not 1 <= self.items <= MOST_ITEMS:
            raise LabelError(
                "Antalet produkter ska vara 1–%(most)s, men är %(items)s. Packa minst en produkt.",
                most=MOST_ITEMS,
                items=self.items,
            )
        if not 1 <= self.envelope <= self.envelopes <= MOST_ENVELOPES:
            raise LabelError(
                "Kuvertet ska vara ett av högst %(most)s, men är %(envelope)s av %(envelopes)s. "
                "Försegla returen på nytt.",
                most=MOST_ENVELOPES,
                envelope=self.envelope,
                envelopes=self.envelopes,
            )
        if not 1 <= self.edition <= MOST_EDITIONS:
            raise LabelError(
                "Etiketten kan rättas högst %(most)s gånger. Avbryt returen och gör en ny.",
                most=MOST_EDITIONS - 1,
            )
        check_for_personnummer(self.serial, Sentence("serienumret"))
        if len(self.serial) > LONGEST_LABEL_SERIAL or not self.serial.isprintable():
            raise LabelError(
                "Ett serienummer ska ha högst %(most)s synliga tecken, men är ”%(number)s”. Rätta det.",
                most=LONGEST_LABEL_SERIAL,
                number=self.serial,
            )
        check_text(self.reason, Sentence("skälet"), LONGEST_LABEL_REASON)
        if self.sscc is not None:
            check_sscc(self.sscc)
