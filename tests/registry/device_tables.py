"""Tables of devices for tests that damage them, and what the register then has."""

import datetime

import sqlalchemy as sa
from hypothesis import strategies as st

from database import db
from registry.models import Article, Device, DeviceState, Unit

CELLS = st.lists(
    st.tuples(
        st.from_regex(r"[A-Z]{2}[0-9]{4}", fullmatch=True),
        st.sampled_from(["A1", "A3"]),
        st.sampled_from(["1010", "1020", ""]),
        st.sampled_from(["2026-11-01", "2026-10-30", ""]),
        st.sampled_from(["", "5", "1200"]),
        st.sampled_from(["", "Kasserad", "Registrerad"]),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda row: row[0],
)


def contents() -> list[tuple[object, ...]]:
    query = (
        sa.select(
            Device.serial_number, Article.number, Unit.code, Device.delivery_date, Device.price, Device.state
        )
        .join(Article)
        .outerjoin(Unit, Unit.id == Device.unit_id)
        .order_by(Device.serial_number)
    )
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(query)]


def as_table(rows: list[tuple[str, ...]]) -> list[tuple[object, ...]]:
    return sorted(
        (
            serial,
            article,
            unit or None,
            datetime.date.fromisoformat(day) if day else None,
            int(price) if price else None,
            DeviceState.SCRAPPED if state == "Kasserad" else DeviceState.REGISTERED,
        )
        for serial, article, unit, day, price, state in rows
    )
