"""The administrator's first page: which drafts lie too long, what is open, who may sign in."""

import sqlalchemy as sa
from flask import current_app, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import selectinload

from accounts import User
from database import db, utcnow
from registry.corrections import open_corrections
from registry.models import Article, Device, Supplier, Unit
from returns.lookup import overdue_drafts
from warehouse.follow_up.contact import due_contacts
from web.admin.blueprint import admin, admin_only
from web.http.local_time import today

COUNTED = (Unit, Supplier, Article, Device)


@admin.get("/")
@admin_only
def home() -> ResponseReturnValue:
    days = current_app.config["DRAFT_DAYS"]
    return render_template(
        "admin/home.html",
        counts=[db.session.scalar(sa.select(sa.func.count()).select_from(model)) for model in COUNTED],
        overdue=overdue_drafts(utcnow(), days),
        corrections=open_corrections(db.session),
        days=days,
        due=due_contacts(today()),
        users=db.session.scalars(
            sa.select(User).options(selectinload(User.deciding_rights)).order_by(User.email)
        ).all(),
    )
