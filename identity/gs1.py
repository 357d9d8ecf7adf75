"""GS1 element strings and Digital Link addresses, through biip.

An element string is an application identifier (AI) and its value (GS1 General Specifications, section 3).
Values of variable length end at a separator, FNC1, which is transmitted as GS (section 7.8.5). Some printers leave it
out, and some hand scanners that type like a keyboard lose it: `identity.fnc1` finds where it stood.
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
from identity.separators import GS

IDENTIFIERS = ("]C1", "]d2", "]d5", "]Q3", "]Q4", "]e0", "]J1")
"""AIM symbology identifiers of symbols that hold GS1 element strings (GS1 General Specifications, figure 5.1.2-1)."""

# An impossible date must not hide the serial number behind it. So biip does not judge dates, and a wrong one becomes a
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
"""Characters outside the set that AI 10 and 21 share with nearly all others (GS1 General Specifications, figure
7.11-1). Such a sign was sent or printed in place of the separator. `separated` makes an exception for letters."""
FORM_AI = re.compile(r"\((\d{2,4})\)")
MAX_PAYLOAD = 500
"""Characters of a message that are read at the most. GS1 Data Matrix and QR hold far more, but no product has more than
this, and the limit keeps the time short."""


class NotGs1(Exception):  # noqa: N818 - an answer to the caller, who then tries something else
    """The text is not a sequence of GS1 element strings."""


def parse(text: str, *, separators_sent: bool) -> Identity:
    """Element strings → Identity. Raises NotGs1.

    `separators_sent` says that a separator would have been sent: the symbology identifier said GS1, or a GS stands in
    the text.
    """
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
    """The text with GS in place of every sign that no value may have.

    A letter outside ASCII comes from a keyboard layout and may stand for a character of the value, so that it stays.
    Only å and Å stand for brackets, which no value has.
    """
    return NO_GS1_CHARACTER.sub(lambda found: _as_separator(found[0]), text)


def _as_separator(signs: str) -> str:
    return signs if any(sign.isalpha() and sign not in "åÅ" for sign in signs) else GS


def garbled(text: str) -> Identity | None:
    """The GTIN of a text that begins as element strings and cannot be read to its end, with a Problem that says so.
    None for all other texts, and where the GTIN's check digit is wrong."""
    body = text.strip(GS).replace("(01)", "01", 1)
    if body[:2] != "01" or not is_gtin(body[2:16], (14,)) or len(body) == 16:
        return None
    return Identity("gs1", text, gtin=body[2:16], problems=(_garbled(text),))


def parse_hri(text: str) -> Identity:
    """The human readable form, `(01)…(21)…`, which some labels have in the symbol itself and some people type. Raises
    NotGs1.

    A value may have parentheses of its own. Only parentheses around an application identifier that exists begin a
    field.
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
    """The Identity of (AI, value) pairs. Raises NotGs1 where an AI comes twice with different values, or where a value
    is not whole."""
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
    """Whether an application identifier of these digits exists."""
    try:
        return GS1ApplicationIdentifier.extract(digits).ai == digits
    except ParseError:
        # Also for measures, whose fourth digit says how many decimals follow (AI 310n and others).
        return False


def _possible_serials(message: str) -> tuple[str, ...]:
    """Every serial that comes out of one of the ways to set the lost separators."""
    fields = [part for reading in fnc1.readings(message) for part in reading.split(GS)]
    return tuple(dict.fromkeys(serial for part in fields if (serial := _serial_in(part))))


def _serial_in(part: str) -> str | None:
    """The serial of one field, or None for a field of another kind."""
    try:
        elements, _problems = _walk(part)
    except ParseError:
        return None
    return next((element.value for element in elements if element.ai.ai == "21"), None)


def _walk(message: str) -> tuple[list[GS1ElementString], list[Problem]]:
    """The elements of a message one after the other, and the Problems of wrong dates. Raises ParseError where no
    element begins."""
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
        except ValueError as error:  # biip fails on measures whose value is no number (AI 31nn and others)
            raise ParseError(str(error)) from error
        elements.append(element)
        # A value of variable length ends at GS or at its full length. Where something else follows, it belongs to no
        # element.
        rest = rest[len(element) :]
        if element.ai.separator_required and rest and not rest.startswith(GS):
            raise ParseError(f"no separator after {element.ai}")
    return elements, problems + _undated(elements)


def _recovered(text: str, message: str, error: ParseError) -> Identity:
    """The Identity with the lost separators put back, where only one way is possible. Where several are, only the
    fields that all of them agree on."""
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
    """The fields of these elements, with a Problem for each wrong check digit."""
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
    """The identity with one more field; elements of other AIs are left out."""
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
    """A Problem for each date that does not exist."""
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
    """The Problem of a lot that may have swallowed a serial. Printers that leave separators out most often have the
    FNC1 at the beginning and leave out those in between."""
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
    """The last day of the month, which a date without a day means (GS1 General Specifications, section 7.12)."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)
