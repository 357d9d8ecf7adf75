"""The days that figures are about, cut into calendar months."""

import datetime
from dataclasses import dataclass
from zoneinfo import ZoneInfo

MOST_MONTHS = 36
SECOND = datetime.timedelta(seconds=1)


@dataclass(frozen=True)
class Span:
    """From one moment (included) to another (not included)."""

    start: datetime.datetime
    end: datetime.datetime

    @classmethod
    def of_days(cls, first: datetime.date, last: datetime.date, zone: ZoneInfo) -> "Span":
        """From the beginning of the first day to the end of the last one, as the clocks of the zone show them."""
        start, end = (
            datetime.datetime.combine(day, datetime.time(), zone).astimezone(datetime.UTC)
            for day in (first, last + datetime.timedelta(days=1))
        )
        return cls(start, end)


@dataclass(frozen=True)
class Month:
    """A calendar month, or that part of it which lies in the period."""

    first: datetime.date
    """The first day of the month, for its name."""
    span: Span


@dataclass(frozen=True)
class Period:
    """From the first day to the last one, both included."""

    first: datetime.date
    last: datetime.date
    span: Span
    months: tuple[Month, ...]

    @classmethod
    def of(cls, first: datetime.date, last: datetime.date, zone: ZoneInfo) -> "Period":
        """The period from `first` to `last`. Days in the wrong order are exchanged, and of a period longer than
        MOST_MONTHS the last months are taken."""
        first, last = min(first, last), max(first, last)
        first = max(first, month_before(last, MOST_MONTHS - 1))
        months, day = [], first
        while day <= last:
            end = min(last, next_month(day) - datetime.timedelta(days=1))
            months.append(Month(day.replace(day=1), Span.of_days(day, end, zone)))
            day = next_month(day)
        return cls(first, last, Span.of_days(first, last, zone), tuple(months))


def steady_spans(span: Span, zone: ZoneInfo) -> list[tuple[Span, datetime.timedelta]]:
    """The span cut where the clocks of the zone are set anew, each part with their distance from UTC there. For a span
    of at most a month, in which that happens once at most."""

    def offset_at(moment: datetime.datetime) -> datetime.timedelta:
        return moment.astimezone(zone).utcoffset() or datetime.timedelta()

    before, after = offset_at(span.start), offset_at(span.end - SECOND)
    if before == after:
        return [(span, before)]
    first, last = span.start, span.end
    while last - first > SECOND:
        middle = first + (last - first) // 2
        if offset_at(middle) == before:
            first = middle
        else:
            last = middle
    change = last.replace(microsecond=0)
    return [(Span(span.start, change), before), (Span(change, span.end), after)]


def next_month(day: datetime.date) -> datetime.date:
    """The first day of the month after the day's."""
    return (day.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)


def month_before(day: datetime.date, count: int) -> datetime.date:
    """The first day of the month that lies `count` months before the day's."""
    months = day.year * 12 + day.month - 1 - count
    return datetime.date(months // 12, months % 12 + 1, 1)
