"""What becomes of a product whose verdict keeps it from the shelf: it is judged again, waits for Sesam, or is kept by
somebody who may decide that."""

from flask import abort, flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from database import utcnow
from web.http.access import actor
from web.http.idempotency import changing
from web.http.local_time import today
from web.http.translated import say
from web.warehouse.blueprint import known_line, warehouse, warehouse_only
from web.warehouse.control import back_to, bench


@warehouse.post("/kontroll/<int:line_id>/beslut")
@warehouse_only
@changing
def keep_by_decision(line_id: int) -> ResponseReturnValue:
    """Keep it against its verdict. Only an administrator may, and whom the region has given that right."""
    if not current_user.may_decide:
        abort(403)
    line = known_line(line_id)
    bench(line).keep(request.form.get("reason", ""), actor=actor(), now=utcnow())
    return back_to(line)


@warehouse.post("/kontroll/<int:line_id>/bedom")
@warehouse_only
@changing
def judge_product_again(line_id: int) -> ResponseReturnValue:
    line = known_line(line_id)
    changed = bench(line).judge_again(today=today(), actor=actor(), now=utcnow())
    if changed and line.verdict:
        flash(_("Registret säger nu: %(verdict)s", verdict=say(line.verdict.headline)), "info")
    else:
        flash(_("Registret säger samma sak som förut."), "info")
    return back_to(line)


@warehouse.post("/kontroll/<int:line_id>/sesam/anmalt")
@warehouse_only
@changing
def wait_for_sesam(line_id: int) -> ResponseReturnValue:
    """Note that the message to Stöd och Support was sent."""
    line = known_line(line_id)
    bench(line).wait_for_sesam(actor=actor(), now=utcnow())
    flash(_("Lägg produkten åt sidan tills Sesam är rättat."), "good")
    return back_to(line)


@warehouse.post("/kontroll/<int:line_id>/sesam/rattat")
@warehouse_only
@changing
def sesam_is_corrected(line_id: int) -> ResponseReturnValue:
    """Somebody says so. What the register says today is asked first, as it may say that by itself."""
    line = known_line(line_id)
    control, now = bench(line), utcnow()
    control.judge_again(today=today(), actor=actor(), now=now)
    control.sesam_is_corrected(actor=actor(), now=now)
    return back_to(line)
