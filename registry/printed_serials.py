"""Numbers that were read from print, compared with the register: which of them are serials, and which nearly are.

Print has no check character, so that none of them is an answer. The user chooses one, and it is looked up as if it had
been typed.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from database import db
from registry.models import Alias, Device, Unit
from registry.serials import key
from registry.similar_serials import similar


@dataclass(frozen=True)
class Suggested:
    """One number, and what the register says about it."""

    text: str
    registered: bool
    resembles: str | None = None
    """The registered serial that it is similar to."""


def ranked(texts: Iterable[str], unit: Unit | None = None) -> list[Suggested]:
    """The numbers with registered serials first, then those that are similar to one, then the others. Within these
    groups they stay in the given order."""
    numbers = list(dict.fromkeys(texts))
    known = _registered(numbers)
    found = [
        Suggested(text, registered=True) if key(text) in known else _unregistered(text, unit)
        for text in numbers
    ]
    return sorted(found, key=lambda s: (not s.registered, s.resembles is None))


def _registered(texts: Iterable[str]) -> set[str]:
    """The keys of the texts that are the serial of a device, now or before, or an individnummer."""
    keys = {key(text): text for text in texts}
    asked = (
        sa.select(Device.serial_key).where(Device.serial_key.in_(keys)),
        sa.select(Alias.serial_key).where(Alias.serial_key.in_(keys)),
        sa.select(Device.individ_number).where(Device.individ_number.in_(keys.values())),
    )
    return {key(value) for query in asked for value in db.session.scalars(query) if value}


def _unregistered(text: str, unit: Unit | None) -> Suggested:
    closest = similar(db.session(), text, unit.id if unit else None, limit=1)
    device = db.session.get(Device, closest[0].device_id) if closest else None
    return Suggested(text, registered=False, resembles=device.serial_number if device else None)
