"""A region's years of returns, invented: what the tables hold when a big warehouse has worked for four years.

Most returns are closed and their products have left the shelf again, and one in ten went to its supplier; the newest
are drafts, on their way, arrived, in control, waiting for Sesam or missing something, as on a usual day. The rows go
into the tables directly, with the events that the verbs would write.
"""

import datetime
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from benchmarks.pages.beside import beside
from benchmarks.pages.putting import put_fast
from common.sentence import Sentence
from database import db
from identity import return_number
from registry.verdict import Verdict, VerdictKind
from returns import Destination, EventKind, LineState, ReturnState
from warehouse import StepOutcome
from warehouse.returning.send_back import SendBackTurn

PORTION = 10_000
"""Returns in one portion of rows."""
YEARS = 4
DRAFTS, ON_THE_WAY, ON_THE_DESK, IN_CONTROL = 200, 300, 60, 100
"""How many of the newest returns are drafts, sealed, arrived, and on the control bench."""
TO_SUPPLIER = 0.1
"""The share of all other returns that went to the supplier."""
WAITS_FOR_SESAM = 0.2
"""The share of the products on the control bench that wait until Sesam is corrected."""
WITHOUT_PRICE = 10
"""Of each so many products one has no price in the register."""
TERM_DAYS = 30
STEPS = ("visual", "wipe")
SHELVES = [f"{letter}{number}" for letter in "ABCDEFGH" for number in range(1, 41)]
PEOPLE = ("Lars Lager", "Lena Lager", "Klara Klinik", "Kim Klinik")

Rows = dict[str, list[dict[str, Any]]]


def _verdict(kind: VerdictKind, rule: str, last_day: datetime.date | None = None) -> dict[str, Any]:
    headline, todo = Sentence("Packa till huvudlagret"), Sentence("Lägg den i returen.")
    return Verdict(kind, rule, str(kind), headline, todo, last_day=last_day).to_dict()


VERDICT = _verdict(VerdictKind.TO_WAREHOUSE, "R1")
SESAM = _verdict(VerdictKind.CORRECT_SESAM, "R9")


