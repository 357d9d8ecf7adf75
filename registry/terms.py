"""Guarantee terms and their history: every change says who made it and when."""

import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from common.json_form import to_json
from common.privacy import refuse_in_free_text
from registry.models import GuaranteeTerm, Supplier, TermChange

FIELDS = (
    "agreement",
    "article_id",
    "category",
    "days",
    "counts_from",
    "packaging",
    "minimum_value",
    "valid_from",
    "valid_to",
    "return_name",
    "return_lines",
    "return_postcode",
    "return_town",
)
"""What a term can be changed in; the supplier it belongs to stays."""
MOST_DAYS = 3650


def add_term(
    session: Session | scoped_session,
    supplier: Supplier,
    *,
    actor: str,
    now: datetime.datetime,
    **fields: Any,
) -> GuaranteeTerm:
    """A new term, with the first line of its history. Raises ValueError for what cannot hold."""
    _refuse_unknown(fields)
    term = GuaranteeTerm(**fields)
    _refuse_impossible(term)
    supplier.terms.append(term)
    session.flush()
    term.history.append(TermChange(actor=actor, at=now, after=_kept(term)))
    session.flush()
    return term


def change_term(
    session: Session | scoped_session,
    term: GuaranteeTerm,
    *,
    actor: str,
    now: datetime.datetime,
    **fields: Any,
) -> bool:
    """Change it; whether anything changed. What stays the same writes no history."""
    _refuse_unknown(fields)
    before = _kept(term)
    for name, value in fields.items():
        setattr(term, name, value)
    after = _kept(term)
    changed = {name for name in FIELDS if before[name] != after[name]}
    if not changed:
        return False
    _refuse_impossible(term)
    change = TermChange(
        actor=actor,
        at=now,
        before={name: before[name] for name in sorted(changed)},
        after={name: after[name] for name in sorted(changed)},
    )
    term.history.append(change)
    session.flush()
    return True


def end_term(
    session: Session | scoped_session,
    term: GuaranteeTerm,
    last_day: datetime.date,
    *,
    actor: str,
    now: datetime.datetime,
) -> bool:
    """It holds for nothing ordered or delivered after `last_day`. Terms are never deleted: verdicts rest on them."""
    return change_term(session, term, actor=actor, now=now, valid_to=last_day)


def all_terms(session: Session | scoped_session, supplier: Supplier | None = None) -> list[GuaranteeTerm]:
    """Every term, by supplier, the general ones first."""
    query = sa.select(GuaranteeTerm).join(Supplier).order_by(Supplier.name, GuaranteeTerm.id)
    if supplier is not None:
        query = query.where(GuaranteeTerm.supplier_id == supplier.id)
    return list(session.scalars(query))


def _kept(term: GuaranteeTerm) -> dict[str, Any]:
    return {name: to_json(getattr(term, name)) for name in FIELDS}


def _refuse_unknown(fields: dict[str, Any]) -> None:
    if unknown := set(fields) - set(FIELDS):
        raise TypeError(f"expected fields of a term, got {sorted(unknown)}")


def _refuse_impossible(term: GuaranteeTerm) -> None:
    for text in (term.agreement, term.packaging, term.return_name, *(term.return_lines or ())):
        refuse_in_free_text(text)
    if term.days is None or not 0 < term.days <= MOST_DAYS:
        raise ValueError(f"expected 1 to {MOST_DAYS} days, got {term.days}")
    if term.valid_to is not None and term.valid_to < term.valid_from:
        raise ValueError(f"expected the term to end after {term.valid_from}, got {term.valid_to}")
    if term.article_id is not None and term.category is not None:
        raise ValueError("expected an article or a category, got both: leave the category out")
