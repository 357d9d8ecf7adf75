"""The command cards to print: Klar, Ångra, Nästa, for pages that are used without touch."""

import zxingcpp
from apiflask import APIBlueprint
from flask import render_template
from flask_babel import gettext as _

from web.scan.command_cards import CommandCard, code_of
from web.site.qr import svg

command_cards = APIBlueprint("command_cards", __name__, url_prefix="/kommandokort", enable_openapi=False)


@command_cards.get("/")
def cards_to_print() -> str:
    words = {
        CommandCard.DONE: (_("Klar"), _("Allt ligger i, eller allt stämmer.")),
        CommandCard.UNDO: (_("Ångra"), _("Det senaste ska inte gälla.")),
        CommandCard.NEXT: (_("Nästa"), _("En ny retur, eller nästa kuvert.")),
    }
    shown = [(card, name, told, _drawn(card, name)) for card, (name, told) in words.items()]
    return render_template("command_cards/cards.html", cards=shown)


def _drawn(card: CommandCard, name: str) -> str:
    """A QR code with a quarter of redundancy: cards are handled all day."""
    code = zxingcpp.create_barcode(code_of(card), zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
    return svg(code, name)
