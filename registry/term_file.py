"""Guarantee terms as a file for Excel: what is changed there and imported changes the terms here."""

import csv
import io
from collections.abc import Iterable

from registry.imports.fields import FIELDS
from registry.imports.report import harmless
from registry.models import CountsFrom, GuaranteeTerm

HEADINGS = tuple(field.label for field in FIELDS["terms"])


def as_csv(terms: Iterable[GuaranteeTerm]) -> str:
    """With semicolons and a mark that Excel knows UTF-8 by, under the headings that the import knows."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for term in terms:
        cells = (
            term.supplier.code,
            term.days,
            {CountsFrom.DELIVERY: "leverans", CountsFrom.ORDER: "beställning"}[term.counts_from],
            term.category.label if term.category else "",
            term.article.number if term.article else "",
            term.agreement,
            term.packaging,
            term.minimum_value,
            term.valid_from.isoformat(),
            term.valid_to.isoformat() if term.valid_to else "",
            term.return_name,
            " | ".join(term.return_lines or ()),
            term.return_postcode,
            term.return_town,
        )
        writer.writerow(["" if cell is None else harmless(str(cell)) for cell in cells])
    return "\ufeff" + out.getvalue()
