"""What the demo register holds, for films and for hands: products with the verdict that a test is about."""

import contextlib
import csv
import shutil
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from apiflask import APIFlask

from app import create_app
from database import db, utcnow
from identity import identify_typed, join
from operations.demo import first_unit
from registry.models import Device, Unit
from registry.verdict import VerdictKind
from returns import Answer, Envelopes, Return
from returns.judging import judge
from tests.browser import film
from tests.browser.server import flask


@dataclass(frozen=True)
class Product:
    """A registered product of the demo clinic's."""

    serial: str
    article: str
    article_number: str
    supplier: str
    unit_code: str
    gtin: str | None

    @property
    def package(self) -> film.Package:
        return film.Package(self.supplier, self.article, self.gtin or "", (self.serial,))


def products(database: Path, kind: VerdictKind) -> list[Product]:
    """The demo clinic's products that the verdict is about, those with a GTIN first."""
    with app_on(database).test_request_context():
        unit = first_unit()
        devices = db.session.scalars(sa.select(Device).where(Device.unit_id == unit.id).order_by(Device.id))
        found = [product(device) for device in devices if verdict_of(device, unit) is kind]
        db.session.remove()
        db.engine.dispose()
    assert found, f"expected a product with the verdict {kind.value} in the demo, got none"
    return sorted(found, key=lambda product: product.gtin is None)


def app_on(database: Path) -> APIFlask:
    return create_app({"DATABASE_URL": f"sqlite:///{database}", "SECRET_KEY": "only-for-the-browser-tests"})


def verdict_of(device: Device, unit: Unit) -> VerdictKind:
    package = join([identify_typed(device.serial_number)])[0]
    return judge(package, unit, utcnow().date()).verdict.kind


def product(device: Device) -> Product:
    article, unit = device.article, device.unit
    assert unit is not None
    gtin = article.gtins[0].gtin if article.gtins else None
    return Product(device.serial_number, article.name, article.number, article.supplier.name, unit.code, gtin)


def filmed(products: list[Product], path: Path) -> Path:
    """A film that shows one product after another, a second each."""
    scenes = [film.Segment(film.draw(product.package), 1) for product in products]
    return film.write(path, scenes, sway_pictures=6)


def with_serials(database: Path, folder: Path, serials: Iterable[str]) -> Path:
    """A copy of the database in which these serials are registered for the demo clinic, and may go to the warehouse."""
    copy = Path(shutil.copyfile(database, folder / "with-serials.sqlite"))
    like = products(database, VerdictKind.TO_WAREHOUSE)[0]
    export = folder / "export.csv"
    with export.open("w", newline="") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(["Serienummer", "Artikelnummer", "Enhet", "Leveransdatum"])
        rows.writerows([serial, like.article_number, like.unit_code, "2024-01-15"] for serial in serials)
    flask(copy, "registry", "import", str(export))
    return copy


@dataclass(frozen=True)
class Envelope:
    """An envelope on its way to the warehouse."""

    number: str
    serials: tuple[str, ...]


def with_envelopes(
    database: Path, folder: Path, envelopes: int, products: int = 3
) -> tuple[Path, list[Envelope]]:
    """A copy of the database in which the demo clinic has sealed that many returns of that many products each."""
    serials = [f"RCV{number:05}" for number in range(envelopes * products)]
    copy = with_serials(database, folder, serials)
    sealed = []
    with app_on(copy).test_request_context():
        unit, now = first_unit(), utcnow()
        for at in range(envelopes):
            inside = tuple(serials[at * products : (at + 1) * products])
            return_ = Return.open(unit, actor="klinik@returkoll.demo", now=now)
            for serial in inside:
                packed = judge(join([identify_typed(serial)])[0], unit, now.date()).packed()
                line = return_.pack(packed, actor="klinik@returkoll.demo", now=now)
                line.answer(
                    dict.fromkeys((item.code for item in line.checklist), Answer.YES), actor="k", now=now
                )
            lithium = Envelopes(lithium=True)
            return_.seal(f"{7_000_000 + at}", {}, lithium, actor="klinik@returkoll.demo", now=now)
            sealed.append(Envelope(return_.number, inside))
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    with contextlib.closing(sqlite3.connect(copy)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # it is copied without the file of its changes
    return copy, sealed
