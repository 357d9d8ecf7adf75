"""Cells as values: dates in the ways offices write them, numbers, yes and no, serials that Excel has left alone."""

import datetime
import re
import unicodedata

from common.privacy import find_in_free_text, find_in_number, mask
from common.sentence import Sentence
from registry.belonging.sides import SIDE_WORDS
from registry.imports.cells.whole_codes import only_serial
from registry.imports.problem import ValueProblem
from registry.models import Category, CountsFrom, DeviceState, Side
from registry.models.category import CATEGORY_NAMES

SIGN = "[+\u2212-]"
SCIENTIFIC = re.compile(
    rf"{SIGN}?(?:\d+[.,]\d*\s*E\s*{SIGN}?\s*\d{{1,3}}|\d+\s*E\s*{SIGN}\s*\d{{1,3}}|\d\s*E\s*\d{{1,3}}"
    rf"|\d+(?:[.,]\d*)?\s*[\u00d7x*·]\s*10(?:(?:\^|\*\*){SIGN}?\d{{1,3}}|[⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,3}}))",
    re.I,
)
"""1,23E+15, 1.23e15, 8.93901010235847E18, 1E+15, 1E15, 1,23 E+15, 1,23 × 10^15. More digits before an E without a sign
or a decimal may be a serial in hexadecimal digits (12345E67)."""
DECIMAL = re.compile(r"\d+[.,]0+")
MONTH = r"(?:jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec)[a-z]*\.?"
WEEKDAY = r"(?:mån|tis|ons|tors|fre|lör|sön|mon|tue|wed|thu|fri|sat|sun)[a-zåäö]*"
DATE_LIKE = re.compile(
    rf"\d{{4}}[-/.]\d\d?[-/.]\d\d?(?:[ T]\d\d:\d\d.*)?|\d{{1,2}}[-/.]\d{{1,2}}[-/.](?:\d\d|\d{{4}})"
    rf"|\d{{1,2}}[-/. ]{MONTH}(?:[-/. ]\d{{2,4}})?|{MONTH}[-/. ]\d{{1,4}}|\d{{1,2}}:\d\d(?::\d\d)?(?: ?[ap]m)?"
    rf"|(?:\d{{1,2}}[ -])?\d{{1,2}}/\d{{1,2}}|(?:{WEEKDAY}),? ?(?:den )?\d{{1,2}}[-/. ]{MONTH}(?:[-/. ]\d{{2,4}})?",
    re.I,
)
"""What spreadsheets show where they took a serial for a date, a time or a fraction: '3-mar', 'jan-03', '01.02.2026',
'12:30', '1/3'."""
FULL_DATE = re.compile(r"(?:19|20)\d\d-\d\d-\d\d(?:[ T]\d\d:\d\d.*)?")
BROKEN_CELL = re.compile(
    r"#+|#(?:REF|VALUE|NAME|N/A|DIV/0|NUM|NULL|VÄRDEFEL|NAMN|SAKNAS|REFERENS|OGILTIGT)[!?]?.*", re.I
)
QUOTED_FORMULA = re.compile(r'="([^"]*)"')
ROUNDED = re.compile(r"[1-9]\d{5,}0{6,}")
LINE_END = re.compile(r"[\r\n]+")
MAX_SERIAL = 80
LONGEST_SERIAL = 20
"""Letters and digits of a serial as standards have it (GS1's AI 21). What is longer may be the whole text of a code."""
NOT_THERE = frozenset(
    [
        *(
            "n/a",
            "na",
            "n.a.",
            "n.a",
            "#n/a",
            "nan",
            "nil",
            "none",
            "null",
            "void",
            "unknown",
            "empty",
            "tbd",
        ),
        *("not available", "not applicable", "no serial"),
        *(
            "okänd",
            "okänt",
            "okand",
            "inte känt",
            "ej känt",
            "saknas",
            "saknar",
            "ej",
            "ingen",
            "inget",
            "inga",
        ),
        *("tom", "tomt", "ej angivet", "ej angett", "ej registrerad", "ej registrerat", "ej tillämpligt"),
        *("uppgift saknas", "serienummer saknas", "utan serienummer"),
        *("ingen uppgift", "inget nr", "inget serienummer", "okänt serienr", "okänt serienummer"),
        *("(blank)", "(tom)", "(tomt)", "<null>", "(null)", "-none-", "\\n"),
        *("true", "false", "sant", "falskt"),
        *("-", "--", "---", "–", "—", ".", "..", "...", "?", "??", "???", "*", "x", "xx", "xxx", "xxxx"),
    ]
)
"""What people write in a cell when they have nothing to write. As a serial many products would have the same one."""
LONGEST_NOT_THERE = max(map(len, NOT_THERE))
ZEROS = re.compile(r"0+")
INVISIBLE = frozenset({"Cf", "Cc"})
"""Unicode categories (zero-width characters, soft hyphens, marks of direction; controls): nobody sees them, and two
serials that look alike would be two."""
UNPRINTABLE = frozenset({"Co", "Cs", "Cn"})
"""Private, half and unassigned characters: no typeface has them."""
PICTURES = re.compile("[\u2600-\u27bf\u2b00-\u2bff\ufe00-\ufe0f\U0001f000-\U0001faff]")
"""Emoji and dingbats, which the labels' typeface has not."""


