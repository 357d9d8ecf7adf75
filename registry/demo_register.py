"""Demo data, clearly marked as such: an invented register that shows every verdict and is the same each time."""

import datetime
import random
from dataclasses import dataclass

import sqlalchemy as sa
from stdnum import ean

from database import AnySession
from registry.demo_catalogue import ARTICLES, SUPPLIERS, UNITS, WAREHOUSE, DemoArticle, DemoSupplier
from registry.models import (
    Alias,
    Article,
    Category,
    Device,
    Gtin,
    GuaranteeTerm,
    Supplier,
    TermChange,
    Unit,
)
from registry.verdict import VerdictKind

DEVICES = 500
GS1_DEMO_PREFIX = "952"
"""GS1 reserves this prefix for demonstrations, so that no product anywhere has such a GTIN."""
OLD, YOUNG = 400, 9
"""Days since delivery: after the end of every demo term, and before the end of every one."""
ACTOR = "demo"


@dataclass(frozen=True)
class Example:
    """A serial to try, for somebody at the first demo unit."""

    serial: str
    article: str
    unit: int
    age: int
    former: str | None = None


EXAMPLES = {
    VerdictKind.TO_WAREHOUSE: Example("NV2400017", "Fjord 5 R höger", 0, OLD),
    VerdictKind.TO_SUPPLIER: Example("NV2600125", "Fjord 7 R", 0, YOUNG),
    VerdictKind.CORRECT_SESAM: Example("NV2400231", "Fjord 5 R vänster", 0, OLD, former="NV2300846"),
    VerdictKind.ANOTHER_UNIT: Example("NV2400318", "Fjord 3", 1, OLD),
    VerdictKind.NOT_HANDLED: Example("240000425", "Stilla allt-i-örat", 0, OLD),
}
UNREGISTERED = "NV24OOO7"
"""The first example without one of its characters and with letters for digits: it is unknown, and gets a suggestion."""


def demo_examples() -> dict[VerdictKind, str]:
    """For each verdict the serial to scan or type at the first demo unit. It is the same on every day.

    `already_returned` has none. Put the first one into a return, and it becomes the example.
    """
    scanned = {kind: example.former or example.serial for kind, example in EXAMPLES.items()}
    return {**scanned, VerdictKind.UNKNOWN: UNREGISTERED}


def load_demo(session: AnySession, today: datetime.date) -> None:
    """Fill an empty register with demo data, its dates counted back from `today`. It flushes, and the caller commits.

    A register that has units already is left as it is.
    """
    if session.scalar(sa.select(Unit.id).limit(1)) is not None:
        return
    units = _units(session)
    suppliers = _suppliers(session, today)
    articles = _articles(session, suppliers)
    _examples(session, units, articles, today)
    _devices(session, units, articles, today)
    session.flush()


def _units(session: AnySession) -> list[Unit]:
    units = [_unit(row) for row in UNITS]
    session.add_all([*units, _unit(WAREHOUSE, is_warehouse=True)])
    session.flush()
    return units


def _unit(row: tuple[str, str, str, str, str], *, is_warehouse: bool = False) -> Unit:
    code, name, street, postcode, town = row
    return Unit(
        code=code,
        name=name,
        address_lines=[street],
        postcode=postcode,
        town=town,
        email=f"enhet{code}@returkoll.demo",
        is_warehouse=is_warehouse,
    )


def _suppliers(session: AnySession, today: datetime.date) -> dict[str, Supplier]:
    suppliers = {}
    for number, demo in enumerate(SUPPLIERS, 1):
        supplier = Supplier(
            code=demo.code,
            name=demo.name,
            address_lines=[f"Returer, {demo.name}", f"Returvägen {number} (demo)"],
            postcode=f"170 {number:02}",
            town="Låtsasköping",
            email=f"retur@{demo.code.lower()}.demo",
        )
        if demo.days:
            supplier.terms = [_term(demo, today)]
        suppliers[demo.code] = supplier
    session.add_all(suppliers.values())
    session.flush()
    return suppliers


