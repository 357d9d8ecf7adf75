"""The day of a moment as the database tells it is the day that the clocks of the zone show, also when they change."""

import datetime
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from database import UtcDateTime, date_at_offset, db
from warehouse.follow_up.period import Period, steady_spans

ZONES = ("Europe/Stockholm", "America/St_Johns", "Pacific/Auckland", "UTC")
START = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
MOMENTS = st.builds(
    lambda seconds: START + datetime.timedelta(seconds=seconds), st.integers(0, 4 * 365 * 24 * 3600)
)
CHANGES = st.builds(
    lambda change, seconds: change + datetime.timedelta(seconds=seconds),
    st.sampled_from(
        [
            datetime.datetime(2026, 3, 29, 1, tzinfo=datetime.UTC),
            datetime.datetime(2026, 10, 25, 1, tzinfo=datetime.UTC),
            datetime.datetime(2026, 4, 4, 14, tzinfo=datetime.UTC),  # Auckland
        ]
    ),
    st.integers(-90_000, 90_000),
)


@pytest.mark.parametrize("zone", [ZoneInfo(name) for name in ZONES], ids=str)
@pytest.mark.usefixtures("app")
@settings(max_examples=40, deadline=None)
@given(moments=st.lists(MOMENTS | CHANGES, min_size=1, max_size=8))
def test_every_moment_lies_in_one_span_with_its_own_day(
    zone: ZoneInfo, moments: list[datetime.datetime]
) -> None:
    period = Period.of(min(moments).astimezone(zone).date(), max(moments).astimezone(zone).date(), zone)
    parts = [part for month in period.months for part in steady_spans(month.span, zone)]
    for moment in moments:
        found = [offset for span, offset in parts if span.start <= moment < span.end]
        if moment < period.span.start:
            continue  # a period holds its last months only
        (offset,) = found
        told = db.session.scalar(
            sa.select(date_at_offset(sa.literal(moment, UtcDateTime()), round(offset.total_seconds())))
        )
        assert told == moment.astimezone(zone).date()
