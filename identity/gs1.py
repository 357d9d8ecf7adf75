"""GS1 element strings and Digital Link addresses, through biip.

An element string is an application identifier (AI) and its value (GS1 General Specifications, section 3).
Values of variable length end at a separator, FNC1, transmitted as GS (section 7.8.5). Printers forget it and
keyboard wedges swallow it: `identity.fnc1` finds where it stood.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from biip import ParseConfig, ParseError
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
MAX_PAYLOAD = 500
"""GS1 Data Matrix and QR hold far more, but no product says more than this; it bounds the work."""


class NotGs1(Exception):  # noqa: N818 - an answer to the caller, who then tries something else
    """The text is not a sequence of GS1 element strings."""


def parse(text: str, *, separators_kept: bool) -> Identity:
    """Element strings → Identity. `separators_kept` tells that FNC1 could come through: a symbology
    identifier said GS1, or a GS stands in the text. Raises NotGs1."""
    message = text.strip(GS)
    if not message or len(message) > MAX_PAYLOAD:
        raise NotGs1(text)
    try:
        elements, problems = _walk(message)
    except ParseError as error:
        return _recovered(text, message, error)
    if GS not in message:
        ais = [element.ai.ai for element in elements]
        if not separators_kept and fnc1.is_ambiguous(message, ais):
            certain = [element for element in elements if not element.ai.separator_required]
            found = _identity(text, certain, [*problems, _ambiguous(text)])
            return replace(found, possible_serials=fnc1.serials(message))
        if fnc1.hides_serial(message, ais):
            problems = [*problems, _suspected(text)]
        if fnc1.hides_date(message, ais):
            found = _identity(text, elements, [*problems, _date_suspected(text)])
            return replace(found, possible_serials=fnc1.serials(message))
    return _identity(text, elements, problems)


def garbled(text: str) -> Identity | None:
    """What begins as element strings with a right GTIN and cannot be read to its end: the GTIN, and a Problem that
    says so. None for all other texts."""
    body = text.strip(GS).replace("(01)", "01", 1)
    if body[:2] != "01" or not is_gtin(body[2:16], (14,)) or len(body) == 16:
        return None
    told = Problem.of(
        "garbled",
        "Koden %(payload)s är förvanskad på vägen från handläsaren. Öppna Handläsare i menyn och skanna testkoden, "
        "eller skriv serienumret.",
        payload=text[:60],
    )
    return Identity("gs1", text, gtin=body[2:16], problems=(told,))


def parse_hri(text: str) -> Identity:
    """The human readable form, `(01)…(21)…`, as some print it into the symbol or type it. Raises NotGs1.

    Only digits in parentheses are an AI: a serial may hold parentheses of its own.
    """
    parts = HRI_AI.split(text)
    if parts[0].strip() or len(parts) < 3:
        raise NotGs1(text)
    elements = [_element(ai, value.strip()) for ai, value in zip(parts[1::2], parts[2::2], strict=True)]
    if any(element is None for element in elements):
        raise NotGs1(text)
    known = [element for element in elements if element is not None]
    return _identity(text, known, _undated(known))


HRI_AI = re.compile(r"\((\d{2,4})\)", re.ASCII)


def _element(ai: str, value: str) -> GS1ElementString | None:
    """The element string of an AI and all of its value; None where they do not fit."""
    try:
        element = GS1ElementString.extract(ai + value, config=CONFIG)
    except (ParseError, ValueError):
        return None
    return element if element.ai.ai == ai and element.value == value else None


def parse_digital_link(text: str) -> Identity:
    """A GS1 Digital Link address, `https://…/01/GTIN/21/SERIAL`. Raises NotGs1."""
    if len(text) > MAX_PAYLOAD or (found := digital_link.pairs(text)) is None:
        raise NotGs1(text)
    pairs, unread = found
    elements = []
    for ai, value in pairs:
        if (element := _element(ai, value)) is None:
            unread.append(f"{ai}/{value}")
        else:
            elements.append(element)
    if not elements:
        raise NotGs1(text)
    told = [_link_not_read(part) for part in unread]
    return _identity(text, elements, [*_undated(elements), *told])


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
    return _identity(text, certain, [*problems, _ambiguous(text)])


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


def _date_suspected(text: str) -> Problem:
    return Problem.of(
        "fnc1_suspected",
        "Ett skiljetecken kan saknas i koden %(payload)s: ett datum kan stå sist i serienumret. "
        "Jämför med det tryckta serienumret och skriv in det.",
        payload=text,
    )


def _link_not_read(part: str) -> Problem:
    return Problem.of(
        "digital_link",
        "Adressen i koden har mer än artikelnumret, som inte går att läsa: %(part)s. Skriv serienumret som det står "
        "på produkten.",
        part=part[:60],
    )


def last_day_of_month(year: int, month: int) -> date:
    """The last day of the month: what a date without a day means (GS1 General Specifications, section
    7.12)."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)