def _term(demo: DemoSupplier, today: datetime.date) -> GuaranteeTerm:
    valid_from = datetime.date(today.year - 3, 1, 1)
    midnight = datetime.datetime.combine(valid_from, datetime.time(), datetime.UTC)
    return GuaranteeTerm(
        agreement="Hörhjälpmedel",
        days=demo.days,
        counts_from=demo.counts_from,
        packaging=demo.packaging,
        valid_from=valid_from,
        history=[TermChange(actor=ACTOR, at=midnight, after={"days": demo.days})],
    )


def _articles(session: AnySession, suppliers: dict[str, Supplier]) -> list[Article]:
    articles = [_article(number, demo, suppliers) for number, demo in enumerate(ARTICLES, 1)]
    session.add_all(articles)
    session.flush()
    return articles


def _article(number: int, demo: DemoArticle, suppliers: dict[str, Supplier]) -> Article:
    return Article(
        number=f"D{100000 + number * 10}",
        name=demo.name,
        supplier=suppliers[demo.supplier],
        category=demo.category,
        agreement="Hörhjälpmedel",
        has_serial=demo.has_serial,
        rechargeable=demo.charge_days is not None,
        contains_lithium=demo.charge_days is not None,
        charge_interval_days=demo.charge_days,
        uvc_suitable=demo.uvc,
        package_contents=list(demo.contents),
        gtins=[Gtin(gtin=demo_gtin(number, box)) for box in range(1 + number % 2)],
    )


def demo_gtin(article: int, box: int = 0) -> str:
    """A GTIN in 14 digits with a right check digit, from GS1's demonstration prefix."""
    body = f"{GS1_DEMO_PREFIX}{article:07d}{box:02d}"
    return "0" + body + ean.calc_check_digit(body)


def _examples(session: AnySession, units: list[Unit], articles: list[Article], today: datetime.date) -> None:
    by_name = {article.name: article for article in articles}
    for number, example in enumerate(EXAMPLES.values(), 1):
        device = _device(
            by_name[example.article],
            units[example.unit],
            example.serial,
            number,
            today,
            example.age,
        )
        if example.former:
            device.aliases = [_former(example.former, device)]
        session.add(device)


def _devices(session: AnySession, units: list[Unit], articles: list[Article], today: datetime.date) -> None:
    dice = random.Random(20)  # noqa: S311 - the same demo each time
    formats = {demo.code: demo.serial for demo in SUPPLIERS}
    with_serial = [article for article in articles if article.has_serial]
    aids = [article for article in with_serial if article.category is Category.BTE_AID]
    for number in range(len(EXAMPLES) + 1, DEVICES + 1):
        article = dice.choice(aids if dice.random() < 0.4 else with_serial)
        serial = _serial(formats[article.supplier.code], number, dice)
        age = dice.choice((dice.randint(1, 60), dice.randint(60, 1200)))
        device = _device(article, dice.choice(units), serial, number, today, age)
        if number % 25 == 0:
            device.aliases = [_former(_serial(formats[article.supplier.code], number, dice), device)]
        session.add(device)


def _serial(form: str, number: int, dice: random.Random) -> str:
    """A serial in the supplier's form. The running number makes each one different."""
    return form.format(number * 193 + dice.randrange(193), dice.randrange(1000))


def _device(article: Article, unit: Unit, serial: str, number: int, today: datetime.date, age: int) -> Device:
    delivered = today - datetime.timedelta(days=age)
    return Device(
        article=article,
        unit=unit,
        serial_number=serial,
        individ_number=f"I{700000 + number}",
        order_number=f"{4400000 + number * 7}",
        order_date=delivered - datetime.timedelta(days=number % 6 + 2),
        delivery_date=delivered,
        price=900 + number % 40 * 110,
    )


def _former(serial: str, device: Device) -> Alias:
    delivered = device.delivery_date
    assert delivered is not None
    return Alias(
        serial_number=serial,
        valid_from=delivered,
        valid_to=delivered + datetime.timedelta(days=200),
    )


__all__ = ["Example", "demo_examples", "demo_gtin", "load_demo"]
