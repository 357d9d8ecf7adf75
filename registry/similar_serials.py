"""Near matches: registered serials that differ from what was read by a reading mistake, a typing mistake or a worn
label.

Every serial is stored folded (characters that look alike made one) and indexed. A search does not go through the
serials. It makes all strings within one edit of what was read, some hundreds, and looks each up by its exact value. So
the time hardly depends on how many serials there are, nothing has to stay in memory, and both databases can do it.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from registry.serials import fold, key

ALPHABET = "".join(sorted(set(fold("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))))
SHORTEST = 4
"""Characters at the least. Shorter serials are within one edit of too many others."""
LONGEST = 30
LOOK_ALIKE = 0.2
SWAP = 0.6
DOUBLED = 0.7
RESEMBLES = 0.8
EDIT = 1.0
WORN = 1.5
"""The cost of two or three characters that are missing at one end. The names above are the costs of single mistakes."""
WORN_LENGTH = 3
OTHER_ARTICLE = 1.0
"""The cost that is added for a device of another article than the box names: a box is right more often than any single
character."""
MOST_CANDIDATES = 50
PAIRS = (
    "17",
    "38",
    "56",
    "68",
    "08",
    "06",
    "09",
    "49",
    "69",
    "CG",
    "MN",
    "PR",
    "UV",
    "UW",
    "VW",
    "VY",
    "EF",
    "KX",
)
RESEMBLING = frozenset(frozenset(pair) for pair in PAIRS)
"""Pairs of characters that are mistaken for each other sometimes, but not so often that they are folded."""


@dataclass(frozen=True)
class SimilarSerial:
    """A device with a similar serial, and how unlikely the mistake between the two is."""

    device_id: int
    serial_key: str
    unit_id: int | None
    cost: float


def similar(
    session: Session,
    serial: str,
    unit_id: int | None = None,
    limit: int = 5,
    article_ids: Collection[int] = (),
) -> list[SimilarSerial]:
    """The likeliest devices for a serial that is not registered: first those of the own unit, then by the mistake.

    `article_ids` are the articles that the box's code names, when one was read beside the serial.
    """
    read = key(serial)
    if not SHORTEST <= len(read) <= LONGEST:
        return []
    folded = fold(read)
    rows = _with_folds(session, neighbours(folded))
    found = [_near(row, weigh(read, row[1]), article_ids) for row in rows]
    if not found and len(read) > SHORTEST:
        found = [_near(row, WORN, article_ids) for row in _worn(session, folded)]
    return _ranked(found, unit_id)[:limit]


def is_similar(read: str, other: str) -> bool:
    """Whether one may be the other with a single mistake in reading or typing. Equal serials are not similar."""
    a, b = key(read), key(other)
    long_enough = all(SHORTEST <= len(one) <= LONGEST for one in (a, b))
    return a != b and long_enough and fold(b) in neighbours(fold(a))


def neighbours(folded: str) -> set[str]:
    """Every folded string within one edit: one character is wrong, missing or too many, or two are swapped."""
    splits = [(folded[:i], folded[i:]) for i in range(len(folded) + 1)]
    found = {folded}
    found.update(a + b[1:] for a, b in splits if b)
    found.update(a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1)
    found.update(a + c + b[1:] for a, b in splits if b for c in ALPHABET)
    found.update(a + c + b for a, b in splits for c in ALPHABET)
    return found


SerialRow = tuple[int, str, int | None, int]
"""The device's id, its serial as serials are compared, and the ids of its unit and its article."""

