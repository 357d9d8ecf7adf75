"""Which column is which field: proposed from the headings, changed by the user, and stored as a profile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from rapidfuzz import fuzz

from common.sentence import Sentence
from registry.imports.columns.patient_columns import column_of, is_patient_column
from registry.imports.columns.unknown_columns import KNOWN_ELSEWHERE, UnknownColumn
from registry.imports.fields import (
    FIELDS,
    KIND_NAMES,
    NAMES,
    NAMES_OF_UNITS,
    Field,
    field_of,
    named_field,
)
from registry.imports.problem import FileProblem
from registry.imports.table.heading import Heading
from workbooks import normalised

ALIKE = 90
"""A heading is taken for a name when they are so alike (0-100): 'Serienumer'."""


@dataclass(frozen=True)
class ColumnMapping:
    """How a file is read. `columns` is heading → field code; what is in neither list is not imported."""

    kind: str
    columns: Mapping[str, str]
    left_out: tuple[str, ...] = ()
    patient_columns: tuple[str, ...] = ()
    """Headings that look like patients and are not left out yet: the import is refused."""
    unknown_columns: tuple[str, ...] = ()
    """Headings that nobody has said anything about: no field has such a name, or a field has it that another column
    says otherwise; and they are not left out yet."""
    of_other_kinds: tuple[str, ...] = ()
    """Headings that are fields of other kinds of files: left out, unless they look like a field that is missing."""

    @property
    def not_shown(self) -> frozenset[str]:
        """Headings whose values nobody gets to see again."""
        return frozenset({*self.left_out, *self.patient_columns})

    @property
    def missing(self) -> tuple[Field, ...]:
        """Required fields that no column is mapped to."""
        mapped = set(self.columns.values())
        return tuple(field for field in FIELDS[self.kind] if field.required and field.code not in mapped)


def propose(heading: Heading, kind: str | None = None, left_out: Sequence[str] = ()) -> ColumnMapping:
    """The likeliest mapping, of the likeliest kind where none is given."""
    kinds = [kind] if kind else list(FIELDS)
    proposals = [ColumnMapping(k, _columns(heading, k, left_out), tuple(left_out)) for k in kinds]
    # The most columns that are known; of several, the kind that needs the fewest of them left aside.
    best = max(proposals, key=lambda p: (not p.missing, len(p.columns) / max(1, len(heading.headings))))
    return _checked(best, heading)


def apply(
    heading: Heading, kind: str, columns: Mapping[str, str], left_out: Sequence[str] = ()
) -> ColumnMapping:
    """A mapping that the user made or a profile keeps. Headings are compared as `normalised` says."""
    here = {normalised(name): name for name in heading.headings if name}
    known = {field.code for field in FIELDS[kind]}
    chosen = {
        here[normalised(h)]: code for h, code in columns.items() if normalised(h) in here and code in known
    }
    return _checked(ColumnMapping(kind, chosen, tuple(left_out)), heading)


def require(mapping: ColumnMapping, unknown: Sequence[UnknownColumn] = ()) -> None:
    """Raises FileProblem for a mapping that cannot be imported by. `unknown` says what unknown columns look like."""
    if mapping.patient_columns:
        raise FileProblem(
            "Uppgifter om patienter tas inte emot. Rubriken eller innehållet ser ut så i: %(columns)s. "
            "Ta bort det ur filen, eller välj att utelämna det.",
            columns=", ".join(mapping.patient_columns),
        )
    if mapping.missing:
        raise FileProblem(
            "Det här ser ut att vara %(kind)s, men det här saknas: %(fields)s. "
            "Ta med det i exporten, eller peka ut vilken kolumn det är.",
            kind=Sentence(KIND_NAMES[mapping.kind]),
            fields=tuple(Sentence(field.label) for field in mapping.missing),
        )
    if unknown:
        raise FileProblem(
            "Säg vad de här kolumnerna är, eller att de ska utelämnas: %(columns)s.",
            columns=tuple(column.sentence for column in unknown),
        )


def _columns(heading: Heading, kind: str, left_out: Sequence[str]) -> dict[str, str]:
    """Exact names first, then names that are nearly right; each field once. Of several exact names of one field the
    one that its list has first is taken: a unit's code before its name."""
    skipped = {normalised(name) for name in left_out}
    free = [name for name in heading.headings if name and normalised(name) not in skipped]
    chosen: dict[str, str] = {}
    by_preference = list(NAMES[kind])
    exact = [(name, code) for name in free if (code := named_field(kind, name))]
    for name, code in sorted(exact, key=lambda found: _preferred(by_preference, found[0])):
        if code not in chosen.values():
            chosen[name] = code
    for name in free:
        alike = _nearly(normalised(name), kind)
        if name not in chosen and alike and alike not in chosen.values():
            chosen[name] = alike
    return chosen


def _preferred(by_preference: Sequence[str], heading: str) -> int:
    name = normalised(heading)
    return by_preference.index(name) if name in by_preference else len(by_preference)


def _nearly(name: str, kind: str) -> str | None:
    if len(name) < 5:
        return None
    scores = [(fuzz.ratio(name, known), code) for known, code in NAMES[kind].items() if len(known) >= 5]
    score, code = max(scores)
    return code if score >= ALIKE else None


def _checked(mapping: ColumnMapping, heading: Heading) -> ColumnMapping:
    skipped = {normalised(name) for name in mapping.left_out}
    found = []
    for at, name in enumerate(heading.headings):
        code = mapping.columns.get(name)
        values = column_of(heading.sample, at)
        field = field_of(mapping.kind, code) if code else None
        if normalised(name) not in skipped and is_patient_column(
            name,
            values,
            kind=mapping.kind,
            mapped=field is not None,
            is_serial=bool(field and field.is_serial),
        ):
            found.append(name)
    read = {name: code for name, code in mapping.columns.items() if normalised(name) not in skipped}
    free = [
        name
        for at, name in enumerate(heading.headings)
        if name not in (*read, *found)
        and normalised(name) not in skipped
        and any(column_of(heading.sample, at))
    ]
    rivals = {name for name in free if _says_otherwise(name, mapping.kind, read, heading)}
    unknown = tuple(name for name in free if name in rivals or normalised(name) not in KNOWN_ELSEWHERE)
    return replace(
        mapping,
        columns=read,
        patient_columns=tuple(found),
        unknown_columns=unknown,
        of_other_kinds=tuple(
            name for name in free if name not in unknown and not named_field(mapping.kind, name)
        ),
    )


def _says_otherwise(name: str, kind: str, columns: Mapping[str, str], heading: Heading) -> bool:
    """Whether the column is called as a field that another column is taken for, and is not the same in all rows: of
    Enhet and Kostnadsställe one is the product's unit, and only somebody who knows the file can say which. A unit's
    name beside its code is no question."""
    code = named_field(kind, name)
    taken = next((other for other, chosen in columns.items() if chosen == code), None)
    if code is None or taken is None or (code == "unit_code" and normalised(name) in NAMES_OF_UNITS):
        return False
    here, there = (column_of(heading.sample, heading.headings.index(one)) for one in (name, taken))
    return any(
        mine and normalised(mine) != normalised(theirs)
        for mine, theirs in zip_longest(here, there, fillvalue="")
    )
