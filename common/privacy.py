"""There is never any patient data: a text that looks like a personnummer is refused, masked in logs, and never
repeated.

There are two kinds of fields. A free text refuses every written form, also ten digits in a row, because a person can
rewrite a sentence. A field for a serial or another number refuses only unmistakable forms (880320-0016, 198803200016),
because one serial of ten digits in 250 passes the personnummer check by chance.
"""

from collections.abc import Callable, Iterator, MutableMapping
from typing import Any

from common import personnummer
from common.personnummer import WrittenNumber
from common.sentence import Sentence, SentenceError

LONGEST_FREE_TEXT = 10_000
"""Characters of a free text at the most; no note is longer. Searching a text of this length takes 0.2 seconds at the
worst, and one of a million digits would take 20."""


class PatientDataError(SentenceError, ValueError):
    """The text has something in it that looks like patient data."""


# --- refusing


def refuse_in_free_text(text: str | None) -> None:
    """Raises PatientDataError for a personnummer in any written form, and for a text too long to search."""
    if text and len(text) > LONGEST_FREE_TEXT:
        raise PatientDataError("Texten är längre än %(most)s tecken. Korta den.", most=LONGEST_FREE_TEXT)
    if found := find_in_free_text(text or ""):
        raise PatientDataError(
            "Texten verkar innehålla ett personnummer (%(masked)s). Ta bort det: "
            "inga patientuppgifter får finnas här.",
            masked=mask(found),
        )


def free_text_fault(text: str | None) -> Sentence | None:
    """The sentence with which `refuse_in_free_text` would refuse the text; None where the text can be stored."""
    try:
        refuse_in_free_text(text)
    except PatientDataError as error:
        return error.sentence
    return None


def refuse_in_number(text: str | None) -> None:
    """Raises PatientDataError when a serial, an order number or the like is unmistakably a personnummer."""
    if found := find_in_number(text or ""):
        raise PatientDataError(
            "Det ser ut som ett personnummer (%(masked)s). Skriv produktens nummer: "
            "inga patientuppgifter får finnas här.",
            masked=mask(found),
        )


def refuse_in_file_name(name: str | None) -> None:
    """Raises PatientDataError for an uploaded file that is named after a patient."""
    if found := find_in_free_text(name or ""):
        raise PatientDataError(
            "Filens namn verkar innehålla ett personnummer (%(masked)s). Byt namn på filen och välj den igen.",
            masked=mask(found),
        )


# --- finding


def find_in_free_text(text: str) -> str | None:
    """The first personnummer in a free text, as it is written there."""
    if len(text) < personnummer.TEN:
        return None
    return next((text[found.start : found.end] for found in personnummer.find_all(text)), None)


def find_in_number(text: str) -> str | None:
    """The first unmistakable personnummer in a field for serials and other numbers, as it is written there."""
    # Nearly all of a million serials: digits alone are unmistakable only where they are twelve, with the century.
    if len(text) <= personnummer.TEN or (
        len(text) != personnummer.TWELVE and text.isascii() and text.isdecimal()
    ):
        return None
    return next((text[found.start : found.end] for found in _unmistakable(text)), None)


def is_personnummer(text: str) -> bool:
    """Whether the text is a personnummer and nothing else, in any written form."""
    bare = text.strip()
    return any((found.start, found.end) == (0, len(bare)) for found in personnummer.find_all(bare))


def _unmistakable(text: str) -> Iterator[WrittenNumber]:
    return (found for found in personnummer.find_all(text) if found.unmistakable)


# --- masking


def mask(number: str) -> str:
    """The beginning of a number, by which it is found in a file, and nobody is recognised: '880320-0016' → '88…'."""
    return number.strip()[:2] + "…"


def masked(text: str) -> str:
    """A free text with every personnummer in it masked."""
    return _masked(text, personnummer.find_all)


def masked_number(text: str) -> str:
    """A number field's text with every unmistakable personnummer in it masked."""
    return _masked(text, _unmistakable)


def _masked(text: str, find: Callable[[str], Iterator[WrittenNumber]]) -> str:
    if len(text) < personnummer.TEN:
        return text
    parts, done = [], 0
    for found in sorted(find(text), key=lambda found: (found.start, -found.end)):
        if found.start >= done:
            parts += [text[done : found.start], mask(text[found.start : found.end])]
        done = max(done, found.end)
    return "".join([*parts, text[done:]])


def mask_log_entry(_logger: Any, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A processor for structlog that masks every personnummer in the texts of a log entry."""
    for name, value in entry.items():
        entry[name] = _masked_value(value)
    return entry


def _masked_value(value: Any) -> Any:
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, dict):
        return {_masked_value(name): _masked_value(one) for name, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_masked_value(one) for one in value]
    return value