@dataclass
class History:
    """Makes the rows, return after return, oldest first."""

    returns: int
    devices: int
    units: int
    articles: int
    end: datetime.datetime
    dice: random.Random = field(default_factory=lambda: random.Random(12))
    line_id: int = 0
    events: int = 0

    def portions(self) -> Iterator[Rows]:
        numbers: set[str] = set()
        while len(numbers) < self.returns:
            numbers.add(return_number.new())
        rows = self._empty()
        for index, number in enumerate(sorted(numbers), start=1):
            self._add(rows, index, number)
            if index % PORTION == 0 or index == self.returns:
                yield rows
                rows = self._empty()

    @staticmethod
    def _empty() -> Rows:
        names = ("return", "sealing", "handover", "receipt", "envelope", "line", "control", "control_step")
        return {
            name: []
            for name in (*names, "stock_item", "send_back", "sesam_wait", "supplier_handover", "event")
        }

    def _add(self, rows: Rows, index: int, number: str) -> None:
        left = self.returns - index
        opened = self.end - datetime.timedelta(
            days=left / self.returns * YEARS * 365, minutes=self.dice.randrange(600) + 700
        )
        who, state = self.dice.choice(PEOPLE), _state(left)
        to_supplier = state is ReturnState.CLOSED and self.dice.random() < TO_SUPPLIER
        if to_supplier:
            state = ReturnState.SENT
        rows["return"].append(
            {
                "id": index,
                "number": number,
                "unit_id": self.dice.randrange(self.units) + 1,
                "destination": Destination.SUPPLIER if to_supplier else Destination.WAREHOUSE,
                "supplier_id": 1 if to_supplier else None,
                "state": state,
                "opened_by": who,
                "opened_at": opened,
                "version": 5,
            }
        )
        self._event(rows, index, None, EventKind.OPENED, opened, who)
        came = min(opened + datetime.timedelta(days=2), self.end)
        verdict, last_day = VERDICT, None
        if to_supplier:
            last_day = opened.date() + datetime.timedelta(days=self.dice.randrange(-3, TERM_DAYS))
            verdict = _verdict(VerdictKind.TO_SUPPLIER, "R3", last_day)
        lines = [self._line(rows, index, opened, came, state, who, verdict) for _one in range(1 + index % 2)]
        if state is ReturnState.DRAFT:
            return
        if to_supplier:
            rows["supplier_handover"] += [_handed_over(line, opened, last_day) for line in lines]
        self._sealed(rows, index, opened + datetime.timedelta(minutes=20), who)
        received = state in (ReturnState.RECEIVED, ReturnState.CLOSED)
        arrived = received or (not to_supplier and left >= DRAFTS + ON_THE_WAY)
        self._envelope(rows, index, came, who, arrived=arrived, received=received)
        if received:
            for line in lines:
                self._placed(rows, index, line, came)
            if state is ReturnState.CLOSED:
                self._event(rows, index, None, EventKind.CLOSED, came, who, {"state": ReturnState.CLOSED})

    def _sealed(self, rows: Rows, index: int, sealed: datetime.datetime, who: str) -> None:
        rows["sealing"].append(
            {
                "return_id": index,
                "actor": who,
                "at": sealed,
                "order_number": f"{3_000_000 + index}",
                "label": {},
                "envelopes": 1,
                "lithium": False,
            }
        )
        rows["handover"].append({"return_id": index, "actor": who, "at": sealed})
        self._event(rows, index, None, EventKind.SEALED, sealed, who, {"state": ReturnState.SEALED})
        self._event(rows, index, None, EventKind.SENT, sealed, who, {"state": ReturnState.SENT})

    def _envelope(
        self, rows: Rows, index: int, came: datetime.datetime, who: str, *, arrived: bool, received: bool
    ) -> None:
        rows["envelope"].append(
            {
                "return_id": index,
                "number": 1,
                "arrived_by": who if arrived else None,
                "arrived_at": came if arrived else None,
                "taken_in_by": who if received else None,
                "taken_in_at": came if received else None,
            }
        )
        if arrived:
            self._event(rows, index, None, EventKind.ENVELOPE_ARRIVED, came, who, {"envelope": 1})
        if received:
            rows["receipt"].append(
                {
                    "return_id": index,
                    "opened_by": who,
                    "opened_at": came,
                    "finished_by": who,
                    "finished_at": came,
                }
            )
            self._event(rows, index, None, EventKind.RECEIVED, came, who, {"state": ReturnState.RECEIVED})

    def _line(
        self,
        rows: Rows,
        index: int,
        opened: datetime.datetime,
        came: datetime.datetime,
        state: ReturnState,
        who: str,
        verdict: dict[str, Any],
    ) -> dict[str, Any]:
        self.line_id += 1
        device = (self.line_id * 7919) % self.devices + 1
        is_packed = state in (ReturnState.DRAFT, ReturnState.SENT)
        becomes = LineState.PACKED if is_packed else LineState.IN_CONTROL
        if state is ReturnState.CLOSED:
            becomes = self.dice.choices(
                (LineState.LEFT_STOCK, LineState.STOCKED, LineState.SENT_BACK, LineState.MISSING),
                (82, 9, 8, 1),
            )[0]
        is_open = becomes in (LineState.PACKED, LineState.IN_CONTROL)
        line: dict[str, Any] = {
            "id": self.line_id,
            "return_id": index,
            "packed_on_id": index,
            "device_id": device,
            "open_device_id": device if is_open else None,
            "article_id": (device - 1) % self.articles + 1,
            "serial_number": f"S{device:08d}",
            "codes": [f"S{device:08d}"],
            "verdict_data": verdict,
            "announced": True,
            "suggested": False,
            "state": becomes,
            "packed_by": who,
            "packed_at": opened,
            "received_by": None if is_packed else who,
            "received_at": None if is_packed else came,
            "packed_wrong": becomes is LineState.SENT_BACK,
        }
        rows["line"].append(line)
        self._event(rows, index, line, EventKind.PACKED, opened, who)
        return line

    def _placed(self, rows: Rows, index: int, line: dict[str, Any], came: datetime.datetime) -> None:
        who, state = self.dice.choice(PEOPLE[:2]), line["state"]
        if state is LineState.MISSING:
            self._event(rows, index, line, EventKind.PRODUCT_MISSING, came, who)
            return
        self._event(rows, index, line, EventKind.PRODUCT_RECEIVED, came, who)
        controlled = came + datetime.timedelta(hours=3)
        rows["control"].append({"line_id": line["id"], "started_by": who, "started_at": controlled})
        self._event(rows, index, line, EventKind.CONTROL_STARTED, controlled, who)
        if state is LineState.IN_CONTROL and self.dice.random() < WAITS_FOR_SESAM:
            line["verdict_data"] = SESAM
            rows["sesam_wait"].append(
                {
                    "line_id": line["id"],
                    "scanned": line["serial_number"],
                    "reported_by": who,
                    "reported_at": controlled,
                }
            )
            self._event(rows, index, line, EventKind.SESAM_REPORTED, controlled, who)
        if state is LineState.SENT_BACK:
            reason = self.dice.choice(("incomplete", "damaged", "dirty", "not_working"))
            rows["send_back"].append(
                {
                    "line_id": line["id"],
                    "reasons": [reason],
                    "told": [[reason, "Packa den på nytt."]],
                    "packing_faults": [reason],
                    "waits_for": SendBackTurn.NOBODY if self._is_old(controlled) else SendBackTurn.UNIT,
                    "actor": who,
                    "at": controlled,
                }
            )
            after = {"state": state, "reasons": [reason]}
            self._event(rows, index, line, EventKind.SENT_BACK, controlled, who, after)
        if state not in (LineState.STOCKED, LineState.LEFT_STOCK):
            return
        for code in STEPS:
            rows["control_step"].append(
                {
                    "line_id": line["id"],
                    "code": code,
                    "outcome": StepOutcome.DONE,
                    "actor": who,
                    "at": controlled,
                }
            )
        stocked = came + datetime.timedelta(days=1)
        picked = stocked + datetime.timedelta(days=20) if state is LineState.LEFT_STOCK else None
        shelf = self.dice.choice(SHELVES)
        rows["stock_item"].append(
            {
                "line_id": line["id"],
                "article_id": line["article_id"],
                "device_id": line["device_id"],
                "shelf": shelf,
                "price": _price(line) if picked else None,
                "available_by": who,
                "available_at": stocked,
                "sealed_at": rows["sealing"][-1]["at"],
                "left_by": who if picked else None,
                "left_at": picked,
                "left_for": f"{5_000_000 + line['id']}" if picked else None,
            }
        )
        self._event(
            rows, index, line, EventKind.STOCKED, stocked, who, {"state": LineState.STOCKED, "shelf": shelf}
        )
        if picked:
            self._event(rows, index, line, EventKind.PICKED, picked, who, {"order_number": "5000000"})

    def _is_old(self, moment: datetime.datetime) -> bool:
        return moment < self.end - datetime.timedelta(days=60)

    def _event(
        self,
        rows: Rows,
        index: int,
        line: dict[str, Any] | None,
        what: EventKind,
        at: datetime.datetime,
        who: str,
        after: dict[str, Any] | None = None,
    ) -> None:
        self.events += 1
        rows["event"].append(
            {
                "return_id": index,
                "line_id": line["id"] if line else None,
                "product": line["serial_number"] if line else None,
                "actor": who,
                "at": at,
                "what": what,
                "before": None,
                "after": after,
            }
        )


