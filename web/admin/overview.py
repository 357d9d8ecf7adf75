"""The administrator's first page: the region at a glance, which drafts lie too long, what is open, who waits
for a link."""

import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_timezone

from accounts import User
from accounts.people import find_people
from database import db, utcnow
from operations.region_settings import setting
from registry.corrections import open_corrections
from registry.models import Article, Device, Supplier, Unit
from returns.lookup import number_of_overdue_drafts, overdue_drafts
from warehouse.follow_up.contact import due_contacts
from warehouse.region.assumptions import RegionAssumption
from warehouse.region.clocks import OrderClock, order_clocks
from warehouse.region.flow import region_flow
from warehouse.region.savings import RegionSavings, region_savings
from web.admin.assumptions import PRICED
from web.admin.blueprint import admin, admin_only
from web.charts.month_chart import MonthChart, MonthColumn, month_chart, round_end
from web.follow_up.asked_period import asked_period
from web.http.local_time import today

COUNTED = (Unit, Supplier, Article, Device)
CLOCK_DAYS = 30
"""How far back the clocks look."""
OLD_DAYS = 3
"""From this age on the oldest at a stop of the warehouse is shown in another colour."""
MOST_DRAFTS = 20
THOUSAND = 1000
ROOM_FOR_KRONOR = 84


@admin.get("/")
@admin_only
def home() -> ResponseReturnValue:
    days, now = setting("DRAFT_DAYS"), utcnow()
    return render_template(
        "admin/home.html",
        **region_at_a_glance(now),
        counts=[db.session.scalar(sa.select(sa.func.count()).select_from(model)) for model in COUNTED],
        overdue=overdue_drafts(now, days, limit=MOST_DRAFTS),
        all_overdue=number_of_overdue_drafts(now, days),
        corrections=open_corrections(db.session),
        days=days,
        old_days=OLD_DAYS,
        now=now,
        due=due_contacts(today()),
        wanting=db.session.scalars(find_people().where(User.wants_link_since.is_not(None))).all(),
    )


def region_at_a_glance(now: datetime.datetime) -> dict[str, Any]:
    """The flow, what was saved, and the order's clocks, with what the figures take for granted."""
    assumption, period = RegionAssumption.in_force(), asked_period()
    savings = region_savings(period, assumption, ZoneInfo(str(get_timezone())))
    return {
        "flow": region_flow(),
        "assumption": assumption,
        "priced": PRICED,
        "period": period,
        "savings": savings,
        "chart": savings_chart(savings),
        "in_each": THOUSAND if savings.has_kronor else 1,
        "clocks": order_clocks(now - datetime.timedelta(days=CLOCK_DAYS), now, now, assumption),
        "clock_names": list(OrderClock),
        "clock_days": CLOCK_DAYS,
    }


def savings_chart(savings: RegionSavings) -> MonthChart:
    """Kronor a month: reuse, and above it what went to its supplier in time. Products where no price is known."""
    if savings.has_kronor:
        parts = [(month, month.saved_by_reuse, month.in_time.kronor) for month in savings.months]
    else:
        parts = [(month, month.reused.products, month.in_time.products) for month in savings.months]
    columns = [MonthColumn(month.month.first, own, upper=upper) for month, own, upper in parts]
    highest = max((max(own, 0) + upper for _month, own, upper in parts), default=0)
    return month_chart(columns, round_end(highest), ROOM_FOR_KRONOR)
