"""ISO/IEC 15434 envelopes, and the Pharmacy Product Number in them.

    [)> RS 06 GS 9N110375286414 GS 1T12345ABCD GS D261231 GS S12345 RS EOT

It has a message header, a format header, data fields that each begin with a data identifier (ISO/IEC 15418, ANS
MH10.8.2), and trailers (ISO/IEC 15434, sections 6 and 7). IFA, one of the EU's four issuing entities for UDI, puts its
PPN into it (IFA Coding System, "PPN-Code"). A hand scanner that types like a keyboard leaves out the control
characters, or writes something else for them.
"""

import re
from dataclasses import replace
from datetime import date

from identity.ean import is_gtin
from identity.gs1 import last_day_of_month
from identity.identity import Identity, Problem
from identity.separators import GS

RS, EOT = "\x1e", "\x04"
HEADER = re.compile(r"\[\)>\s*(?:\x1e|<RS>|\{RS\}|\^\^|[^0-9A-Za-z\[(]){0,2}(0[56])", re.IGNORECASE)
SPELLED = (
    (re.compile(r"<RS>|\{RS\}|\[RS\]|\^\^|␞", re.I), RS),
    (re.compile(r"<EOT>|\{EOT\}|\[EOT\]|\^D|␄", re.I), EOT),
)
FIELD = re.compile(r"(9N|8P|1T|16D|14D|D|S|T)(.+)", re.DOTALL)
"""The data identifiers of ANS MH10.8.2 that stand on products: PPN, GTIN, lot, dates, serial."""
GS1_FORMAT, DI_FORMAT = "05", "06"
PPN = re.compile(r"[0-9A-Z]{4,22}")


class NotAnEnvelopeError(ValueError):
    """The text does not begin as a message of ISO/IEC 15434."""


def parse(text: str) -> Identity:
    """An envelope → Identity of kind `iso15434`. Raises NotAnEnvelopeError."""
    spelled = text
    for form, sign in SPELLED:
        spelled = form.sub(sign, spelled)
    begin = HEADER.match(spelled)
    if begin is None or begin[1] == GS1_FORMAT:
        raise NotAnEnvelopeError(text)
    body = spelled[begin.end() :].split(RS)[0].rstrip(EOT)
    separator = body[:1]
    if not separator or separator.isalnum():
        return Identity("iso15434", text, problems=(_unreadable(text),))
    identity = Identity("iso15434", text)
    for field in filter(None, body.split(separator)):
        identity = _with_field(identity, field.strip("\r\n" + EOT))
    if not (identity.ppn or identity.gtin or identity.serial or identity.problems):
        identity = replace(identity, problems=(_unreadable(text),))
    return identity


def gs1_content(text: str) -> str | None:
    """The element strings of an envelope in format 05; None for anything else."""
    begin = HEADER.match(text)
    if begin is None or begin[1] != GS1_FORMAT:
        return None
    return text[begin.end() :].split(RS)[0].rstrip(EOT).lstrip(GS)


def has_right_check(ppn: str) -> bool:
    """Whether the check digits of a PPN are right. Its last two digits are the sum of its characters' ASCII codes,
    weighted 2, 3, 4 … from the left, modulo 97 (IFA Coding System, "PPN-Code", annex)."""
    content, check = ppn[:-2], ppn[-2:]
    return f"{sum(ord(sign) * weight for weight, sign in enumerate(content, 2)) % 97:02}" == check


def _with_field(identity: Identity, field: str) -> Identity:
    found = FIELD.fullmatch(field)
    if found is None:
        return identity
    name, value = found[1], found[2].strip()
    match name:
        case "9N":
            return _with_ppn(identity, value)
        case "8P" if is_gtin(value, (8, 12, 13, 14)):
            return replace(identity, gtin=value.zfill(14))
        case "S":
            return replace(identity, serial=value)
        case "1T" | "T":
            return replace(identity, lot=value)
        case "D" | "14D":
            return _dated(identity, "expiry_date", value)
        case "16D":
            return _dated(identity, "production_date", value)
    return identity


def _with_ppn(identity: Identity, value: str) -> Identity:
    if PPN.fullmatch(value) and has_right_check(value):
        return replace(identity, ppn=value)
    wrong = Problem.of(
        "ppn_check",
        "Produktnumret %(ppn)s har fel kontrollsiffror. Läs koden igen, eller skriv serienumret.",
        ppn=value,
    )
    return replace(identity, problems=(*identity.problems, wrong))


def _dated(identity: Identity, name: str, digits: str) -> Identity:
    """The identity with a date, written as YYMMDD or YYYYMMDD; the day may be 00 for the whole month."""
    full = f"20{digits}" if len(digits) == 6 else digits
    try:
        year, month, day = int(full[:4]), int(full[4:6]), int(full[6:8])
        found = date(year, month, day) if day else last_day_of_month(year, month)
    except ValueError:
        wrong = Problem.of(
            name,
            "Datumet %(digits)s finns inte. Koden är fel tryckt: kontrollera datumet på förpackningen.",
            digits=digits,
        )
        return replace(identity, problems=(*identity.problems, wrong))
    return replace(identity, **{name: found})  # type: ignore[arg-type] # one of its two dates


def _unreadable(text: str) -> Problem:
    return Problem.of(
        "envelope",
        "Koden %(payload)s är förvanskad på vägen från handläsaren. Öppna Handläsare i menyn och skanna testkoden, "
        "eller skriv serienumret.",
        payload=text[:60],
    )
