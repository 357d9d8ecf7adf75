"""How a call of the API is put together: who may, what it takes, what it gives, and that it may be sent again.

The order of these stands here once. What a call may touch is decided by the functions that the pages ask.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from apiflask import APIBlueprint, Schema
from apiflask.fields import File, List
from apiflask.validators import Length

from accounts import RoleName
from accounts.tokens import Scope
from common.sentence import WrongFields
from returns import MOST_PHOTOS
from scanner import UnreadablePicture
from web.api.scoped import keyed, scoped
from web.http.idempotency import changing
from web.scan.pictures import CleanPicture, uploaded
from web.scan.scanning import NothingToRead

CallView = Callable[..., Any]
FOUND_BY_ADDRESS = "<"
MULTIPART = "multipart/form-data"


def reads(
    blueprint: APIBlueprint,
    rule: str,
    scope: Scope,
    gives: type[Schema] | None,
    *,
    query: type[Schema] | None = None,
    roles: Sequence[RoleName] = (),
    summary: str,
) -> Callable[[CallView], CallView]:
    """A GET. `gives` is None where the answer is a file."""

    def decorate(view: CallView) -> CallView:
        made = blueprint.output(gives)(view) if gives else view
        if query:
            made = blueprint.input(query, location="query", arg_name="asked")(made)
        made = scoped(scope, *roles)(blueprint.doc(summary=summary, responses=_missing(rule))(made))
        return blueprint.get(rule)(made)

    return decorate


def writes(
    blueprint: APIBlueprint,
    rule: str,
    scope: Scope,
    gives: type[Schema],
    *,
    takes: type[Schema] | None = None,
    roles: Sequence[RoleName] = (),
    method: str = "POST",
    status: int = 200,
    summary: str,
) -> Callable[[CallView], CallView]:
    """A change, in one transaction. A POST needs an Idempotency-Key."""

    def decorate(view: CallView) -> CallView:
        made = changing(blueprint.output(gives, status_code=status)(view))
        if takes:
            made = blueprint.input(takes, arg_name="said")(made)
        made = blueprint.doc(summary=summary, responses=[409, *_missing(rule)])(made)
        made = scoped(scope, *roles)(keyed(made) if method == "POST" else made)
        return blueprint.route(rule, methods=[method])(made)

    return decorate


class PicturesInput(Schema):
    picture = List(
        File(),
        required=True,
        validate=Length(1, MOST_PHOTOS),
        metadata={"description": "JPEG, PNG, WebP or HEIC; they are drawn anew, without what a camera adds"},
    )


def takes_pictures(
    blueprint: APIBlueprint,
    rule: str,
    scope: Scope,
    gives: type[Schema],
    *,
    find: Callable[..., object],
    summary: str,
) -> Callable[[CallView], CallView]:
    """A POST that stores photos. They are drawn anew before the transaction begins, so that nobody waits for its lock;
    before that `find` says whether the caller may."""

    def decorate(view: CallView) -> CallView:
        keep = changing(blueprint.output(gives, status_code=201)(view))

        @wraps(keep)
        def drawn_first(**place: Any) -> Any:
            del place["said"]  # the files are read from the request, as pages read them
            find(**place)
            return keep(**place, pictures=_sent_pictures())

        made: CallView = blueprint.input(PicturesInput, location="files", arg_name="said")(drawn_first)
        made = blueprint.doc(summary=summary, responses=[409, *_missing(rule)])(made)
        made = scoped(scope, body=MULTIPART)(keyed(made))
        return blueprint.post(rule)(made)

    return decorate


def _sent_pictures() -> list[CleanPicture]:
    try:
        return uploaded(MOST_PHOTOS)
    except (NothingToRead, UnreadablePicture) as problem:
        raise WrongFields({"picture": problem.sentence}) from problem


def asks(
    blueprint: APIBlueprint,
    rule: str,
    scope: Scope,
    gives: type[Schema],
    takes: type[Schema],
    *,
    summary: str,
) -> Callable[[CallView], CallView]:
    """A POST that changes nothing: what is asked about may not stand in an address, because servers log these."""

    def decorate(view: CallView) -> CallView:
        made = blueprint.input(takes, arg_name="said")(blueprint.output(gives)(view))
        made = scoped(scope)(blueprint.doc(summary=summary, responses=_missing(rule))(made))
        return blueprint.post(rule)(made)

    return decorate


def _missing(rule: str) -> list[int]:
    return [404] if FOUND_BY_ADDRESS in rule else []