FOUND = """
SELECT device.id, device.serial_key, device.unit_id, device.article_id
FROM wanted {join} device ON device.serial_fold = wanted.fold
UNION ALL
SELECT device.id, alias.serial_key, device.unit_id, device.article_id
FROM wanted {join} alias ON alias.serial_fold = wanted.fold {join} device ON device.id = alias.device_id
"""
# All folds are one parameter: planning a statement with hundreds of parameters would take longer than answering it.
# SQLite's CROSS JOIN makes it go from the hundreds of folds to the millions of devices; PostgreSQL finds that by
# itself.
GIVEN = {
    "sqlite": "SELECT value FROM json_each(:folds)",
    "postgresql": """SELECT value COLLATE "C" FROM unnest(string_to_array(:folds, ',')) AS given(value)""",
}
STATEMENTS = {
    dialect: sa.text(f"WITH wanted(fold) AS ({given}) {FOUND.format(join=join)}")
    for (dialect, given), join in zip(GIVEN.items(), ("CROSS JOIN", "JOIN"), strict=True)
}


def _with_folds(session: Session, folds: Iterable[str]) -> list[SerialRow]:
    """Devices whose serial, now or before, has one of the folds."""
    dialect = session.get_bind().dialect.name
    wanted = sorted(folds)  # so that the index is read from its beginning to its end, not back and forth
    value = ",".join(wanted) if dialect == "postgresql" else json.dumps(wanted)
    return [
        (row[0], row[1], row[2], row[3]) for row in session.execute(STATEMENTS[dialect], {"folds": value})
    ]


def _worn(session: Session, folded: str) -> list[SerialRow]:
    """Serials that begin with what was read, or end with it after two more characters."""
    upper = folded[:-1] + chr(ord(folded[-1]) + 1)
    statement = sa.text(
        "SELECT id, serial_key, unit_id, article_id FROM device WHERE serial_fold > :low AND serial_fold < :high "
        "AND length(serial_fold) <= :longest LIMIT 200"
    )
    longest = len(folded) + WORN_LENGTH
    rows = session.execute(statement, {"low": folded, "high": upper, "longest": longest})
    ends: list[SerialRow] = [(row[0], row[1], row[2], row[3]) for row in rows]
    return ends + _with_folds(session, [a + b + folded for a in ALPHABET for b in ALPHABET])


def _near(row: SerialRow, cost: float, article_ids: Collection[int]) -> SimilarSerial:
    device_id, serial_key, unit_id, article_id = row
    if article_ids and article_id not in article_ids:
        cost += OTHER_ARTICLE
    return SimilarSerial(device_id, serial_key, unit_id, cost)


def _ranked(found: Iterable[SimilarSerial], unit_id: int | None) -> list[SimilarSerial]:
    best: dict[int, SimilarSerial] = {}
    for one in found:
        if one.device_id not in best or one.cost < best[one.device_id].cost:
            best[one.device_id] = one
    return sorted(
        best.values(), key=lambda n: (unit_id is None or n.unit_id != unit_id, n.cost, n.serial_key)
    )


def weigh(read: str, registered: str) -> float:
    """How unlikely it is that `registered` was read as `read`. Their folds are at most one edit apart."""
    if len(read) == len(registered):
        return _weigh_same_length(read, registered)
    longer, shorter = (read, registered) if len(read) > len(registered) else (registered, read)
    at = _first_difference(fold(longer), fold(shorter))
    rest = longer[:at] + longer[at + 1 :]
    doubled = at > 0 and longer[at] == longer[at - 1]
    return (DOUBLED if doubled else EDIT) + _look_alikes(rest, shorter)


def _weigh_same_length(read: str, registered: str) -> float:
    differing = [(a, b) for a, b in zip(read, registered, strict=True) if a != b]
    wrong = [pair for pair in differing if fold(pair[0]) != fold(pair[1])]
    cost = LOOK_ALIKE * (len(differing) - len(wrong))
    if len(wrong) == 2:
        return cost + SWAP
    return cost + sum(RESEMBLES if frozenset(pair) in RESEMBLING else EDIT for pair in wrong)


def _first_difference(longer: str, shorter: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(longer, shorter, strict=False)) if a != b), len(shorter))


def _look_alikes(a: str, b: str) -> float:
    return LOOK_ALIKE * sum(x != y for x, y in zip(a, b, strict=True))
