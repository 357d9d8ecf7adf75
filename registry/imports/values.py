"""Cells as values: dates in the ways offices write them, numbers, yes and no, serials that Excel has left alone."""

import datetime
import re

from registry.imports.problem import ValueProblem
from registry.models import Category, CountsFrom, DeviceState
from registry.models.category import CATEGORY_NAMES
from registry.privacy import find_personnummer, mask
from registry.words import Sentence

SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?[eE][+]\d+")
DECIMAL = re.compile(r"\d+[.,]0+")
DATE_LIKE = re.compile(
    r"\d{4}-\d\d-\d\d(?: 00:00:00)?|\d{1,2}[-/](?:jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec)\w*",
    re.I,
)
BROKEN_CELL = re.compile(
    r"#+|#(?:REF|VALUE|NAME|N/A|DIV/0|NUM|NULL|VÄRDEFEL|NAMN|SAKNAS|REFERENS|OGILTIGT)[!?]?.*", re.I
)
QUOTED_FORMULA = re.compile(r'="([^"]*)"')
ROUNDED = re.compile(r"[1-9]\d{5,}0{6,}")
MAX_SERIAL = 80


def serial(text: str) -> str:
    """The serial as it stands, or a refusal that says what Excel did to it."""
    if text.isalnum() and text.isascii() and len(text) <= MAX_SERIAL:
        return text
    if text.startswith("=") and (quoted := QUOTED_FORMULA.fullmatch(text)):
        text = quoted[1]
    text = text.removeprefix("'").strip()
    if not text:
        raise ValueProblem("Serienummer saknas. Fyll i det, eller ta bort raden.")
    if reason := _destroyed(text):
        raise ValueProblem(
            "%(value)s är inget serienummer: %(reason)s Exportera igen med kolumnen som text.",
            value=text[:40],
            reason=reason,
        )
    if len(text) > MAX_SERIAL:
        raise ValueProblem("Serienumret är längre än %(most)s tecken. Rätta det i filen.", most=MAX_SERIAL)
    if not any(character.isalnum() for character in text):
        raise ValueProblem("%(value)s är inget serienummer. Rätta det i filen.", value=text)
    return text


DESTROYED = (
    (SCIENTIFIC, Sentence("Excel har gjort om det till ett avrundat tal.")),
    (DECIMAL, Sentence("Excel har gjort om det till ett decimaltal.")),
    (DATE_LIKE, Sentence("Excel har gjort om det till ett datum.")),
    (BROKEN_CELL, Sentence("Excel visar ett fel i cellen.")),
    (re.compile(r"=.*"), Sentence("det är en formel.")),
)


def _destroyed(text: str) -> Sentence | None:
    return next((reason for form, reason in DESTROYED if form.fullmatch(text)), None)


DATE_FORMS = (
    (re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]\d\d:\d\d.*)?"), (1, 2, 3)),
    (re.compile(r"(\d{4})(\d\d)(\d\d)"), (1, 2, 3)),
    (re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[ T]\d\d:\d\d.*)?"), (3, 2, 1)),
)
EXCEL_DAY_ZERO = datetime.date(1899, 12, 30)
EXCEL_DAY = re.compile(r"[34]\d{4}")
EARLIEST = datetime.date(1990, 1, 1)
LATEST = datetime.date(2100, 1, 1)


def date(text: str) -> datetime.date | None:
    """2026-11-23, 20261123, 23/11/2026 (day first), or Excel's count of days."""
    if not text:
        return None
    found = _date(text)
    if found is None or not EARLIEST <= found <= LATEST:
        raise ValueProblem(
            "%(value)s är inget datum. Skriv till exempel 2026-11-23.",
            value=text[:40],
        )
    return found


def _date(text: str) -> datetime.date | None:
    for form, (year, month, day) in DATE_FORMS:
        if match := form.fullmatch(text):
            try:
                return datetime.date(int(match[year]), int(match[month]), int(match[day]))
            except ValueError:
                return None
    if EXCEL_DAY.fullmatch(text):
        return EXCEL_DAY_ZERO + datetime.timedelta(days=int(text))
    return None