def is_placeholder(text: str) -> bool:
    """Whether the text only says that there is nothing: 'N/A', 'Okänd', '0', '-'."""
    if text.startswith("0"):
        return bool(ZEROS.fullmatch(text))
    return len(text) <= LONGEST_NOT_THERE and text.casefold() in NOT_THERE


def as_seen(text: str) -> str:
    """The text as a person sees it: without invisible characters, and with usual spaces for non-breaking ones."""
    if text.isascii() and text.isprintable():
        return text
    spaced = "".join(" " if unicodedata.category(c) in {"Zs", "Zl", "Zp"} or c in "\t\n" else c for c in text)
    return "".join(c for c in spaced if unicodedata.category(c) not in INVISIBLE).strip()


def refuse_unprintable(text: str) -> None:
    """Raises ValueProblem for characters that no label can show: emoji, and characters that no typeface has."""
    if text.isascii():
        return
    if PICTURES.search(text) or any(unicodedata.category(c) in UNPRINTABLE for c in text):
        raise ValueProblem(
            "%(value)s har tecken som inte går att skriva ut på en etikett. Skriv det med vanliga bokstäver.",
            value=text[:40],
        )


def as_typed(text: str) -> str:
    """The cell as it was before somebody kept a spreadsheet from changing it: ="00123", '00123."""
    if text.startswith("=") and (quoted := QUOTED_FORMULA.fullmatch(text)):
        text = quoted[1]
    return text.removeprefix("'").strip()


def serial(text: str) -> str:
    """The serial as it stands in the file. Raises ValueProblem, which says what Excel has done to it."""
    if find_in_number(text):
        raise ValueProblem(
            "Serienumret ser ut som ett personnummer (%(masked)s). Ta bort det: inga patientuppgifter får finnas här.",
            masked=mask(text),
        )
    if is_placeholder(text):
        raise ValueProblem(
            "Serienummer saknas: i filen står %(value)s. Fyll i det, eller ta bort raden.", value=text
        )
    if text.isalnum() and text.isascii() and len(text) <= MAX_SERIAL and not _is_short_scientific(text):
        return only_serial(text) if len(text) > LONGEST_SERIAL else text
    lines = [as_seen(as_typed(line)) for line in LINE_END.split(text)]
    text = " ".join(filter(None, lines))
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
    refuse_unprintable(text)
    return only_serial("\n".join(filter(None, lines))).replace("\n", " ")


SHORT_SCIENTIFIC = re.compile(r"\d[eE]\d{1,3}")


def _is_short_scientific(text: str) -> bool:
    return len(text) <= LONGEST_SHORT and bool(SHORT_SCIENTIFIC.fullmatch(text))


def number(text: str, most: int) -> str | None:
    """An order number or an individnummer. It may look like a personnummer by chance, but may not be written as one."""
    if _is_plain(text):
        return text
    if found := find_in_number(text):
        raise ValueProblem(
            "Värdet ser ut som ett personnummer (%(masked)s). Ta bort det: inga patientuppgifter får finnas här.",
            masked=mask(found),
        )
    if is_placeholder(text):
        return None
    text = as_seen(as_typed(text))
    refuse_destroyed(text)
    if FULL_DATE.fullmatch(text):
        raise ValueProblem(
            "%(value)s är ett datum, inget nummer. Kontrollera att raden inte är förskjuten.", value=text[:40]
        )
    refuse_unprintable(text)
    if len(text) > most:
        raise ValueProblem("Numret är längre än %(most)s tecken. Rätta det i filen.", most=most)
    return text or None


def _is_plain(text: str) -> bool:
    """Whether it is a number as nearly all of millions are, of which nothing below is true: short, of ASCII letters and
    digits, too long for 1E100, with a digit that is not only zeros before it."""
    fits = LONGEST_SHORT < len(text) <= SHORTEST_MOST and text.isascii() and text.isalnum()
    return fits and not text.isalpha() and not text.startswith("0")


DESTROYED = (
    (SCIENTIFIC, Sentence("Excel har gjort om det till ett avrundat tal.")),
    (DECIMAL, Sentence("Excel har gjort om det till ett decimaltal.")),
    (DATE_LIKE, Sentence("Excel har gjort om det till ett datum.")),
    (BROKEN_CELL, Sentence("Excel visar ett fel i cellen.")),
    (re.compile(r"=.*"), Sentence("det är en formel.")),
)


def _destroyed(text: str, forms: tuple[tuple[re.Pattern[str], Sentence], ...] = DESTROYED) -> Sentence | None:
    return next((reason for form, reason in forms if form.fullmatch(text)), None)


