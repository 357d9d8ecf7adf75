"""Guarantee terms from the rows of a file: of a file of terms, or of suppliers with their terms beside them."""

import datetime
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from registry.imports.problem import ValueProblem
from registry.models import Article, CountsFrom, GuaranteeTerm, Supplier
from registry.terms import MOST_DAYS, add_term, change_term

Record = Mapping[str, Any]

CODES = (
    "days",
    "counts_from",
    "packaging",
    "minimum_value",
    "valid_to",
    "return_name",
    "return_postcode",
    "return_town",
)
"""Fields of a term that a file may have, beside the things that the term is about and the return address."""
ABOUT = ("agreement", "article_number", "category", "valid_from", "return_address")
ALL_CODES = frozenset((*CODES, *ABOUT))


class TermRows:
    """Finds the term that a row is about, and adds or changes it."""

    def __init__(self, session: Session, actor: str, now: datetime.datetime) -> None:
        self._session = session
        self._actor, self._now = actor, now

    def supplier(self, code: str) -> Supplier:
        """The supplier with this code or this name, as files have either."""
        wanted = sa.select(Supplier).where(sa.or_(Supplier.code == code, Supplier.name == code)).limit(1)
        found = self._session.scalar(wanted)
        if found is None:
            raise ValueProblem("Leverantör %(code)s finns inte. Importera leverantörerna först.", code=code)
        return found

    def bring(
        self, supplier: Supplier, record: Record, unsaid: frozenset[str] = frozenset()
    ) -> tuple[str, list[str]]:
        """'added', 'changed' or 'left', and the codes of what was changed. `unsaid` are codes whose cell is empty: what
        a term has there, it keeps."""
        about, rest = self._about(supplier, record), _rest(record)
        _refuse_impossible(record)
        term = _same(supplier, about, record)
        try:
            if term is None:
                # Nothing said of its beginning: what was delivered last year may still run.
                first_day = about["valid_from"] or datetime.date(self._now.year - 1, 1, 1)
                about = {**about, "valid_from": first_day}
                rest = {"counts_from": CountsFrom.DELIVERY, **rest}
                add_term(self._session, supplier, actor=self._actor, now=self._now, **about, **rest)
                return "added", []
            unsaid_here = unsaid | ({"return_lines"} if "return_address" in unsaid else set())
            rest = {code: value for code, value in rest.items() if code not in unsaid_here}
            differing = [code for code, value in rest.items() if getattr(term, code) != value]
            changed = change_term(self._session, term, actor=self._actor, now=self._now, **rest)
        except ValueError as error:
            raise ValueProblem("Returrätten går inte att lägga in. Kontrollera dagar och datum.") from error
        return ("changed", differing) if changed else ("left", [])

    def key(self, record: Record) -> tuple[Any, ...]:
        """Two rows with the same key concern the same term."""
        return ("term", *(record.get(code) for code in ("supplier_code", "code", *ABOUT[:4])))

    def _about(self, supplier: Supplier, record: Record) -> dict[str, Any]:
        article = self._article(supplier, record.get("article_number"))
        return {
            "agreement": record.get("agreement"),
            "article_id": article.id if article else None,
            "category": record.get("category") if article is None else None,
            "valid_from": record.get("valid_from"),
        }

    def _article(self, supplier: Supplier, number: str | None) -> Article | None:
        if not number:
            return None
        article = self._session.scalar(sa.select(Article).where(Article.number == number))
        if article is None:
            raise ValueProblem(
                "Artikel %(number)s finns inte i registret. Importera artiklarna först.", number=number
            )
        if article.supplier_id != supplier.id:
            raise ValueProblem(
                "Artikel %(number)s säljs av %(supplier)s. Rätta artikeln eller leverantören.",
                number=number,
                supplier=article.supplier.name,
            )
        return article


def _refuse_impossible(record: Record) -> None:
    if not 0 < (record.get("days") or 0) <= MOST_DAYS:
        raise ValueProblem(
            "Returrätten ska vara 1 till %(most)s dagar, inte %(days)s. Rätta antalet, eller ta bort raden.",
            most=MOST_DAYS,
            days=record.get("days") or 0,
        )
    first, last = record.get("valid_from"), record.get("valid_to")
    if first and last and last < first:
        raise ValueProblem(
            "Returrätten slutar %(last)s, innan den börjar %(first)s. Rätta datumen.",
            last=last.isoformat(),
            first=first.isoformat(),
        )


def _same(supplier: Supplier, about: Record, record: Record) -> GuaranteeTerm | None:
    """The latest that is about the same. Agreement and first day tell terms apart only where the file has them."""
    names = ["article_id", "category"]
    names += [name for name in ("agreement", "valid_from") if record.get(name) or name in record]
    if about["valid_from"] is None and "valid_from" in names:
        names.remove("valid_from")
    same = [term for term in supplier.terms if all(getattr(term, name) == about[name] for name in names)]
    return max(same, key=lambda term: (term.valid_from, term.id), default=None)


def _rest(record: Record) -> dict[str, Any]:
    rest = {code: record[code] for code in CODES if code in record}
    if "return_address" in record:
        rest["return_lines"] = record["return_address"] or None
    return rest
