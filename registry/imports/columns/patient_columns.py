"""Columns that look like patients. A file with one is refused until the user leaves the column out. Nothing that stands
in such a column is shown."""

import re
from collections.abc import Sequence

from common.privacy import find_in_free_text, is_personnummer
from registry.imports.table.source import Row
from workbooks import normalised

HEADINGS = re.compile(
    r"patient|person|brukare|vårdtagare|förnamn|efternamn|tilltalsnamn|födelse|samordning|reservnummer|anhörig"
    r"|vårdnadshavare|målsman|närstående|godman|klient|journal|innehavare|hjälpmedelsanvändare|lman(umme)?r"
    r"|mottagarensnamn|användarnamn|kund(ens)?namn|firstname|lastname|surname|fullname|birth|^p(ers|at)?nr$|^patid$|^ssn$"
)
ALSO_NAMES = {
    "namn",
    "name",
    "kund",
    "mottagare",
    "användare",
    "låntagare",
    "förskrivare",
    "ägare",
    "telefon",
    "telefonnr",
    "telefonnummer",
    "mobil",
    "mobilnr",
    "mobilnummer",
}
"""Headings that mean people in a list of devices, but not in a list of units."""
LOOKS_LIKE = 0.2
SERIAL_LOOKS_LIKE = 0.5
"""The part of a column's values that have to pass the personnummer check, in a column of serials. Of random numbers of
ten digits about one in 250 passes it."""

COMMON_FIRST_NAMES = (
    "anna maria karin eva kerstin kristina margareta lars johan nils erik anders per karl carl jan peter mikael"
    " hans bengt bo fredrik sven gunnar daniel emma sara linda marie birgitta ingrid inger marianne lena helena"
    " elisabeth ulla monica monika sofia susanne annika gunilla thomas tomas stefan magnus jonas mattias andreas"
    " martin christer leif ulf göran olof olle åsa ann britt barbro berit siv astrid alice elsa maja oskar oscar"
    " william lucas elias hugo ali mohammed ahmed fatima"
)
FIRST_NAMES = frozenset(COMMON_FIRST_NAMES.split())


def is_patient_column(
    heading: str, values: Sequence[str], *, kind: str, mapped: bool, is_serial: bool
) -> bool:
    """Whether a column is about people, by its heading or by what stands in it."""
    name = normalised(heading)
    if HEADINGS.search(name) or (kind == "devices" and name in ALSO_NAMES and not mapped):
        return True
    filled = [value for value in values if value]
    if not filled:
        return False
    if is_serial:
        return _share(filled, is_personnummer) >= SERIAL_LOOKS_LIKE
    return _share(filled, find_in_free_text) >= LOOKS_LIKE or (
        not mapped and _share(filled, _is_name) >= LOOKS_LIKE
    )


def _share(values: Sequence[str], test: object) -> float:
    assert callable(test)
    return sum(bool(test(value)) for value in values) / len(values)


def _is_name(value: str) -> bool:
    """'Andersson, Anna' or 'Anna Andersson': two or three words, one of them a common first name, no digits."""
    words = re.findall(r"[^\W\d_]+", value)
    return (
        2 <= len(words) <= 4
        and not re.search(r"\d", value)
        and any(w.casefold() in FIRST_NAMES for w in words)
    )


def column_of(sample: Sequence[Row], at: int) -> list[str]:
    return [row[at].strip() for _, row in sample if at < len(row)]
