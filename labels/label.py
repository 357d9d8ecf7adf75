"""What stands on a label: frozen, checked when it is built. A Label that exists can be printed."""

import datetime
import re
from dataclasses import dataclass
from enum import Enum

from labels.errors import LabelError
from labels.privacy import refuse_personal_numbers
from labels.typeface import tidy

NUMBER = re.compile(r"[0-9A-Z]{4,14}")
ORDER_NUMBER = re.compile(r"[0-9A-Za-zÅÄÖåäö /.:-]{1,40}")
# 106 bytes are what a QR code of version 6, level M, holds: the largest that every format has room for.
URL = re.compile(r"https?://[!-~]{1,98}")
POSTCODE = re.compile(r"(\d{3}) ?(\d{2})")
FOREIGN_POSTCODE = re.compile(r"[0-9A-Z][0-9A-Z -]{1,11}")
# What the smallest label (99 × 68 mm) has room for. An address that exists can be printed in every format.
LONGEST_NAME = 80
LONGEST_LINE = 50
LONGEST_TOWN = 30
MOST_LINES = 4
MOST_ITEMS = 999
SSCC = re.compile(r"\d{18}")


class Kind(Enum):
    """Which way the envelope goes."""

    TO_WAREHOUSE = "to_warehouse"
    TO_SUPPLIER = "to_supplier"
    TO_UNIT = "to_unit"


@dataclass(frozen=True)
class Address:
    """A postal address by the Swedish convention (SS 613401): no blank lines, postcode and town last."""

    name: str
    """Organisation or unit."""
    lines: tuple[str, ...]
    """Attention, street or box: what stands between the name and the postcode. Blank ones are left out."""
    postcode: str
    """Swedish: five digits, kept as `123 45`. Abroad: as the country writes it, then `country` is needed."""
    town: str
    country: str = ""
    """Empty within Sweden."""

    def __post_init__(self) -> None:
        for field in ("name", "town", "country"):
            object.__setattr__(self, field, tidy(getattr(self, field)))
        object.__setattr__(self, "lines", tuple(line for line in map(tidy, self.lines) if line))
        object.__setattr__(self, "postcode", self._checked_postcode())
        self._check_texts()

    @property
    def last_line(self) -> str:
        return f"{self.postcode} {self.town.upper()}"

    @property
    def printed(self) -> tuple[str, ...]:
        """All lines below the name, as they are printed."""
        return (*self.lines, self.last_line, *([self.country.upper()] if self.country else []))

    def _checked_postcode(self) -> str:
        postcode = tidy(self.postcode).upper()
        if swedish := POSTCODE.fullmatch(postcode):
            return f"{swedish[1]} {swedish[2]}"
        if self.country and FOREIGN_POSTCODE.fullmatch(postcode):
            return postcode
        raise LabelError(
            f"Postnumret ska vara fem siffror (123 45), men är ”{postcode}” i adressen till {self.name}. "
            f"Rätta adressen; till utlandet anges även landet."
        )

    def _check_texts(self) -> None:
        if not (self.name and self.town):
            raise LabelError("En adress ska ha namn och postort, men något av dem är tomt. Rätta adressen.")
        if len(self.lines) > MOST_LINES:
            raise LabelError(
                f"En adress får ha högst {MOST_LINES} rader under namnet, men har {len(self.lines)}. Korta den."
            )
        check_text(self.name, "adressens namn", LONGEST_NAME)
        check_text(self.town, "adressens postort", LONGEST_TOWN)
        check_text(self.country, "adressens land", LONGEST_TOWN)
        for text in self.lines:
            check_text(text, "adressens rader", LONGEST_LINE)


def check_text(text: str, field: str, longest: int) -> None:
    """A free text: not too long to set, printable, no personal number."""
    if len(text) > longest:
        raise LabelError(f"En text i {field} får ha högst {longest} tecken, men har {len(text)}. Korta den.")
    if not text.isprintable():
        raise LabelError(f"En text i {field} har ett styrtecken som inte går att skriva ut. Skriv om den.")
    refuse_personal_numbers(**{field: text})


def check_number(number: str) -> None:
    if not NUMBER.fullmatch(number):
        raise LabelError(
            f"Ett returnummer ska vara 4–14 versaler och siffror, men är ”{number}”. Gör returen på nytt."
        )


def check_url(url: str, number: str) -> None:
    if not URL.fullmatch(url) or not url.endswith(number):
        raise LabelError(
            f"Returens webbadress ska börja med http:// eller https://, sluta med {number} och ha högst 106 "
            f"tecken, men är ”{url}”. Kontrollera inställningen RETURKOLL_PUBLIC_URL."
        )


def check_order_number(order_number: str) -> None:
    if not ORDER_NUMBER.fullmatch(order_number):
        raise LabelError(
            f"Ordernumret från WebSesam ska vara 1–40 bokstäver, siffror, bindestreck, punkter eller "
            f"snedstreck, men är ”{order_number}”. Rätta det."
        )


@dataclass(frozen=True)
class Label:
    """One envelope's label."""

    kind: Kind
    number: str
    """The return number, e.g. `RK7H4MCXD`; printed in groups and as Code 128."""
    url: str
    """The return's address; printed as a QR code. Ends with the number."""
    sender: Address
    recipient: Address
    order_number: str
    """Hämtorder, or retur till leverantör, from WebSesam. May be empty only when sent back to the unit."""
    items: int
    date: datetime.date
    reprint: bool = False
    """Printed before: says so on the label."""
    sscc: str | None = None
    """18 digits, where the region has a GS1 company prefix: see `labels.sscc`."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "order_number", tidy(self.order_number))
        check_number(self.number)
        check_url(self.url, self.number)
        if self.order_number or self.kind is not Kind.TO_UNIT:
            check_order_number(self.order_number)
        if not 1 <= self.items <= MOST_ITEMS:
            raise LabelError(
                f"Antalet produkter ska vara 1–{MOST_ITEMS}, men är {self.items}. Packa minst en produkt."
            )
        if self.sscc is not None:
            check_sscc(self.sscc)


def check_sscc(sscc: str) -> None:
    """GS1 General Specifications, 2.2.1: 18 digits, the last a check digit."""
    if not SSCC.fullmatch(sscc) or sscc[-1] != gs1_check_digit(sscc[:-1]):
        raise LabelError(f"En SSCC ska vara 18 siffror med rätt kontrollsiffra, men är ”{sscc}”. Gör en ny.")


def gs1_check_digit(digits: str) -> str:
    """GS1 General Specifications, 7.9.1: weights 3 and 1 from the right, modulo 10."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def grouped(number: str) -> str:
    """The number as people read it aloud: `RK 7H4M CXD`."""
    groups = [number[:2], *(number[at : at + 4] for at in range(2, len(number), 4))]
    return " ".join(groups)
