"""Guarantee terms as a file for Excel. When somebody changes them there and imports the file, they change here, too."""

from collections.abc import Iterable

from common.csv_form import Cell, csv_text
from registry.imports.fields import FIELDS
from registry.models import CountsFrom, GuaranteeTerm

HEADINGS = tuple(field.label for field in FIELDS["terms"])


COUNTS_FROM_NAMES = {CountsFrom.DELIVERY: "leverans", CountsFrom.ORDER: "beställning"}


def as_csv(terms: Iterable[GuaranteeTerm]) -> str:
    """The terms as CSV, under the headings that the import knows."""
    return csv_text(HEADINGS, map(_cells, terms))


def _cells(term: GuaranteeTerm) -> tuple[Cell, ...]:
    return (
        term.supplier.code,
        term.days,
        COUNTS_FROM_NAMES[term.counts_from],
        str(term.category.label) if term.category else None,
        term.article.number if term.article else None,
        term.agreement,
        term.packaging,
        term.minimum_value,
        term.valid_from.isoformat(),
        term.valid_to.isoformat() if term.valid_to else None,
        term.return_name,
        " | ".join(term.return_lines or ()),
        term.return_postcode,
        term.return_town,
    )
