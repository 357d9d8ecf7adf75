"""What every printed page's contents must hold."""

import re
from typing import NoReturn

from common.privacy import find_in_free_text, find_in_number
from common.sentence import Sentence
from labels.errors import LabelError

NUMBER = re.compile(r"[0-9A-Z]{4,14}")
ORDER_NUMBER = re.compile(r"[0-9A-Za-zÅÄÖåäö /.:-]{1,40}")
# 106 bytes are what a QR code of version 6, level M, holds: the largest that every format has room for.
URL = re.compile(r"https?://[!-~]{1,98}")


def check_text(text: str, field: Sentence, longest: int) -> None:
    """Raises LabelError for a free text that is too long to set, cannot be printed, or holds a personnummer."""
    if find_in_free_text(text):
        refuse_personnummer(field)
    if len(text) > longest:
        raise LabelError(
            "En text i %(field)s får ha högst %(most)s tecken, men har %(length)s. Korta den.",
            field=field,
            most=longest,
            length=len(text),
        )
    if not text.isprintable():
        raise LabelError(
            "En text i %(field)s har ett styrtecken som inte går att skriva ut. Skriv om den.", field=field
        )


def check_for_personnummer(number: str, field: Sentence) -> None:
    """Raises LabelError for a number that is unmistakably a personnummer. Ten digits in a row may be a serial."""
    if find_in_number(number):
        refuse_personnummer(field)


def refuse_personnummer(field: Sentence) -> NoReturn:
    """Raises LabelError. It names the field and does not repeat the number, because such errors are logged."""
    raise LabelError(
        "Etiketten får inte bära uppgifter om en patient: %(field)s innehåller något som är ett "
        "personnummer. Ta bort det och försök igen.",
        field=field,
    )


def check_number(number: str) -> None:
    if not NUMBER.fullmatch(number):
        raise LabelError(
            "Ett returnummer ska vara 4–14 versaler och siffror, men är ”%(number)s”. Gör returen på nytt.",
            number=number,
        )


def check_url(url: str, number: str) -> None:
    if not URL.fullmatch(url) or not url.endswith(number):
        raise LabelError(
            "Returens webbadress ska börja med http:// eller https://, sluta med %(number)s och ha högst 106 "
            "tecken, men är ”%(url)s”. Kontrollera inställningen RETURKOLL_PUBLIC_URL.",
            number=number,
            url=url,
        )


def check_order_number(order_number: str) -> None:
    check_for_personnummer(order_number, Sentence("ordernumret"))
    if not ORDER_NUMBER.fullmatch(order_number):
        raise LabelError(
            "Ordernumret från WebSesam ska vara 1–40 bokstäver, siffror, bindestreck, punkter eller "
            "snedstreck, men är ”%(number)s”. Rätta det.",
            number=order_number,
        )


def grouped(number: str) -> str:
    """The number as people read it aloud: `RK 7H4M CXD`."""
    groups = [number[:2], *(number[at : at + 4] for at in range(2, len(number), 4))]
    return " ".join(groups)