def whole(text: str) -> int | None:
    """'1 234,50 kr' → 1234."""
    if not text:
        return None
    bare = re.sub(r"(?i)\s|kr|sek|:-|dagar|dgr|days|\xa0", "", text).replace(",", ".")
    if not re.fullmatch(r"\d{1,9}(\.\d+)?", bare):
        raise ValueProblem("%(value)s är inget tal. Skriv bara siffror.", value=text[:40])
    return int(float(bare))


YES = {"ja", "j", "yes", "y", "1", "x", "true", "sant"}
NO = {"nej", "n", "no", "0", "", "false", "falskt", "-"}


def yes(text: str) -> bool:
    if text.casefold() in YES:
        return True
    if text.casefold() in NO:
        return False
    raise ValueProblem("%(value)s är varken ja eller nej. Skriv ja eller nej.", value=text[:40])


def plain(text: str, most: int = 160) -> str | None:
    """Text, but no patient in it."""
    if found := find_personnummer(text):
        raise ValueProblem(
            "Värdet ser ut som ett personnummer (%(masked)s). Ta bort det: inga patientuppgifter får finnas här.",
            masked=mask(found),
        )
    if len(text) > most:
        raise ValueProblem("Texten är längre än %(most)s tecken. Korta den.", most=most)
    return text or None


CATEGORIES = {str(name).casefold(): category for category, name in CATEGORY_NAMES.items()} | {
    "bö-apparat": Category.BTE_AID,
    "bö apparater": Category.BTE_AID,
    "bakom-örat-apparater": Category.BTE_AID,
    "hörapparater": Category.BTE_AID,
    "hörapparat": Category.BTE_AID,
    "trådlöst tillbehör": Category.WIRELESS_ACCESSORY,
    "streaming": Category.STREAMING,
    "streamingprodukt": Category.STREAMING,
    "tv": Category.TV,
    "slinga": Category.LOOP,
    "kommunikationsförstärkare och samtalsförstärkare": Category.AMPLIFIER,
    "samtalsförstärkare": Category.AMPLIFIER,
    "varsebliving": Category.ALERTING,
    "varselsystem": Category.ALERTING,
    "transmission": Category.TRANSMISSION,
    **{category.value: category for category in Category},
}


def category(text: str) -> Category | None:
    if not text:
        return None
    try:
        return CATEGORIES[" ".join(text.casefold().split())]
    except KeyError:
        raise ValueProblem(
            "%(value)s är ingen känd kategori. Skriv till exempel BÖ-apparater eller Övrigt.", value=text[:40]
        ) from None


COUNTS_FROM = {
    "leverans": CountsFrom.DELIVERY, "leveransdatum": CountsFrom.DELIVERY, "delivery": CountsFrom.DELIVERY,
    "order": CountsFrom.ORDER, "orderdatum": CountsFrom.ORDER, "beställning": CountsFrom.ORDER,
    "beställningsdatum": CountsFrom.ORDER, "": CountsFrom.DELIVERY,
}  # fmt: skip


def counts_from(text: str) -> CountsFrom:
    try:
        return COUNTS_FROM[text.casefold()]
    except KeyError:
        raise ValueProblem("%(value)s: skriv leverans eller order.", value=text[:40]) from None


STATES = {
    "kasserad": DeviceState.SCRAPPED, "skrotad": DeviceState.SCRAPPED, "utrangerad": DeviceState.SCRAPPED,
    "avskriven": DeviceState.SCRAPPED, "scrapped": DeviceState.SCRAPPED,
}  # fmt: skip


def state(text: str) -> DeviceState:
    """Sesam has many states; all but the scrapped ones are registered products here."""
    return STATES.get(text.casefold(), DeviceState.REGISTERED)
