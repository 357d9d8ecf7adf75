"""From a payload to its Identity: which standard it follows. The order in which the standards are tried stands here."""

import re
import unicodedata
from contextlib import suppress

from identity import ean, gs1, hibc, iso15434, keyboard, plain, return_number, separators
from identity.identity import Identity

ITF_FORMATS = ("ITF", "ITF14")

WEB_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
"""Some QR codes have the address in capitals, because that takes fewer modules."""

WIDE_PARENTHESIS = re.compile(r"（[0-9０-９ ]+）")
SPACED_IDENTIFIER = re.compile(r"\(\s*(\d{2,4})\s*\)", re.ASCII)
"""An application identifier in parentheses. No value has spaces."""

AIM_PREFIX = re.compile(r"\][A-Za-z][0-9A-Za-z]")
LOST_BRACKET = re.compile(r"[^0-9A-Za-z+(*]{0,3}(?:C[01]|e0|d[12]|d5|Q[1345]|J1|A0)(?=[0+(])", re.IGNORECASE)
"""An AIM symbology identifier without its "]". A keyboard layout has made a dead accent, another sign or nothing of
it."""
LEFT_ACCENT = re.compile(r"[´^¨~°]+(?=[0-9A-Za-z+`()*])")
"""What a keyboard layout leaves of a "]" where the two characters behind it were lost too."""
CHECKED = ("gs1", "hibc", "sscc", "return")
"""Kinds of Identity that are believed only with a right check character or digit."""
WRONG_COLON = re.compile(r"^(https?);", re.IGNORECASE)
"""On a Swedish keyboard a colon is Shift and a letter, which Caps Lock turns into the key without Shift."""
TYPED_GTIN_LENGTHS = (12, 13, 14)
"""Digits of a typed number that may be a GTIN. Eight are left out, as one serial of eight digits in ten has the check
digit of an EAN-8 by chance."""


def identify(payload: bytes, format: str, symbology_identifier: str | None = None) -> Identity:  # noqa: A002
    """What a camera saw → Identity. It never raises: a payload that follows no standard is `plain`.

    `payload` is the symbol's raw bytes, with GS for FNC1; `format` a symbology name as in `Symbol.format`;
    `symbology_identifier` the AIM identifier (`]d2`) where the engine gives one.
    """
    text = _plainly(_text(payload, format))
    if format in ean.EAN_FORMATS:
        return ean.parse(text, format)
    if symbology_identifier in gs1.IDENTIFIERS:
        with suppress(gs1.NotGs1):
            return gs1.parse(text, separators_sent=True)
    if format in ITF_FORMATS and ean.is_gtin(text, (14,)):
        return ean.parse(text, format)
    return _structured(text) or gs1.garbled(text) or plain.parse(text)


def identify_typed(text: str) -> Identity:
    """What a person or a hand scanner typed → Identity. It never raises.

    A number with the check digit of a GTIN may still be a serial. So it is given as both, and the register decides.
    """
    cleaned = separators.with_separators(_plainly(text).strip(" \t\r\n"))
    if text.rstrip("\t\r\n").endswith(" ") or not hibc.is_whole(cleaned):
        cleaned = hibc.with_space(cleaned)
    if prefix := AIM_PREFIX.match(cleaned):
        content = cleaned[prefix.end() :]
        if prefix[0] in gs1.IDENTIFIERS:
            with suppress(gs1.NotGs1):
                return gs1.parse(content, separators_sent=separators.GS in content)
        cleaned = content
    if structured := _structured(cleaned) or _garbled(cleaned):
        return structured
    if again := _without_prefix(cleaned) or _without_capitals_lock(cleaned) or gs1.garbled(cleaned):
        return again
    if (accent := LEFT_ACCENT.match(cleaned)) and (
        identity := identify_typed(cleaned[accent.end() :])
    ).kind in CHECKED:
        return identity
    if ean.is_gtin(cleaned, TYPED_GTIN_LENGTHS):
        gtin = cleaned.zfill(14)
        return Identity("ean", cleaned, gtin=gtin, serial=cleaned)
    return plain.parse(cleaned)


def _plainly(text: str) -> str:
    """The text without marks that nobody sees before and behind it, such as a byte order mark, and with the parentheses
    of GS1's text as they are defined: `（01）` is what East Asian keyboards make of them, and some print `( 01 )`."""
    while text and unicodedata.category(text[0]) == "Cf":
        text = text[1:]
    while text and unicodedata.category(text[-1]) == "Cf":
        text = text[:-1]
    if WIDE_PARENTHESIS.match(text):
        text = unicodedata.normalize("NFKC", text)
    return SPACED_IDENTIFIER.sub(r"(\1)", text) if SPACED_IDENTIFIER.match(text) else text


