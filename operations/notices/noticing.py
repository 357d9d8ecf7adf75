"""What people are to be told of: looked for in the tables, again and again, so that no deed has to think of mail."""

import datetime
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from accounts import RoleName, User
from accounts.models import Role, roles_users, units_users
from database import db
from operations.notices.notice import GATHERED, Notice, NoticeKind
from registry.models.import_job import ImportJob, JobState
from returns import Line, Return
from warehouse.returning.send_back import SendBack, SendBackTurn
from warehouse.shelves.charging import charging_due

LOOKS_BACK = datetime.timedelta(days=2)
"""What is older than that when it is seen first is no news: the worker had not run, or mail was not set up."""
MORNING = 7

WhomToTell = tuple[int, NoticeKind, str, datetime.datetime]
"""A person's id, the kind, the key of the thing, and when the mail is due."""


def notice_all(now: datetime.datetime, zone: ZoneInfo) -> int:
    """Write down whom to tell of what; how many that were. What a person has been told of is left out."""
    found = [*_came_back(now), *_imports_failed(now), *_charges_overdue(now, zone)]
    keys = {key for _user, _kind, key, _due in found}
    known = set(
        db.session.execute(
            sa.select(Notice.user_id, Notice.kind, Notice.key).where(Notice.key.in_(keys))
        ).all()
    )
    new = [
        Notice(user_id=user_id, kind=kind, key=key, made_at=now, due_at=due)
        for user_id, kind, key, due in found
        if (user_id, kind, key) not in known
    ]
    db.session.add_all(new)
    db.session.flush()
    return len(new)


def _came_back(now: datetime.datetime) -> Iterator[WhomToTell]:
    """Everybody who works at the unit."""
    query = (
        sa.select(units_users.c.user_id, SendBack.line_id)
        .join(Line, Line.id == SendBack.line_id)
        .join(Return, Return.id == Line.return_id)
        .join(units_users, units_users.c.unit_id == Return.unit_id)
        .where(
            SendBack.at > now - LOOKS_BACK,
            SendBack.waits_for == SendBackTurn.UNIT,
            units_users.c.user_id.in_(_told(RoleName.CLINIC)),
        )
    )
    for user_id, line_id in db.session.execute(query):
        yield user_id, NoticeKind.CAME_BACK, f"send back:{line_id}", now + GATHERED


def _imports_failed(now: datetime.datetime) -> Iterator[WhomToTell]:
    """Whoever started it."""
    query = (
        sa.select(User.id, ImportJob.id, ImportJob.touched_at)
        .join(User, User.email == ImportJob.actor)
        .where(
            ImportJob.state == JobState.REFUSED,
            ImportJob.touched_at > now - LOOKS_BACK,
            User.id.in_(_told(RoleName.ADMIN)),
        )
    )
    for user_id, job_id, touched_at in db.session.execute(query):
        yield user_id, NoticeKind.IMPORT_FAILED, f"import:{job_id}:{touched_at.isoformat()}", now


def _charges_overdue(now: datetime.datetime, zone: ZoneInfo) -> Iterator[WhomToTell]:
    """Everybody at the warehouse, in the morning, once a week as long as something is overdue."""
    local = now.astimezone(zone)
    if local.hour < MORNING or not charging_due(now).overdue:
        return
    year, week, _day = local.isocalendar()
    for user_id in db.session.scalars(_told(RoleName.WAREHOUSE)):
        yield user_id, NoticeKind.CHARGE_OVERDUE, f"week:{year}-{week}", now


def _told(role: RoleName) -> sa.Select[int]:
    """The ids of the people with that role who want mail."""
    return (
        sa.select(User.id)
        .join(roles_users, roles_users.c.user_id == User.id)
        .join(Role, Role.id == roles_users.c.role_id)
        .where(Role.name == role.value, User.active, User.wants_mail, ~User.is_integration)
    )
