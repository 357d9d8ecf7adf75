"""What a guarantee term was changed from and to, in the words of its form. Codes, numbers and lists are stored."""

import datetime
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _

from common.sentence import Day
from database import db
from registry.models import Article, Category, CountsFrom
from web.http.translated import say

DAYS = ("valid_from", "valid_to")
NOTHING = "–"


def said(name: str, value: Any) -> str:
    """One stored value of the field, in the reader's words."""
    if value in (None, "", []):
        return NOTHING
    if name == "article_id":
        article = db.session.get(Article, value)
        return article.name if article else NOTHING
    if name == "category":
        return say(Category(value).label)
    if name == "counts_from":
        return _("beställning") if value == CountsFrom.ORDER else _("leverans")
    if name == "return_lines":
        return ", ".join(value)
    return _day(value) if name in DAYS else str(value)


def _day(value: str) -> str:
    return Day.of(datetime.date.fromisoformat(value)).said_in(str(get_locale() or "sv"))
