"""The serials and GTINs that a unit's registered products have: what its camera is likely to be shown."""

from dataclasses import dataclass

import sqlalchemy as sa

from database import db
from registry.models import Device, DeviceState, Gtin, Unit

MOST = 5000
"""Products of a unit. Of a larger one nothing is told: a part of its numbers would hide which of them look alike."""


@dataclass(frozen=True)
class LikelyNumbers:
    """Numbers as they are written in the register."""

    serials: tuple[str, ...] = ()
    gtins: tuple[str, ...] = ()


def likely_at(unit: Unit) -> LikelyNumbers:
    """The numbers of the products that are registered at the unit."""
    here = (Device.unit_id == unit.id, Device.state == DeviceState.REGISTERED)
    serials = db.session.scalars(sa.select(Device.serial_number).where(*here).limit(MOST + 1)).all()
    if len(serials) > MOST:
        return LikelyNumbers()
    articles = sa.select(Device.article_id).where(*here)
    gtins = db.session.scalars(sa.select(Gtin.gtin).where(Gtin.article_id.in_(articles)).limit(MOST)).all()
    return LikelyNumbers(tuple(serials), tuple(gtins))
