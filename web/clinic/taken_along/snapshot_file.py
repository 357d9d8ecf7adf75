"""The file with every verdict that the unit can expect, for its device; and the key that opens it there.

The file stays on the device. The key is handed out to who is signed in for the unit, and the device forgets it when
nobody is. On a shared tablet it is the same key for all of a unit's colleagues, so that one file serves them all.
docs/decisions/0049-a-verdict-without-contact.md.
"""

import base64
import datetime
import hashlib

from flask import Response, current_app, jsonify, make_response, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, get_timezone

from accounts.sign_in_pace import Pace, digest
from database import utcnow
from registry.models import Unit
from returns.snapshot.sealed_file import device_key, sealed_file
from returns.snapshot.snapshot_columns import DAYS, snapshot_of
from web.clinic.blueprint import clinic, clinic_only, own_unit
from web.http.limits import count_try, is_limited, told_to_wait
from web.http.local_time import today
from web.http.signed_in import current_sign_in
from web.http.translated import say

PACE = Pace(at_once=6, every_s=120)
"""Of one sign-in. A page asks at most every 15 minutes, and a person now and then."""


@clinic.get("/register-pa-enheten")
@clinic_only
def snapshot_file() -> ResponseReturnValue:
    """The file, encrypted for this device; 304 where the register says the same as when it was fetched before."""
    unit = own_unit()
    if is_limited():
        with told_to_wait():
            count_try([(digest("snapshot", current_sign_in().token), PACE)])
    now, first_day = utcnow(), today()
    contents = snapshot_of(unit, first_day, say, str(get_locale() or "sv"))
    encryption_key = key_of(unit)
    answer = make_response("")
    answer.set_etag(hashlib.sha256(contents + encryption_key).hexdigest()[:32])
    answer.headers["Vary"] = "Cookie, Accept-Language"
    answer.headers["Cache-Control"] = "no-store"  # the device keeps it itself
    if request.if_none_match.contains(answer.get_etag()[0] or ""):
        return not_modified(answer)
    head = {
        "unit": unit.id,
        "as_of": now.isoformat(timespec="seconds"),
        "last_day": (first_day + datetime.timedelta(days=DAYS - 1)).isoformat(),
        "zone": str(get_timezone()),
        "bytes": len(contents),
    }
    answer.set_data(sealed_file(contents, head, encryption_key))
    answer.mimetype = "application/octet-stream"
    return answer


def not_modified(answer: Response) -> Response:
    answer.status_code = 304
    return answer


@clinic.get("/register-pa-enheten/nyckel")
@clinic_only
def snapshot_key() -> ResponseReturnValue:
    """The key, and until when the device may have it: as long as this sign-in is good without a request."""
    unit, sign_in = own_unit(), current_sign_in()
    return jsonify(
        unit=unit.id,
        key=base64.b64encode(key_of(unit)).decode(),
        until=sign_in.good_until.isoformat(timespec="seconds"),
    )


def key_of(unit: Unit) -> bytes:
    """For this unit on this device: one for all colleagues of a shared tablet, else one for this sign-in alone."""
    sign_in = current_sign_in()
    device = f"tablet {sign_in.tablet}" if sign_in.tablet else f"sign-in {sign_in.token}"
    return device_key(str(current_app.config["SECRET_KEY"]), unit.id, device)