def _structured(text: str) -> Identity | None:
    """The Identity of our own numbers, HIBC, Digital Link, and GS1 that nothing announced; None for all other texts."""
    if number := return_number.parse(text):
        return Identity("return", text, return_number=number)
    with suppress(iso15434.NotAnEnvelopeError):
        return iso15434.parse(text)
    if inside := iso15434.gs1_content(text):
        return _structured(inside)
    with suppress(hibc.NotHibc):
        # HIBC has capitals only. With Caps Lock on they come as small letters; the check character shows that.
        return hibc.parse(text.upper() if text.startswith("+") and not hibc.is_whole(text) else text)
    with suppress(gs1.NotGs1):
        if address := WEB_ADDRESS.match(text):
            return gs1.parse_digital_link(address[0].lower() + text[address.end() :])
        if text.startswith("("):
            return gs1.parse_hri(text)
        return _unpromised_gs1(text)
    return None


def _unpromised_gs1(text: str) -> Identity | None:
    """Element strings that no symbology identifier announced. They are believed only when they begin with a GTIN or an
    SSCC whose check digit is right, and can be read to the end. Raises gs1.NotGs1."""
    body = text.strip(separators.GS)
    if not re.match(r"01\d{14}|00\d{18}", body, re.ASCII):
        return None
    identity = gs1.parse(text, separators_sent=separators.GS in body)
    return identity if identity.gtin or identity.sscc else None


def _garbled(text: str) -> Identity | None:
    """What a scanner that is set for an American keyboard has sent. It is believed only when a check character
    agrees."""
    meant = WRONG_COLON.sub(r"\1:", keyboard.from_swedish(text))
    if meant == text or not meant.lower().startswith(("+", "http", "(")):
        return None
    if meant.startswith("+"):
        # With Caps Lock on, too.
        meant = meant.upper() if hibc.is_whole(meant.upper()) else hibc.with_space(meant.upper())
    identity = _structured(meant)
    return identity if identity and not identity.problems else None


def _without_prefix(text: str) -> Identity | None:
    """What follows a symbology identifier whose "]" was lost. It is believed where its own check is right."""
    head = unicodedata.normalize("NFD", text[:6].lstrip("åÅ"))
    whole = "".join(sign for sign in head if not unicodedata.combining(sign)) + text[6:]
    prefix = LOST_BRACKET.match(whole)
    if prefix is None:
        return None
    content = whole[prefix.end() :]
    found = _structured(content)
    if found is None or found.kind not in ("gs1", "hibc", "sscc"):
        return gs1.garbled(content)
    return None if any(problem.code == "hibc_check" for problem in found.problems) else found


def _without_capitals_lock(text: str) -> Identity | None:
    """A HIBC code that came in small letters because Caps Lock was on, which its check character proves."""
    capitals = hibc.with_space(text.upper()) if not hibc.is_whole(text.upper()) else text.upper()
    if text == text.upper() or not hibc.is_whole(capitals):
        return None
    with suppress(hibc.NotHibc):
        return hibc.parse(capitals)
    return None


KANJI_FORMATS = ("QRCode", "MicroQRCode", "RMQRCode")
"""These symbologies have a mode for Japanese, whose bytes are Shift-JIS (ISO/IEC 18004, 7.4.6)."""
TWO_KANJI = re.compile(rb"(?:[\x81-\x9f\xe0-\xfc][\x40-\x7e\x80-\xfc]){2}")
"""Two characters of Shift-JIS in a row. Alone it would be too little: a quotation mark of Windows and the letter behind
it look like one character."""
NO_LATIN_1 = re.compile(rb"[\x80-\x9f]")
"""Bytes that no text in Latin-1 has, but nearly every one in Shift-JIS."""


def _text(payload: bytes, format: str) -> str:  # noqa: A002
    """The payload as UTF-8, else as Shift-JIS where a QR code has bytes of that kind only, else as Latin-1."""
    with suppress(UnicodeDecodeError):
        return payload.decode("utf-8")
    if format in KANJI_FORMATS and NO_LATIN_1.search(payload) and TWO_KANJI.search(payload):
        with suppress(UnicodeDecodeError):
            return payload.decode("shift_jis")
    return payload.decode("latin-1")
