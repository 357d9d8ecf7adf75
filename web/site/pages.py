"""The list of all blueprints, which shows the parts of the site in one place."""

from apiflask import APIFlask

from web import admin
from web.account import account
from web.api import events, scanning
from web.api.reading import register as register_calls
from web.api.reading import returns as return_calls
from web.api.reading import stock as stock_calls
from web.api.writing import boxes as box_calls
from web.api.writing import contacts as contact_calls
from web.api.writing import control as control_calls
from web.api.writing import imports as import_calls
from web.api.writing import packing as packing_calls
from web.api.writing import photos as photo_calls
from web.api.writing import prints as print_calls
from web.api.writing import receiving as receiving_calls
from web.api.writing import region as region_calls
from web.api.writing import shelves as shelf_calls
from web.api.writing import stocktakes as stocktake_calls
from web.clinic import clinic
from web.follow_up import follow_up
from web.http.language import language
from web.installed import installed
from web.monitoring import health
from web.printing import printing
from web.products import products
from web.site import (
    article_pictures,
    command_cards,
    design,
    hand_scanner,
    help_pages,
    home,
    pwa,
    queue_ticket,
    reference,
    trusting,
)
from web.warehouse import warehouse


def register(app: APIFlask) -> None:
    rooms = (
        home.home,
        account,
        clinic,
        warehouse,
        products,
        follow_up,
        admin.admin,
        article_pictures.articles,
        hand_scanner.hand_scanner,
        design.design,
        installed,
        command_cards.command_cards,
        help_pages.help_pages,
        reference.reference,
        printing,
        queue_ticket.queue_ticket,
    )
    for blueprint in (
        *rooms,
        scanning.api,
        events.events_api,
        register_calls.register_api,
        return_calls.returns_api,
        stock_calls.stock_api,
        packing_calls.packing_api,
        receiving_calls.receiving_api,
        control_calls.control_api,
        shelf_calls.shelf_api,
        photo_calls.photos_api,
        print_calls.prints_api,
        box_calls.boxes_api,
        stocktake_calls.stocktakes_api,
        contact_calls.contacts_api,
        region_calls.region_api,
        import_calls.imports_api,
        health.health,
        pwa.pwa,
        language,
        trusting.trusting,
    ):
        app.register_blueprint(blueprint)
