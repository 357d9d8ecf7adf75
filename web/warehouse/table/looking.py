"""The receiving table's page, and the part of it that changes with every scan and every card."""

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from returns import Line
from web.http.fragments import wants_fragment
from web.warehouse.blueprint import warehouse, warehouse_only
from web.warehouse.direct.open_envelope import OpenEnvelope
from web.warehouse.direct.sending import said_desk


@warehouse.get("/bord")
@warehouse_only
def receiving_table_start() -> str:
    """What a table is, its cards, and the button that starts it."""
    return render_template("warehouse/table/start.html")


@warehouse.get("/bord/mottag")
@warehouse_only
def receiving_table() -> str:
    return receiving_table_shown(said_desk(), template="warehouse/table/table.html")


@warehouse.get("/bord/mottag/nu")
@warehouse_only
def receiving_table_now() -> str:
    """The part that changes, as it is now: asked for when a scan has been answered. `steg` is the question that the
    page shows, which stays as long as it is about the same."""
    desk = said_desk()
    is_sure_asked = bool(missing_at(desk)) and request.args.get("steg") == about_empty(desk)
    return receiving_table_shown(desk, is_sure_asked=is_sure_asked, template="warehouse/table/_table.html")


def receiving_table_answer(
    desk: OpenEnvelope, said: str = "", tone: str = "", *, is_sure_asked: bool = False
) -> ResponseReturnValue:
    """What a card's form gets: the changing part, or the whole page where there is no JavaScript."""
    name = "_table" if wants_fragment() else "table"
    return receiving_table_shown(
        desk, said, tone, is_sure_asked=is_sure_asked, template=f"warehouse/table/{name}.html"
    )


def receiving_table_shown(
    desk: OpenEnvelope, said: str = "", tone: str = "", *, is_sure_asked: bool = False, template: str
) -> str:
    """`said` is told large and, where switched on, by the voice; `tone` by a sound. `is_sure_asked`: whether the page
    asks if the envelope is empty although products are missing."""
    return render_template(
        template,
        desk=desk,
        missing=missing_at(desk),
        about_empty=about_empty(desk),
        is_sure_asked=is_sure_asked,
        said=said,
        tone=tone,
        max_upload_mb=current_app.config["MAX_UPLOAD_MB"],
    )


def missing_at(desk: OpenEnvelope) -> list[Line]:
    """What would be missing if the open envelope were empty."""
    return desk.receipt.missing_without(desk.envelope) if desk.receipt and desk.envelope else []


def about_empty(desk: OpenEnvelope) -> str:
    """What the card Klar is about: this envelope without these products. A card that comes after that has changed does
    nothing."""
    return " ".join([desk.label, *(str(line.id) for line in missing_at(desk))])