def _handed_over(
    line: dict[str, Any], opened: datetime.datetime, last_day: datetime.date | None
) -> dict[str, Any]:
    at = opened + datetime.timedelta(minutes=20)
    return {
        "line_id": line["id"],
        "at": at,
        "last_day": last_day,
        "article_id": line["article_id"],
        "price": _price(line),
    }


def _price(line: dict[str, Any]) -> int | None:
    return None if line["id"] % WITHOUT_PRICE == 0 else 900 + (line["device_id"] - 1) % 90 * 50


def _state(left: int) -> ReturnState:
    """The state of a return to the warehouse that so many newer ones follow."""
    if left < DRAFTS:
        return ReturnState.DRAFT
    if left < DRAFTS + ON_THE_WAY + ON_THE_DESK:
        return ReturnState.SENT
    if left < DRAFTS + ON_THE_WAY + ON_THE_DESK + IN_CONTROL:
        return ReturnState.RECEIVED
    return ReturnState.CLOSED


def write(url: str, history: History) -> None:
    """Put the history into the tables of that database, and let the database look at what it has."""
    engine = sa.create_engine(url)
    for rows in history.portions():
        with engine.begin() as connection:
            for name, made in rows.items():
                if made:
                    put_fast(connection, db.metadata.tables[name], _complete(name, made))
    with engine.begin() as connection:
        beside(connection, SHELVES, PEOPLE[0], history.end)
        if engine.dialect.name == "postgresql":
            for name in (*history._empty(), "stocktake"):
                table = db.metadata.tables[name]
                if "id" in table.c:
                    connection.exec_driver_sql(
                        f"SELECT setval(pg_get_serial_sequence('\"{name}\"', 'id'), (SELECT max(id) FROM \"{name}\"))"
                    )
        connection.exec_driver_sql("ANALYZE")
    if engine.dialect.name == "postgresql":
        # What autovacuum does by itself within minutes after such an import; the machine's own may be switched off.
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
    engine.dispose()


def _complete(name: str, made: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Columns that have no value here get what a row is made with: text columns of JSON none, lists empty ones."""
    table = db.metadata.tables[name]
    missing = [
        column
        for column in table.c
        if column.name not in made[0] and not column.nullable and not column.primary_key
    ]
    more = {column.name: _usual(column) for column in missing}
    if name == "stock_item":
        return [
            {**more, **row, "placed_at": row["available_at"], "charged_at": row["available_at"]}
            for row in made
        ]
    return [{**more, **row} for row in made]


def _usual(column: sa.Column[Any]) -> Any:
    default: Any = column.default
    if default is not None and default.is_scalar:
        return default.arg
    return [] if isinstance(column.type, sa.JSON) else ""
