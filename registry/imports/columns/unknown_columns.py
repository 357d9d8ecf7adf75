"""Columns with unknown headings. The user is told what they look like, and they are left out only when the user says
so.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from common.sentence import Sentence
from identity import normalise_serial
from registry.imports.cells import values
from registry.imports.fields import ALL_NAMES, FIELDS, field_of
from registry.imports.problem import ValueProblem
from registry.models import Article, Device, Supplier, Unit
from workbooks import normalised

MOST_LIKE = 0.6
"""The part of a column's values that have to fit a field for the column to look like that field."""
SAMPLED = 100
EXAMPLES = 3
KNOWN_ELSEWHERE = ALL_NAMES | {normalised(name) for name in ("Vad som är fel", "What is wrong")}
"""Headings that need no question: a field of another kind of file is not used in this one."""

LooksLike = tuple[str, Any]
"""A field's code, and the register's column that its values stand in."""
BY_REGISTER: tuple[LooksLike, ...] = (
    ("unit_code", Unit.code),
    ("unit_code", Unit.name),
    ("article_number", Article.number),
    ("supplier_code", Supplier.code),
    ("supplier_code", Supplier.name),
    ("serial_number", Device.serial_number),
    ("individ_number", Device.individ_number),
)


@dataclass(frozen=True)
class UnknownColumn:
    """A heading that is no field's name, and what stands below it."""

    heading: str
    examples: tuple[str, ...]
    field: str | None = None
    """The field that its values look like, as far as the register can tell."""
    of_kind: str = "devices"

    @property
    def sentence(self) -> Sentence:
        """'Kombikod enhet' (värdena ser ut som Enhet: 1010, 2020)"""
        shown = {"heading": self.heading, "examples": ", ".join(self.examples)}
        if self.field is None:
            return Sentence("“%(heading)s” (%(examples)s)", shown)
        label = Sentence(field_of(self.of_kind, self.field).label)
        return Sentence("“%(heading)s” (ser ut som %(field)s: %(examples)s)", {**shown, "field": label})


def described(
    connection: sa.Connection, kind: str, headings: Sequence[str], column_of: Callable[[str], Sequence[str]]
) -> tuple[UnknownColumn, ...]:
    """Each heading with the field that it looks like, as far as the register can tell."""
    known = {field.code for field in FIELDS[kind]}
    out = []
    for heading in headings:
        filled = list(dict.fromkeys(value for value in column_of(heading) if value))[:SAMPLED]
        field = next(
            (code for code in (_by_register(connection, filled), _by_form(filled)) if code in known), None
        )
        out.append(UnknownColumn(heading, tuple(value[:20] for value in filled[:EXAMPLES]), field, kind))
    return tuple(out)


def _by_register(connection: sa.Connection, filled: Sequence[str]) -> str | None:
    if not filled:
        return None
    wanted = {normalise_serial(value) for value in filled}
    for code, column in BY_REGISTER:
        found = connection.execute(sa.select(column).where(column.in_(filled)).limit(len(filled)))
        if len({normalise_serial(text) for (text,) in found} & wanted) >= MOST_LIKE * len(wanted):
            return code
    return None


def _by_form(filled: Sequence[str]) -> str | None:
    return "delivery_date" if filled and all(_is_date(value) for value in filled) else None


def _is_date(text: str) -> bool:
    try:
        return values.date(text) is not None
    except ValueProblem:
        return False
