"""The clinic's home: a new return, what waits in the unit's lanes, and its returns."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from database import utcnow
from operations.region_settings import setting
from registry.models import Unit
from returns import Return
from returns.lookup import came_without_label, overdue_drafts, search_returns
from returns.unit_returns import ReturnGroup, in_group
from warehouse.returning.send_back import lines_waiting_for
from warehouse.unit_lanes import lanes_of
from web.clinic.blueprint import clinic, clinic_only, own_return, own_unit
from web.http.access import actor, works_for
from web.http.idempotency import changing
from web.http.local_time import today
from web.site.ending_rights import ending_soon

MOST_WORDS = 100
ON_ONE_PAGE = 50
GROUPS = {
    "pagar": (ReturnGroup.BEGUN,),
    "skickade": (ReturnGroup.ON_THE_WAY, ReturnGroup.ARRIVED),
    "avslutade": (ReturnGroup.DONE,),
}
"""What each tab shows, part by part."""
LATE_DAYS = 7
"""A return that has been on its way for so long may be lost: its lane is shown in another colour."""
RIGHTS_DAYS, HURRY_DAYS = 14, 3
"""How far ahead the lane of the return rights looks, and from when on the next one to end is told in another colour."""


@clinic.get("/")
@clinic_only
def returns() -> ResponseReturnValue:
    group = request.args.get("visa", "pagar")
    if group not in GROUPS:
        group = "pagar"
    unit, now = own_unit(), utcnow()
    words = request.args.get("q", "").strip()[:MOST_WORDS]
    page = min(max(request.args.get("sida", 0, type=int), 0), 10_000)
    overdue = overdue_drafts(now, setting("DRAFT_DAYS"), unit)
    parts = [(None, search_returns(unit, words))] if words else shown_parts(unit, group, page, overdue)
    return render_template(
        "clinic/returns.html",
        group="" if words else group,
        words=words,
        parts=parts,
        returns=[item for _part, items in parts for item in items],
        page_number=page,
        more=not words and any(len(items) == ON_ONE_PAGE for _part, items in parts),
        days_lain={item.id: (now - item.opened_at).days for item in overdue},
        limit=setting("DRAFT_DAYS"),
        unlabelled=came_without_label(unit),
        now=now,
        **lanes_to_show(unit),
    )


def shown_parts(
    unit: Unit, group: str, page: int, overdue: list[Return]
) -> list[tuple[ReturnGroup | None, list[Return]]]:
    """One page of a tab: its parts, each with its returns. Drafts that have lain for too long stand first (R2)."""
    parts = [
        (part, in_group(unit, part, limit=ON_ONE_PAGE, offset=page * ON_ONE_PAGE)) for part in GROUPS[group]
    ]
    if ReturnGroup.BEGUN not in GROUPS[group]:
        return [*parts]
    first = [] if page else overdue
    return [(part, [*first, *(item for item in items if item not in overdue)]) for part, items in parts]


def lanes_to_show(unit: Unit) -> dict[str, Any]:
    """What the unit's lanes count: its own work, and the return rights that end soon."""
    rights = ending_soon(today(), RIGHTS_DAYS, unit)
    return {
        "lanes": lanes_of(unit),
        "waiting": lines_waiting_for(unit),
        "rights": rights,
        "rights_days": RIGHTS_DAYS,
        "hurry_days": HURRY_DAYS,
        "late_days": LATE_DAYS,
    }


@clinic.post("/")
@clinic_only
@changing
def create() -> ResponseReturnValue:
    unit_id = request.form.get("unit", "")
    if unit_id and not (unit_id.isdecimal() and works_for(int(unit_id))):
        abort(403)
    new = Return.open(own_unit(), actor=actor(), now=utcnow())
    return redirect(url_for("clinic.show", number=new.number))


@clinic.post("/<number>/utan-etikett/last")
@clinic_only
@changing
def see_without_label(number: str) -> ResponseReturnValue:
    """The unit has read that an envelope of its own came without a label."""
    shown = own_return(number)
    if shown.without_label:
        shown.without_label.see(actor=actor(), now=utcnow())
    return redirect(url_for("clinic.show", number=number))
