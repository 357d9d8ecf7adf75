"""GS1 element strings and Digital Link addresses, through biip.

An element string is an application identifier (AI) and its value (GS1 General Specifications, section 3).
Values of variable length end at a separator, FNC1, transmitted as GS (section 7.8.5). Printers forget it and
keyboard wedges swallow it: `identity.fnc1` finds where it stood.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from biip import ParseConfig, ParseError
from biip.gs1_application_identifiers import GS1ApplicationIdentifier
from biip.gs1_element_strings import GS1ElementString

from identity import digital_link, fnc1
from identity.ean import is_gtin, wrong_gtin
from identity.identity import Identity, Problem

GS = "\x1d"
IDENTIFIERS = ("]C1", "]d2", "]d5", "]Q3", "]Q4", "]e0", "]J1")
"""AIM symbology identifiers that promise GS1 element strings (GS1 General Specifications, figure 5.1.2-1)."""

# An impossible date shall not hide the serial number behind it: biip leaves it out, and it becomes a
# Problem here.
CONFIG = ParseConfig(gs1_element_strings_verify_date=False)
WRONG_DATES = {
    "11": (
        "production_date",
        "Tillverkningsdatumet %(digits)s finns inte (väntat ÅÅMMDD). Koden är fel tryckt: "
        "kontrollera datumet på förpackningen.",
    ),
    "17": (
        "expiry_date",
        "Utgångsdatumet %(digits)s finns inte (väntat ÅÅMMDD). Koden är fel tryckt: "
        "kontrollera datumet på förpackningen.",
    ),
}
OTHER_WRONG_DATE = (
    "date",
    "Datumet %(digits)s finns inte (väntat ÅÅMMDD). Koden är fel tryckt: "
    "kontrollera datumet på förpackningen.",
)
SIX_DIGIT_DATES = ("11", "12", "13", "15", "16", "17")
NO_GS1_CHARACTER = re.compile(r"(?:[^\x21-\x7e]|[#$@\[\\\]^`{|}~])+")
"""Outside the character set that AI 10 and 21 share with nearly all others (GS1 General Specifications, figure
7.11-1): such a sign was sent or printed in place of the separator. Letters are told apart in `separated`."""
FORM_AI = re.compile(r"\((\d{2,4})\)")
MAX_PAYLOAD = 500
"""GS1 Data Matrix and QR hold far more, but no product says more than this; it bounds the work."""


class NotGs1(Exception):  # noqa: N818 - an answer to the caller, who then tries something else
    """The text is not a sequence of GS1 element strings."""


def parse(text: str, *, separators_sent: bool) -> Identity:
    """Element strings → Identity. `separators_sent` tells that FNC1 could come through: a symbology
    identifier said GS1, or a GS stands in the text. Raises NotGs1."""
    message = separated(text).strip(GS)
    if not message or len(message) > MAX_PAYLOAD:
        raise NotGs1(text)
    try:
        elements, problems = _walk(message)
    except ParseError as error:
        return _recovered(text, message, error)
    if GS in message:
        return _identity(text, elements, problems)
    ais = [element.ai.ai for element in elements]
    serials = _possible_serials(message)
    if not separators_sent and fnc1.is_ambiguous(message, ais):
        certain = [element for element in elements if not element.ai.separator_required]
        found = _identity(text, certain, [*problems, _ambiguous(text)])
        return replace(found, possible_serials=serials)
    if fnc1.hides_serial(message, ais):
        problems = [*problems, _suspected(text)]
    elif fnc1.hides_behind_serial(message, ais):
        problems = [*problems, _suspected_behind(text)]
    else:
        return _identity(text, elements, problems)
    return replace(_identity(text, elements, problems), possible_serials=serials)


def separated(text: str) -> str:
    """The text with GS for every sign that no value may have.

    A letter outside ASCII comes from a keyboard layout and may stand for a character of the value, so it stays; only
    å and Å stand for brackets, which no value has.
    """
    return NO_GS1_CHARACTER.sub(lambda found: _as_separator(found[0]), text)


def _as_separator(signs: str) -> str:
    return signs if any(sign.isalpha() and sign not in "åÅ" for sign in signs) else GS


def garbled(text: str) -> Identity | None:
    """What begins as element strings with a right GTIN and cannot be read to its end: the GTIN, and a Problem that
    says so. None for all other texts."""
    body = text.strip(GS).replace("(01)", "01", 1)
    if body[:2] != "01" or not is_gtin(body[2:16], (14,)) or len(body) == 16:
        return None
    return Identity("gs1", text, gtin=body[2:16], problems=(_garbled(text),))


def parse_hri(text: str) -> Identity:
    """The human readable form, `(01)…(21)…`, as some print it into the symbol or type it. Raises NotGs1.

    A value may have parentheses of its own: only those around an application identifier that exists begin a field.
    """
    starts = [found for found in FORM_AI.finditer(text) if _is_ai(found[1])]
    if not starts or starts[0].start():
        raise NotGs1(text)
    ends = [found.start() for found in starts[1:]] + [len(text)]
    pairs = [(start[1], text[start.end() : end].strip()) for start, end in zip(starts, ends, strict=True)]
    return _of_pairs(text, pairs)


def parse_digital_link(text: str) -> Identity:
    """A GS1 Digital Link address, `https://…/01/GTIN/21/SERIAL`. Raises NotGs1."""
    try:
        if pairs := digital_link.pairs(text):
            return _of_pairs(text, pairs)
    except NotGs1:
        pass
    if (gtin := digital_link.gtin_in(text)) is None:
        raise NotGs1(text)
    told = Problem.of(
        "digital_link",
        "Adressen i koden har mer än artikelnumret, och det går inte att läsa: %(payload)s. Skriv serienumret som det "
        "står på produkten.",
        payload=text[:80],
    )
    return Identity("gs1", text, gtin=gtin, problems=(told,))


def _of_pairs(text: str, pairs: Sequence[tuple[str, str]]) -> Identity:
    """AI and value, told apart already. No AI may come twice with different values, and every value must be whole."""
    if len({ai for ai, _value in pairs}) != len(set(pairs)):
        raise NotGs1(text)
    elements: list[GS1ElementString] = []
    problems: list[Problem] = []
    for ai, value in pairs:
        try:
            found, wrong = _walk(ai + value)
        except ParseError as error:
            raise NotGs1(text) from error
        if GS in value or len(found) + len(wrong) < 1 or any(element.ai.ai != ai for element in found):
            raise NotGs1(text)
        elements += found
        problems += wrong
    return _identity(text, elements, problems)


def _is_ai(digits: str) -> bool:
    try:
        return GS1ApplicationIdentifier.extract(digits).ai == digits
    except ParseError:
        # Measures carry their decimals in the fourth digit (AI 310n and its like).
        return False


def _possible_serials(message: str) -> tuple[str, ...]:
    """Every serial that some way to set the lost separators gives."""
    fields = [part for reading in fnc1.readings(message) for part in reading.split(GS)]
    return tuple(dict.fromkeys(serial for part in fields if (serial := _serial_in(part))))


def _serial_in(part: str) -> str | None:
    try:
        elements, _problems = _walk(part)
    except ParseError:
        return None
    return next((element.value for element in elements if element.ai.ai == "21"), None)


def _walk(message: str) -> tuple[list[GS1ElementString], list[Problem]]:
    """Element after element; raises ParseError where none begins."""
    elements: list[GS1ElementString] = []
    problems: list[Problem] = []
    rest = message
    while rest := rest.lstrip(GS):
        try:
            element = GS1ElementString.extract(rest, config=CONFIG)
        except ParseError:
            if not _is_six_digit_date(rest):
                raise
            problems.append(_wrong_date(rest[:2], rest[2:8]))
            rest = rest[8:]
            continue
        except ValueError as error:  # biip counts decimals of what is not a number (AI 31nn and its like)
            raise ParseError(str(error)) from error
        elements.append(element)
        # A value in the middle ends at GS or at its full length, whichever comes first; what follows
        # otherwise is part of nothing.
        rest = rest[len(element) :]
        if element.ai.separator_required and rest and not rest.startswith(GS):
            raise ParseError(f"no separator after {element.ai}")
    return elements, problems + _undated(elements)


def _recovered(text: str, message: str, error: ParseError) -> Identity:
    """Put the lost separators back where only one place is possible; where several are, keep what all agree
    on."""
    readings = fnc1.readings(message)
    parsed = []
    for reading in readings:
        try:
            parsed.append(_walk(reading))
        except ParseError:
            continue
    if not parsed:
        raise NotGs1(text) from error
    if len(parsed) == 1:
        return _identity(text, *parsed[0])
    agreed = set.intersection(*({(e.ai.ai, e.value) for e in elements} for elements, _ in parsed))
    elements, problems = parsed[0]
    certain = [element for element in elements if (element.ai.ai, element.value) in agreed]
    found = _identity(text, certain, [*problems, _ambiguous(text)])
    return replace(found, possible_serials=() if found.serial else _possible_serials(message))


def _identity(text: str, elements: Iterable[GS1ElementString], problems: Iterable[Problem]) -> Identity:
    found = list(problems)
    identity = Identity("gs1", text)
    for element in elements:
        ai, value = element.ai.ai, element.value
        if ai in ("01", "02"):
            if element.gtin is None:
                found.append(wrong_gtin(value))
            elif ai == "01":
                identity = replace(identity, gtin=value)
        elif ai == "00":
            if element.sscc is None:
                found.append(_wrong_sscc(value))
            identity = replace(identity, sscc=value if element.sscc else None)
        else:
            identity = _with_field(identity, element)
    if identity.sscc and not identity.gtin:
        identity = replace(identity, kind="sscc")
    return replace(identity, problems=tuple(found))


def _with_field(identity: Identity, element: GS1ElementString) -> Identity:
    match element.ai.ai:
        case "21":
            return replace(identity, serial=element.value)
        case "10":
            return replace(identity, lot=element.value)
        case "11":
            return replace(identity, production_date=element.date)
        case "17":
            return replace(identity, expiry_date=element.date)
        case "30" | "37":
            return replace(identity, quantity=int(element.value))
    return identity


def _undated(elements: Iterable[GS1ElementString]) -> list[Problem]:
    return [_wrong_date(e.ai.ai, e.value) for e in elements if e.ai.ai in SIX_DIGIT_DATES and not e.date]


def _is_six_digit_date(rest: str) -> bool:
    return rest[:2] in SIX_DIGIT_DATES and len(rest) >= 8 and rest[2:8].isascii() and rest[2:8].isdecimal()


def _wrong_date(ai: str, digits: str) -> Problem:
    code, source = WRONG_DATES.get(ai, OTHER_WRONG_DATE)
    return Problem.of(code, source, digits=digits)


def _wrong_sscc(digits: str) -> Problem:
    return Problem.of(
        "sscc_check", "Kollinumret %(digits)s har fel kontrollsiffra. Läs koden igen.", digits=digits
    )


def _ambiguous(text: str) -> Problem:
    return Problem.of(
        "fnc1_ambiguous",
        "Skiljetecken saknas i koden %(payload)s, så att serienumret inte säkert kan skiljas ut. "
        "Jämför med det tryckta serienumret och skriv in det.",
        payload=text,
    )


def _suspected(text: str) -> Problem:
    """The first FNC1 came through and the ones between did not: what printers forget most often."""
    return Problem.of(
        "fnc1_suspected",
        "Ett skiljetecken kan saknas i koden %(payload)s: serienumret kan stå sist i batchnumret. "
        "Jämför med det tryckta serienumret och skriv in det.",
        payload=text,
    )


def _suspected_behind(text: str) -> Problem:
    return Problem.of(
        "fnc1_suspected",
        "Ett skiljetecken kan saknas i koden %(payload)s: det sista i serienumret kan vara ett annat fält. "
        "Jämför med det tryckta serienumret och skriv in det.",
        payload=text,
    )


def _garbled(text: str) -> Problem:
    return Problem.of(
        "garbled",
        "Koden %(payload)s kom fram förvanskad. Ställ in handläsaren på sidan Handläsare, "
        "eller skriv serienumret för hand.",
        payload=text,
    )


def last_day_of_month(year: int, month: int) -> date:
    """The last day of the month: what a date without a day means (GS1 General Specifications, section
    7.12)."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)
