"""What has to be said about a file's columns before it can be imported, each beside its column."""

from collections.abc import Sequence

from common.sentence import Sentence
from registry.imports.columns.mapping import ColumnMapping
from registry.imports.columns.unknown_columns import UnknownColumn
from registry.imports.fields import field_of


def column_faults(mapping: ColumnMapping, unknown: Sequence[UnknownColumn]) -> dict[str, Sentence]:
    """By heading. `unknown` says what the columns look like that nobody has said anything about."""
    patients = Sentence("Det här ser ut som uppgifter om patienter. Utelämna kolumnen.")
    found = dict.fromkeys(mapping.patient_columns, patients)
    for column in unknown:
        told: dict[str, Sentence | str] = {"column": column.sentence}
        found[column.heading] = Sentence("Säg vad kolumnen är, eller utelämna den: %(column)s.", told)
    first: dict[str, str] = {}
    for heading, code in mapping.columns.items():
        if code in first:
            told = {"field": Sentence(field_of(mapping.kind, code).label), "heading": first[code]}
            found.setdefault(
                heading, Sentence("%(field)s är redan kolumnen %(heading)s. Utelämna en av dem.", told)
            )
        first.setdefault(code, heading)
    return found


def missing_fields(mapping: ColumnMapping) -> Sentence | None:
    """What every file of this kind has to have, and no column is chosen for."""
    if not mapping.missing:
        return None
    labels = tuple(Sentence(field.label) for field in mapping.missing)
    return Sentence("Välj vilken kolumn som är: %(fields)s.", {"fields": labels})
