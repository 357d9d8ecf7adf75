"""What a device takes along says the same as packing says in contact: of every device, alias and article, on every
day."""

import datetime
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy import event
from stdnum import ean

from database import db
from identity import identify_typed, join
from registry.models import (
    Alias,
    AliasKind,
    Article,
    Category,
    CountsFrom,
    Device,
    DeviceState,
    Gtin,
    GuaranteeTerm,
    Supplier,
    Unit,
)
from registry.serials import key
from registry.verdict import decide
from returns import Return
from returns.judging import judge, judge_all, shown_as
from returns.snapshot.snapshot_columns import DAYS, snapshot_of
from tests.returns.snapshot_on_device import OnDevice

TODAY = datetime.date(2026, 11, 23)
NOW = datetime.datetime(2026, 11, 23, 9, 0, tzinfo=datetime.UTC)
WINDOW = [TODAY + datetime.timedelta(days=number) for number in range(DAYS)]
SEEDS = (1, 15, 49)


class GeneratedRegister:
    """A whole register by chance, with everything that makes verdicts differ, and much of it near the window's days."""

    def __init__(self, seed: int, devices: int = 60) -> None:
        self.dice = random.Random(seed)
        self.units = [Unit(code=str(1000 + n), name=f"Enhet {n}") for n in range(3)]
        self.units.append(Unit(code="9000", name="Huvudlagret", is_warehouse=True))
        suppliers = [self._supplier(number) for number in range(3)]
        db.session.add_all([*self.units, *suppliers])
        db.session.flush()
        self.articles = [self._article(number, self.dice.choice(suppliers)) for number in range(14)]
        db.session.add_all(self.articles)
        db.session.flush()
        for supplier in suppliers:
            supplier.terms = [self._term() for _ in range(self.dice.randint(0, 4))]
        self.devices = [self._device(number) for number in range(devices)]
        db.session.add_all(self.devices)
        db.session.flush()
        self._returns()
        db.session.commit()

    def _day(self) -> datetime.date | None:
        """A day that a term of 10, 30 or 45 days lets end within the window, now and then; else any."""
        if self.dice.random() < 0.15:
            return None
        if self.dice.random() < 0.5:
            ends = self.dice.choice([10, 30, 45])
            return TODAY - datetime.timedelta(days=ends - self.dice.randint(-1, DAYS))
        return TODAY - datetime.timedelta(days=self.dice.randint(0, 600))

    def _supplier(self, number: int) -> Supplier:
        return Supplier(
            code=f"L{number}", name=f"Leverantör {number}", address_lines=["Vägen 1"], postcode="1", town="By"
        )

    def _article(self, number: int, supplier: Supplier) -> Article:
        article = Article(
            number=f"ART{number:03}" if number else "77001",
            name=f"Artikel {number}",
            supplier=supplier,
            category=self.dice.choice(list(Category)),
            has_serial=self.dice.random() < 0.7,
            agreement=self.dice.choice([None, None, "AVT1", "AVT2"]),
        )
        bare = f"0952000000{number:03}"
        article.gtins = [Gtin(gtin=bare + ean.calc_check_digit(bare))] if number % 4 else []
        return article

    def _term(self) -> GuaranteeTerm:
        of = self.dice.choice(["all", "article", "category"])
        first = TODAY - datetime.timedelta(days=self.dice.choice([900, 40, 0, -2]))
        return GuaranteeTerm(
            days=self.dice.choice([10, 30, 45]),
            counts_from=self.dice.choice(list(CountsFrom)),
            valid_from=first,
            valid_to=self.dice.choice([None, None, max(first, TODAY + datetime.timedelta(days=2))]),
            agreement=self.dice.choice([None, "AVT1"]),
            article_id=self.dice.choice(self.articles).id if of == "article" else None,
            category=self.dice.choice(list(Category)) if of == "category" else None,
            minimum_value=self.dice.choice([None, None, 1000]),
        )

    def _device(self, number: int) -> Device:
        dice = self.dice
        serial = dice.choice([f"NV{number:05}", f"00{number:04}-{dice.randint(0, 9)}", f"abc {number:03}"])
        if number % 10 == 9:
            serial = f"NV{number - 1:05}"  # perhaps another supplier's product with the same serial
        if number == 3:
            serial = "77001"  # an article's number
        device = Device(
            serial_number=serial,
            article=dice.choice(self.articles),
            unit=dice.choice(
                [self.units[0], self.units[0], self.units[0], self.units[1], self.units[2], None]
            ),
            individ_number=dice.choice([None, f"I{number:05}", f"i-{number:05}", f"NV{number + 1:05}"]),
            order_date=self._day(),
            delivery_date=self._day(),
            price=dice.choice([None, 500, 5000]),
            state=dice.choice([*[DeviceState.REGISTERED] * 5, *DeviceState]),
            flagged_at=NOW if dice.random() < 0.1 else None,
        )
        if dice.random() < 0.25:
            former = dice.choice([f"F{number:05}", f"NV{dice.randint(0, 60):05}"])
            device.aliases = [Alias(serial_number=former, kind=dice.choice(list(AliasKind)))]
        return device

    def _returns(self) -> None:
        """Some products lie in drafts, own and others', and some in sealed ones."""
        for unit in self.units[:2]:
            for device in self.dice.sample(self.devices, 12):
                (package,) = join([identify_typed(device.serial_number)])
                card = judge(package, unit, TODAY, device.id)
                draft = Return.open(unit, actor="a", now=NOW)
                if card.verdict.device and draft.takes(card.verdict):
                    draft.pack(card.packed(), actor="a", now=NOW)
        db.session.flush()

    def texts(self) -> list[str]:
        """Whatever leads anywhere: serials, individnummer, former serials, GTINs, article numbers, and whole GS1 codes
        of every serial in some boxes."""
        gtins = [gtin.gtin for article in self.articles for gtin in article.gtins]
        serials = [device.serial_number for device in self.devices]
        serials += [device.individ_number for device in self.devices if device.individ_number]
        serials += [alias.serial_number for device in self.devices for alias in device.aliases]
        boxed = [
            f"(01){gtin}(21){serial.replace(' ', '')}"
            for serial in serials
            for gtin in self.dice.sample(gtins, 3)
        ]
        own = [
            f"(01){gtin.gtin}(21){device.serial_number.replace(' ', '')}"
            for device in self.devices
            for gtin in device.article.gtins
        ]
        numbers = [article.number for article in self.articles]
        return [*serials, *gtins, *(f"(01){gtin}" for gtin in gtins), *numbers, *boxed, *own]


