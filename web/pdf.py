"""Proved PDFs for the browser: made by `labels`, on the paper that was asked for."""

from collections.abc import Callable
from typing import TypeVar

import structlog
from flask import Response, abort, request

import labels
from labels import FORMATS
from returns import Refused
from web.saying import label_reason

log = structlog.get_logger()

DEFAULT_FORMAT = "102x152"

Made = TypeVar("Made")


def paper() -> str:
    """The paper's name in `?format=`, kept to those there are."""
    name = request.args.get("format", DEFAULT_FORMAT)
    return name if name in FORMATS else abort(404)


def position() -> int:
    """The first free place on a sheet, `?plats=`."""
    return request.args.get("plats", 1, type=int)


def made(make: Callable[[], Made], number: str) -> Made:
    """What `make` gives: contents or a PDF. What cannot be printed, or read back, is refused with the reason."""
    try:
        return make()
    except labels.LabelError as error:
        log.error("label_refused", number=number, reason=str(error))
        raise Refused("Etiketten kan inte göras. %(reason)s", reason=label_reason(error.reason)) from error


def rendered(
    content: labels.Label | labels.PackingList | labels.ShelfLabel, format_name: str = DEFAULT_FORMAT
) -> bytes:
    """Always in Swedish, whatever language the user has chosen: it is read by the post and the warehouse."""
    return made(lambda: labels.render(content, format_name, position=position()), content.number)


def answer(pdf: bytes, name: str) -> Response:
    return Response(
        pdf, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}.pdf"'}
    )
