"""The units: how many work at each, and when somebody of it was last seen."""

from typing import Any

import sqlalchemy as sa
from flask import render_template, request
from flask.typing import ResponseReturnValue

from accounts import User
from accounts.models import units_users
from database import db
from registry.models import Unit
from web.admin.blueprint import admin, admin_only
from web.admin.staff.people import LONGEST_SEARCH


@admin.get("/enheter")
@admin_only
def units() -> ResponseReturnValue:
    words = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    return render_template("admin/units.html", rows=db.session.execute(units_found(words)).all(), words=words)


def units_found(words: str) -> Any:
    """The query for each unit, how many work there, and when one of them was last seen."""
    query = (
        sa.select(Unit, sa.func.count(User.id), sa.func.max(User.last_seen_at))
        .outerjoin(units_users, units_users.c.unit_id == Unit.id)
        .outerjoin(User, sa.and_(User.id == units_users.c.user_id, User.active.is_(True)))
        .group_by(Unit.id)
        .order_by(Unit.name)
    )
    for word in words.split():
        query = query.where(
            sa.func.lower(Unit.name).contains(word.lower(), autoescape=True)
            | sa.func.lower(Unit.code).contains(word.lower(), autoescape=True)
        )
    return query
