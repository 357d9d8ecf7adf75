"""What pages ask about the tablet: whether it is shared, and whether colleagues may take it over now."""

from flask import Response, g

from accounts import User
from accounts.open_tablet import colleagues_at
from database import utcnow
from web.account.blueprint import account
from web.http.headers import cookie_value, set_own_cookie
from web.http.limits import DEVICE_S, known_device
from web.http.signed_in import current_sign_in

SHARED_COOKIE = "returkoll_shared"


def colleagues() -> list[User]:
    """Those who may take this tablet over now."""
    return colleagues_at(known_device()[0], utcnow())


@account.app_template_global()
def on_shared_tablet() -> bool:
    return current_sign_in().tablet is not None


@account.app_template_global()
def tablet_is_open() -> bool:
    return bool(colleagues())


@account.app_template_global()
def was_shared() -> bool:
    """Whether the last one who signed in in this browser said that the tablet is shared."""
    return cookie_value(SHARED_COOKIE) == "1"


@account.after_app_request
def remember_sharing(answer: Response) -> Response:
    """The box on the sign-in page is ticked the next morning, too."""
    if "shared_from_now" in g:
        set_own_cookie(answer, SHARED_COOKIE, "1" if g.shared_from_now else "0", DEVICE_S)
    return answer
