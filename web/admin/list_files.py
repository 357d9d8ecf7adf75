"""The administrator's lists as files: people, units, articles."""

from flask import Response, request
from flask_babel import gettext as _

from database import db
from registry.models import Article
from web.admin.articles import articles_found
from web.admin.blueprint import admin, admin_only
from web.admin.staff.people import LONGEST_SEARCH, asked_people, people_found
from web.admin.staff.units import units_found
from web.http.translated import say
from web.site.list_file import MOST_ROWS, list_file, shown_moment


def asked_words() -> str:
    return request.args.get("q", "").strip()[:LONGEST_SEARCH]


@admin.get("/personer.csv")
@admin_only
def people_csv() -> Response:
    """As the page is searched."""
    found = db.session.scalars(people_found(asked_people()).limit(MOST_ROWS))
    headings = (_("Namn"), _("E-post"), _("Arbetar på"), _("Sågs senast"))
    rows = (
        (
            person.name,
            person.email,
            ", ".join(say(place.words) for place in person.workplaces),
            shown_moment(person.last_seen_at),
        )
        for person in found
    )
    return list_file("personer", headings, rows)


@admin.get("/enheter.csv")
@admin_only
def units_csv() -> Response:
    headings = (_("Enhetskod"), _("Namn"), _("Postnummer"), _("Ort"), _("Personer"), _("Sågs senast"))
    rows = (
        (unit.code, unit.name, unit.postcode, unit.town, number, shown_moment(seen))
        for unit, number, seen in db.session.execute(units_found(asked_words()).limit(MOST_ROWS))
    )
    return list_file("enheter", headings, rows)


@admin.get("/artiklar.csv")
@admin_only
def articles_csv() -> Response:
    found = db.session.scalars(articles_found(asked_words()).limit(MOST_ROWS)).unique()
    headings = (_("Artikelnummer"), _("Namn"), _("Leverantör"), _("Kategori"), _("Bild"))
    return list_file("artiklar", headings, (_article_row(article) for article in found))


def _article_row(article: Article) -> tuple[str, ...]:
    picture = _("Ja") if article.picture else _("Nej")
    return article.number, article.name, article.supplier.name, say(article.category.label), picture
