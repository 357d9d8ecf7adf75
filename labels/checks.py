"""What every printed page's contents must hold."""

import re

from labels.errors import LabelError
from labels.privacy import refuse_personal_numbers

NUMBER = re.compile(r"[0-9A-Z]{4,14}")
ORDER_NUMBER = re.compile(r"[0-9A-Za-zÅÄÖåäö /.:-]{1,40}")
# 106 bytes are what a QR code of version 6, level M, holds: the largest that every format has room for.
URL = re.compile(r"https?://[!-~]{1,98}")


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


def grouped(number: str) -> str:
    """The number as people read it aloud: `RK 7H4M CXD`."""
    groups = [number[:2], *(number[at : at + 4] for at in range(2, len(number), 4))]
    return " ".join(groups)
