"""What thirty envelopes hold: returns of three units, packed and on their way, with every kind of discrepancy in them.

The register's rows come in by the product's own import. The returns are packed by the verbs that the clinic's pages
call.
"""

import datetime
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from accounts import RoleName
from accounts.models import User
from accounts.people import add_user
from database import db, utcnow
from identity import identify_typed, join
from operations.demo import PASSWORD, load_whole_demo
from registry.demo_register import demo_examples
from registry.imports import Choices, import_file
from registry.models import Article, Unit
from registry.verdict import VerdictKind
from returns import Answer, Envelopes, Line, Return
from returns.judging import judge

CLINICIAN = "klinik@returkoll.demo"
SECOND_RECEIVER = "nils@lagret.demo"
UNKNOWN = "QX7731-UNKNOWN"
AID, OTHER_AID, STREAMER, YOUNG_AID = "Fjord 5 R höger", "Klara 100 R", "Fjord Stream", "Fjord 7 R"
WITHOUT_SERIAL = "Vida stolsslinga"
ENVELOPES, PRODUCTS = 30, 90
OLD, YOUNG = 400, 9
"""Days since delivery: beyond every right of return, and within each."""


@dataclass
class Sent:
    """A return that is on its way, and what really lies in its envelopes."""

    number: str
    unit: str
    announced: list[str]
    """The serials that the unit has packed, and the GTIN of each product without one."""
    inside: list[str]
    """What a receiver finds."""
    envelopes: int = 1

    def lines(self) -> list[Line]:
        query = sa.select(Line).join(Line.return_).where(Return.number == self.number).order_by(Line.id)
        return list(db.session.scalars(query))

    def line(self, serial: str) -> Line:
        return next(line for line in self.lines() if line.serial_number == serial)


@dataclass
class Stage:
    """All that is on its way, by what is special about it; `plain` are the returns that hold what they announce."""

    special: dict[str, Sent]
    plain: list[Sent]
    unlabelled: list[list[str]]
    """What lies in the two envelopes without a label. The first one's hämtorder is known."""
    for_clinic: str
    """The serial that the clinic packs itself."""
    spare: list[str] = field(default_factory=list)

    @property
    def sent(self) -> list[Sent]:
        return [*self.special.values(), *self.plain]


class Register:
    """New products, imported as a file from WebSesam."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.chance = random.Random(30)
        self.rows: list[str] = []
        self.units = [unit.code for unit in db.session.scalars(sa.select(Unit).order_by(Unit.id).limit(3))]
        self.numbers = {article.name: article.number for article in db.session.scalars(sa.select(Article))}

    def new(self, unit: int, article: str = AID, age: int = OLD, serial: str = "") -> str:
        serial = serial or f"TK{self.chance.randrange(10**7, 10**8)}"
        day = utcnow().date() - datetime.timedelta(days=age)
        self.rows.append(f"{serial};{self.numbers[article]};{self.units[unit]};{day}")
        return serial

    def several(self, unit: int, count: int, article: str = AID) -> list[str]:
        return [self.new(unit, article) for _ in range(count)]

    def bring_in(self) -> None:
        path = self.folder / "individer.csv"
        path.write_text("\n".join(["Serienummer;Artikelnummer;Enhet;Leveransdatum", *self.rows]) + "\n")
        self.rows = []
        db.session.commit()  # an import writes by a connection of its own
        import_file(db.engine, path, actor="Ada", now=utcnow(), choices=Choices("devices"))


def deliver(folder: Path, serial: str, article: str, unit: str, day: datetime.date) -> None:
    """An export that shows the product delivered on that day."""
    register = Register(folder)
    register.rows.append(f"{serial};{register.numbers[article]};{unit};{day}")
    register.bring_in()


def prepare(folder: Path) -> Stage:
    """Everything on its way, in an empty database that has its schema. It commits."""
    load_whole_demo()
    add_user(SECOND_RECEIVER, "Nils Lager", RoleName.WAREHOUSE, PASSWORD)
    db.session.flush()
    nils = db.session.scalars(sa.select(User).where(User.email == SECOND_RECEIVER)).one()
    nils.let_decide(actor="Ada", now=utcnow())
    db.session.commit()
    register = Register(folder)
    plan, plain, unlabelled = _plan(register)
    for_clinic, spare = register.new(0), register.several(0, 1)
    register.bring_in()
    special = {name: _send(register, *what) for name, what in plan.items()}
    on_their_way = [_send(register, unit, serials, serials) for unit, serials in plain]
    db.session.commit()
    return Stage(special, on_their_way, unlabelled, for_clinic, spare)


Planned = tuple[int, list[str], list[str]]
"""A unit, what it announces, and what lies inside."""


def _plan(register: Register) -> tuple[dict[str, Planned], list[tuple[int, list[str]]], list[list[str]]]:
    several, new, examples = register.several, register.new, demo_examples()
    gtin = _gtin_of(WITHOUT_SERIAL)

    def extra(serial: str, unit: int = 0) -> Planned:
        announced = several(unit, 2)
        return unit, announced, [*announced, serial]

    found, gone, mistyped, remotes = several(0, 3), several(0, 3), several(0, 2), several(0, 1)
    three, three_more, elsewhere = several(1, 9), several(1, 9, OTHER_AID), several(1, 2)
    read_on_it = new(0, AID, OLD, mistyped[1][:-1] + str((int(mistyped[1][-1]) + 1) % 10))
    plan: dict[str, Planned] = {
        "found later": (0, found, found),
        "one is gone": (0, gone, gone[:2]),
        "extra": extra(new(0)),
        "wrong article": extra(new(0, STREAMER)),
        "mistyped": (0, mistyped, [mistyped[0], read_on_it]),
        "another unit's": extra(new(1)),
        "unknown": extra(UNKNOWN),
        "to the supplier": extra(new(0, YOUNG_AID, YOUNG)),
        "Sesam first": extra(examples[VerdictKind.CORRECT_SESAM]),
        "not handled": extra(examples[VerdictKind.NOT_HANDLED]),
        "without serial": (0, [*remotes, gtin, gtin], [*remotes, gtin, gtin]),
        "came elsewhere": (1, elsewhere, [*elsewhere, three[8]]),
        "three envelopes": (1, three, three[:8]),
        "three more": (1, three_more, three_more),
    }
    plain = [(which % 3, several(which % 3, 4 if which < 5 else 3)) for which in range(9)]
    return plan, plain, [several(2, 3), several(2, 3, STREAMER)]


def _gtin_of(name: str) -> str:
    article = db.session.scalars(sa.select(Article).where(Article.name == name)).one()
    return article.gtins[0].gtin


def _send(register: Register, unit: int, announced: Sequence[str], inside: Sequence[str]) -> Sent:
    """Packed, answered, sealed and handed over, as the clinic's pages do it."""
    owner = db.session.scalars(sa.select(Unit).where(Unit.code == register.units[unit])).one()
    now = utcnow()
    new = Return.open(owner, actor=CLINICIAN, now=now)
    for code in announced:
        (package,) = join([identify_typed(code)])
        line = new.pack(judge(package, owner, now.date()).packed(), actor=CLINICIAN, now=now)
        line.answer({item.code: Answer.YES for item in line.checklist}, actor=CLINICIAN, now=now)
    count = 3 if len(announced) == 9 else 1
    order_number = str(20270000 + new.id)
    new.seal(order_number, {}, Envelopes(count=count, thick=False, lithium=True), actor=CLINICIAN, now=now)
    new.hand_over(actor=CLINICIAN, now=now)
    return Sent(new.number, owner.name, list(announced), list(inside), count)
