"""Guarantee terms and their history: every change says who made it and when."""

import datetime
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from common.json_form import to_json
from common.privacy import free_text_fault
from common.sentence import Sentence, WrongFields
from database import AnySession
from registry.models import GuaranteeTerm, Supplier, TermChange
from registry.models.columns import table_of

TERM_FIELDS = (
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
"""What can be changed in a term. The supplier that it belongs to stays."""
TEXTS = ("agreement", "packaging", "return_name", "return_lines", "return_postcode", "return_town")
MOST_DAYS = 3650
MOST_VALUE = 10_000_000
"""Kronor; no product costs as much."""
LONGEST_TEXT = 1000
"""Characters of a text at the most, where its column sets no limit."""


def add_term(
    session: AnySession,
    supplier: Supplier,
    *,
    actor: str,
    now: datetime.datetime,
    **fields: Any,
) -> GuaranteeTerm:
    """Add a term, with the first line of its history. Raises WrongFields for values that a term cannot have."""
    _refuse_unknown(fields)
    term = GuaranteeTerm(**fields)
    _refuse_impossible(term)
    supplier.terms.append(term)
    session.flush()
    term.history.append(TermChange(actor=actor, at=now, after=_values_of(term)))
    session.flush()
    return term


def change_term(
    session: AnySession,
    term: GuaranteeTerm,
    *,
    actor: str,
    now: datetime.datetime,
    **fields: Any,
) -> bool:
    """Change a term. Returns whether anything changed; where nothing did, nothing is added to its history. Raises
    WrongFields for values that a term cannot have."""
    _refuse_unknown(fields)
    before = _values_of(term)
    for name, value in fields.items():
        setattr(term, name, value)
    after = _values_of(term)
    changed = {name for name in TERM_FIELDS if before[name] != after[name]}
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
    session: AnySession,
    term: GuaranteeTerm,
    last_day: datetime.date,
    *,
    actor: str,
    now: datetime.datetime,
) -> bool:
    """Let a term end: it then holds for nothing that is ordered or delivered after `last_day`. Terms are never deleted,
    because verdicts were given by them."""
    return change_term(session, term, actor=actor, now=now, valid_to=last_day)


def all_terms(session: AnySession, supplier: Supplier | None = None) -> list[GuaranteeTerm]:
    """Every term, ordered by supplier, or those of one supplier."""
    query = sa.select(GuaranteeTerm).join(Supplier).order_by(Supplier.name, GuaranteeTerm.id)
    if supplier is not None:
        query = query.where(GuaranteeTerm.supplier_id == supplier.id)
    return list(session.scalars(query))


def _values_of(term: GuaranteeTerm) -> dict[str, Any]:
    return {name: to_json(getattr(term, name)) for name in TERM_FIELDS}


def _refuse_unknown(fields: dict[str, Any]) -> None:
    if unknown := set(fields) - set(TERM_FIELDS):
        raise TypeError(f"expected fields of a term, got {sorted(unknown)}")


def _refuse_impossible(term: GuaranteeTerm) -> None:
    if faults := term_faults({name: getattr(term, name) for name in TERM_FIELDS}):
        raise WrongFields(faults)


# --- what a term cannot have


def term_faults(fields: Mapping[str, Any]) -> dict[str, Sentence]:
    """What is wrong with each of the fields that are given. Where two fields have to fit each other, they are judged
    when both are given."""
    found = {name: _text_fault(name, fields[name]) for name in TEXTS if name in fields}
    if "days" in fields:
        found["days"] = _missing(fields["days"]) or _number_fault(fields["days"], 1, MOST_DAYS)
    if "minimum_value" in fields:
        found["minimum_value"] = _number_fault(fields["minimum_value"], 0, MOST_VALUE)
    if "valid_from" in fields:
        found["valid_from"] = _missing(fields["valid_from"])
    first, last = fields.get("valid_from"), fields.get("valid_to")
    if first and last and last < first:
        found["valid_to"] = Sentence("Villkoret slutar innan det börjar. Välj ett senare datum.")
    if fields.get("article_id") and fields.get("category"):
        found["category"] = Sentence("Välj antingen en artikel eller en kategori, inte båda.")
    return {name: sentence for name, sentence in found.items() if sentence}


def _text_fault(name: str, value: str | list[str] | None) -> Sentence | None:
    text = "\n".join(value) if isinstance(value, list) else value or ""
    longest = getattr(table_of(GuaranteeTerm).c[name].type, "length", None) or LONGEST_TEXT
    if len(text) > longest:
        return Sentence("Texten är längre än %(most)s tecken. Korta den.", {"most": longest})
    return free_text_fault(text)


def _missing(value: Any) -> Sentence | None:
    return Sentence("Det här fältet måste fyllas i.") if value is None else None


def _number_fault(number: int | None, least: int, most: int) -> Sentence | None:
    if number is None or least <= number <= most:
        return None
    told = {"least": least, "most": most, "text": number}
    return Sentence("Skriv ett tal från %(least)s till %(most)s, inte %(text)s.", told)
