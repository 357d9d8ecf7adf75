"""Devices whose right of return ends soon. Sent back to the supplier in time they cost nothing (R3)."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from common.csv_form import Cell, Number, csv_text
from common.sentence import Say, Sentence
from database import AnySession
from registry.facts import DeviceFacts, TermFacts
from registry.lookup import device_facts, terms_of
from registry.models import Article, CountsFrom, Device, DeviceState, Supplier, Unit
from registry.verdict.guarantee import standing


@dataclass(frozen=True)
class Expiring:
    """A device, the term that holds for it, and how long it still holds."""

    device: DeviceFacts
    term: TermFacts
    last_day: datetime.date
    days_left: int


def expiring(
    session: AnySession, today: datetime.date, within_days: int, unit: Unit | None = None
) -> list[Expiring]:
    """Devices whose last day is from today to `within_days` days ahead, the most urgent first."""
    terms = terms_of(session.scalars(sa.select(Supplier.id)))
    last = today + datetime.timedelta(days=within_days)
    found = {}
    for device in _candidates(session, terms, today, last, unit):
        facts = device_facts(device)
        applied = standing(facts, terms)
        if applied and applied.last_day and today <= applied.last_day <= last:
            days_left = (applied.last_day - today).days
            found[device.id] = Expiring(facts, applied.term, applied.last_day, days_left)
    return sorted(
        found.values(), key=lambda e: (e.last_day, e.device.unit.name if e.device.unit else "", e.device.id)
    )


def _candidates(
    session: AnySession,
    terms: Iterable[TermFacts],
    today: datetime.date,
    last: datetime.date,
    unit: Unit | None,
) -> Iterable[Device]:
    """Devices that some term may end for between `today` and `last`, found by the indexes on their dates."""
    windows = []
    for counts_from, days in {(term.counts_from, term.days) for term in terms}:
        span = datetime.timedelta(days=days)
        inside = (today - span, last - span)
        windows.append(Device.order_date.between(*inside))
        if counts_from is CountsFrom.DELIVERY:
            windows.append(Device.delivery_date.between(*inside))
    if not windows:
        return []
    query = (
        sa.select(Device)
        .where(sa.or_(*windows), Device.state == DeviceState.REGISTERED)
        .options(joinedload(Device.article).joinedload(Article.supplier), joinedload(Device.unit))
    )
    if unit is not None:
        query = query.where(Device.unit_id == unit.id)
    return session.scalars(query.execution_options(yield_per=1000))


HEADINGS = (
    Sentence("Sista dag"),
    Sentence("Dagar kvar"),
    Sentence("Enhet"),
    Sentence("Serienummer"),
    Sentence("Individnummer"),
    Sentence("Artikelnummer"),
    Sentence("Artikel"),
    Sentence("Leverantör"),
    Sentence("Returadress"),
    Sentence("Ordernummer"),
    Sentence("Pris"),
)


def as_csv(rows: Iterable[Expiring], say: Say = str) -> str:
    return csv_text([say(heading) for heading in HEADINGS], map(_cells, rows))


def _cells(row: Expiring) -> tuple[Cell, ...]:
    device, to = row.device, row.term.supplier
    return (
        row.last_day.isoformat(),
        row.days_left,
        device.unit.name if device.unit else None,
        Number(device.serial_number),
        Number(device.individ_number or ""),
        Number(device.article.number),
        device.article.name,
        to.name,
        ", ".join((*to.address_lines, f"{to.postcode} {to.town}".strip())),
        Number(device.order_number or ""),
        device.price or None,
    )