@pytest.mark.parametrize("seed", SEEDS)
def test_of_every_code_on_every_day_it_says_what_packing_says(app: APIFlask, seed: int) -> None:
    register = GeneratedRegister(seed)
    unit = register.units[0]
    device = OnDevice.opened(snapshot_of(unit, TODAY, str, "sv"))
    expected, differing, beyond = 0, [], 0
    beyond_it = tuple(device.columns["answers"][device.columns["unknown"]][:4])
    for text in dict.fromkeys(register.texts()):
        (card,) = judge_all(join([identify_typed(text)]), unit, TODAY)
        for day in WINDOW:
            verdict = decide(card.facts, unit, day)  # the facts are the same on every day
            tone, headline = shown_as(verdict, card.lies_in)
            said = device.answer(text, day.isoformat())
            online = (verdict.kind.value, tone, str(headline), str(verdict.todo))
            if said == beyond_it:
                # It is none of the unit's: either nobody's, or another unit's. It is never said to be good.
                owner = verdict.device.unit if verdict.device else None
                assert verdict.device is None or (owner and owner.id != unit.id)
                beyond += 1
                continue
            expected += 1
            told = 3 if verdict.near or verdict.row == "unregistered" else 4  # near matches change what to do
            if said[:told] != online[:told]:
                differing.append((text, day, said, online, verdict.row))
    assert not differing, differing[:5]
    assert (expected > 1000, beyond > 50) == (True, True)


def test_an_unknown_serial_is_unknown_and_never_good(app: APIFlask) -> None:
    register = GeneratedRegister(7, devices=20)
    device = OnDevice.opened(snapshot_of(register.units[0], TODAY, str, "sv"))
    for text in ("NV99999", "XYZ-1", "zz9"):
        assert device.answer(text, TODAY.isoformat())[:3] == (
            "unknown",
            "attention",
            "Finns inte bland er enhets produkter.",
        )


def test_serials_that_name_a_patient_are_left_out(app: APIFlask) -> None:
    register = GeneratedRegister(8, devices=20)
    register.devices[0].serial_number = "19880320-0016"
    register.devices[0].unit = register.units[0]
    db.session.commit()
    assert b"198803200016" not in snapshot_of(register.units[0], TODAY, str, "sv")


def test_other_units_products_are_not_in_it(app: APIFlask) -> None:
    register = GeneratedRegister(9)
    texts = OnDevice.opened(snapshot_of(register.units[0], TODAY, str, "sv")).columns["codes"]["texts"]
    own = {key(d.serial_number) for d in register.devices if d.unit in (register.units[0], None)}
    others = {key(d.serial_number) for d in register.devices} - own
    own_aliases = {
        a.serial_key for d in register.devices if d.unit in (register.units[0], None) for a in d.aliases
    }
    own_individs = {d.individ_number for d in register.devices if d.unit in (register.units[0], None)}
    assert own <= set(texts)
    assert not (others - own_aliases - own_individs) & set(texts)


def test_the_same_register_gives_the_same_bytes_and_a_changed_one_others(app: APIFlask) -> None:
    register = GeneratedRegister(10, devices=20)
    unit = register.units[0]
    before = snapshot_of(unit, TODAY, str, "sv")
    assert snapshot_of(unit, TODAY, str, "sv") == before
    next(
        d for d in register.devices if d.unit == unit and d.state is DeviceState.REGISTERED
    ).state = DeviceState.GONE
    db.session.commit()
    assert snapshot_of(unit, TODAY, str, "sv") != before


@contextmanager
def noted_statements() -> Iterator[list[str]]:
    asked: list[str] = []

    def note(*args: Any) -> None:
        asked.append(args[2])

    event.listen(db.engine, "before_cursor_execute", note)
    yield asked
    event.remove(db.engine, "before_cursor_execute", note)


def test_however_many_devices_there_are_it_asks_few_statements(app: APIFlask) -> None:
    counts = []
    for devices in (20, 60):
        db.session.rollback()
        for table in reversed(db.metadata.sorted_tables):
            db.session.execute(sa.delete(table))
        db.session.commit()
        db.session.expunge_all()
        register = GeneratedRegister(11, devices)
        unit_id = register.units[0].id
        db.session.expunge_all()
        with noted_statements() as asked:
            snapshot_of(db.session.get_one(Unit, unit_id), TODAY, str, "sv")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 20, counts
