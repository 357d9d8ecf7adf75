"""The list of blueprints: one place to see which parts the site has."""

from apiflask import APIFlask

from web import admin, api, articles, hand_scanner, health, help_pages, home, pwa, trusting
from web.clinic import clinic
from web.language import language
from web.printing import printing
from web.warehouse import warehouse


def register(app: APIFlask) -> None:
    rooms = (
        home.home,
        clinic,
        warehouse,
        admin.admin,
        articles.articles,
        hand_scanner.hand_scanner,
        help_pages.help_pages,
        printing,
    )
    for blueprint in (*rooms, api.api, health.health, pwa.pwa, language, trusting.trusting):
        app.register_blueprint(blueprint)
