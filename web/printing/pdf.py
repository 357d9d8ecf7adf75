"""Proved PDFs for the browser. `labels` makes them on the wanted paper, for the printer that was chosen here."""

from collections.abc import Callable
from typing import TypeVar

import structlog
from flask import Response, abort, current_app, request, url_for

import labels
from labels import FORMATS, Format
from labels.layouts.cells import Content
from returns import Refused
from web.printing.chosen_printer import my_printer, profile_for

log = structlog.get_logger()

USUAL, USUAL_WITH_SSCC = "102x152", "102x192"

Made = TypeVar("Made")


def papers() -> list[Format]:
    """The papers on which a return's label can be printed. With a GS1 company prefix they need room for the SSCC."""
    return [
        paper
        for paper in FORMATS.values()
        if paper.sscc_module or not current_app.config["GS1_COMPANY_PREFIX"]
    ]


def usual_paper() -> str:
    return USUAL_WITH_SSCC if current_app.config["GS1_COMPANY_PREFIX"] else USUAL


def own_paper() -> str:
    """The paper in the chosen printer, else the usual one."""
    printer = my_printer()
    return printer.paper if printer else usual_paper()


def paper() -> str:
    """The paper named in `?format=`, where there is one of that name; else this browser's own."""
    name = request.args.get("format") or own_paper()
    return name if name in FORMATS else abort(404)


def position() -> int:
    """The first free place on a sheet, `?plats=`."""
    return request.args.get("plats", 1, type=int)


def made(make: Callable[[], Made], number: str) -> Made:
    """The contents or the PDF that `make` gives. Raises Refused, with the reason, when it cannot be printed or read
    back.
    """
    try:
        return make()
    except labels.LabelError as error:
        log.error("label_refused", number=number, reason=str(error))
        raise Refused("Etiketten kan inte göras. %(reason)s", reason=error.sentence) from error


def rendered(
    content: Content | labels.TestPage, format_name: str, profile: labels.Profile | None = None
) -> bytes:
    """The PDF. It is always in Swedish, whatever language the user has chosen, as the post and the warehouse read
    it."""
    chosen = profile or profile_for(FORMATS[format_name])
    return made(
        lambda: labels.render(content, format_name, position=position(), profile=chosen), content.number
    )


def refuse_what_does_not_fit(
    content: Content, format_name: str, profile: labels.Profile = labels.EXACT
) -> None:
    """Raises Refused for contents that have no room on the paper, while their text can still be corrected. The PDF
    itself is made and proved when it is handed out."""
    made(lambda: labels.check_fits(content, format_name, profile=profile), content.number)


def in_one_file(contents: list[Content]) -> bytes:
    """All labels in order, from the chosen place of the sheet on. When one cannot be made, all are refused."""
    name = paper()
    batch = made(
        lambda: labels.render_batch(contents, name, position=position(), profile=profile_for(FORMATS[name])),
        "batch",
    )
    for one in batch.refused:
        raise Refused(
            "Etiketten för %(number)s kan inte göras. %(reason)s",
            number=one.content.number,
            reason=one.reason,
        )
    return batch.pdf


def return_url(number: str) -> str:
    """The address in the label's 2D code: the public one when it is set, else the one this request came by."""
    base = current_app.config["PUBLIC_URL"] or request.url_root
    return base.rstrip("/") + url_for("home.label_code", number=number)


def answer(pdf: bytes, name: str) -> Response:
    return Response(
        pdf, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}.pdf"'}
    )
