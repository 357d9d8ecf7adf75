"""The administrator's page: which drafts lie too long, which guarantee terms hold, who may sign in."""

import sqlalchemy as sa
from apiflask import APIBlueprint
from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from accounts import RoleName, User
from database import db, utcnow
from registry.models import Article, Device, GuaranteeTerm, Supplier, Unit
from returns.lookup import overdue_drafts
from web.access import role_required

admin = APIBlueprint("admin", __name__, url_prefix="/admin", enable_openapi=False)

admin_only = role_required(RoleName.ADMIN)

COUNTED = (Unit, Supplier, Article, Device)


@admin.get("/")
@admin_only
def home() -> ResponseReturnValue:
    days = current_app.config["DRAFT_DAYS"]
    return render_template(
        "admin/home.html",
        counts=[db.session.scalar(sa.select(sa.func.count()).select_from(model)) for model in COUNTED],
        overdue=overdue_drafts(utcnow(), days),
        days=days,
        users=db.session.scalars(sa.select(User).order_by(User.email)).all(),
    )


@admin.get("/returratt")
@admin_only
def terms() -> ResponseReturnValue:
    return render_template(
        "admin/terms.html",
        terms=db.session.scalars(sa.select(GuaranteeTerm).order_by(GuaranteeTerm.id)).all(),
    )