SHORTEST_MOST = 10
"""Characters that every such field has room for, and that are too few for a personnummer with its century."""
LONGEST_SHORT = 5
"""Characters of the longest number in scientific notation that has only letters and digits: 1E100."""
DESTROYED_ANYWHERE = tuple((form, reason) for form, reason in DESTROYED if form in (SCIENTIFIC, BROKEN_CELL))


def refuse_destroyed(text: str) -> None:
    """Raises ValueProblem for a number or text that Excel has changed, as it then names nothing, or several things."""
    if text.isalnum() and len(text) > LONGEST_SHORT:  # nearly all of millions: none of the forms is
        return
    if reason := _destroyed(text, DESTROYED_ANYWHERE):
        raise ValueProblem(
            "%(value)s går inte att använda: %(reason)s Exportera igen med kolumnen som text.",
            value=text[:40],
            reason=reason,
        )


DATE_FORMS = (
    (re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]\d\d:\d\d.*)?"), (1, 2, 3)),
    (re.compile(r"(\d{4})(\d\d)(\d\d)"), (1, 2, 3)),
    (re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[ T]\d\d:\d\d.*)?"), (3, 2, 1)),
)
EXCEL_DAY_ZERO = datetime.date(1899, 12, 30)
EXCEL_DAY = re.compile(r"[34]\d{4}")
EARLIEST = datetime.date(1990, 1, 1)
LATEST = datetime.date(2100, 1, 1)
NO_DATE = re.compile(r"[-–0]|(?:0000-00-00|0001-01-01|1753-01-01|1900-01-01)(?:[ T].*)?")
"""What systems write when there is no date: the first day that their databases know."""
OPEN_END = re.compile(r"(?i)tills vidare|until further notice|[2-9]\d99-12-31(?:[ T].*)?")
"""How a term without an end is written: in words, or as the last day of a century far away."""


def date(text: str) -> datetime.date | None:
    """2026-11-23, 20261123, 23/11/2026 (day first), or Excel's count of days."""
    if not text or NO_DATE.fullmatch(text):
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


def last_day(text: str) -> datetime.date | None:
    """A date, or None for "until further notice"."""
    return None if OPEN_END.fullmatch(text) else date(text)


UNIT_WORDS = re.compile(r"(?i)\s|kr|sek|[:,.]-|dagar|dgr|days")
THOUSANDS = re.compile(r"\d{1,3}(?:(?:\.\d{3})+,\d{1,2}|(?:,\d{3})+\.\d{1,2}|(?:\.\d{3}){2,}|(?:,\d{3}){2,})")
"""1.234,50 and 1,234.50 and 1.234.567: which of the signs divides thousands is plain."""
THOUSANDS_OR_DECIMALS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")


def whole_number(text: str) -> int | None:
    """'1 234,50 kr' → 1234."""
    if not text:
        return None
    bare = UNIT_WORDS.sub("", text)
    if THOUSANDS_OR_DECIMALS.fullmatch(bare):
        raise ValueProblem(
            "%(value)s kan vara tusental eller decimaler. Skriv talet utan tecken mellan siffrorna, till exempel 1234.",
            value=text[:40],
        )
    if THOUSANDS.fullmatch(bare):
        bare = re.sub(r"[.,](?=\d{3})", "", bare)
    bare = bare.replace(",", ".")
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
    """The text. Raises ValueProblem for one that is too long or has a personnummer in it."""
    if found := find_in_free_text(text):
        raise ValueProblem(
            "Värdet ser ut som ett personnummer (%(masked)s). Ta bort det: inga patientuppgifter får finnas här.",
            masked=mask(found),
        )
    text = as_seen(text)
    refuse_destroyed(text)
    refuse_unprintable(text)
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
            "%(value)s är ingen känd kategori. De som finns: %(known)s.",
            value=text[:40],
            known=tuple(CATEGORY_NAMES.values()),
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


SCRAPPED = re.compile(r"(?i)(?:ut)?(?:kasser|skrot|rangera|avskriv|avför|scrap)")


def state(text: str) -> DeviceState | None:
    """The state of a device. Sesam has many states; here all but "scrapped" mean that the product is registered. An
    empty cell says nothing."""
    if not text:
        return None
    if not any(character.isalpha() for character in text) and not is_placeholder(text):
        raise ValueProblem(
            "%(value)s är ingen status. Skriv den i ord, till exempel Registrerad.", value=text[:40]
        )
    return DeviceState.SCRAPPED if SCRAPPED.match(text) else DeviceState.REGISTERED


SIDES = {**SIDE_WORDS, "h": Side.RIGHT, "r": Side.RIGHT, "v": Side.LEFT, "l": Side.LEFT}


def side(text: str) -> Side | None:
    """The ear of a hearing aid. What else stands in such a column (both, none, a page number) says nothing about one
    product, and keeps no row out."""
    return SIDES.get(text.casefold().rstrip("."))
