"""What usually comes with an article, as an administrator says it, and the photos that may become its picture."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from common.privacy import free_text_fault
from common.sentence import Sentence
from database import db
from registry.belonging.orders import articles_numbered
from registry.models import Article
from returns import Line, LinePhoto
from web.http.form_fields import LinesField
from web.http.page_form import PageForm

MOST_PARTS = 20
LONGEST_PART = 120
MOST_CANDIDATES = 12


class PartsForm(PageForm):
    """The things in the box, and the articles with numbers of their own that belong to it: one a line."""

    package_contents = LinesField(_l("Saker i förpackningen"))
    part_numbers = LinesField(_l("Artiklar som hör till"))

    def __init__(self, article: Article, **more: Any) -> None:
        super().__init__(**more)
        self.article = article

    @classmethod
    def of(cls, article: Article) -> "PartsForm":
        values = {"package_contents": article.package_contents, "part_numbers": article.part_numbers}
        return cls.shown_with(values, article=article)

    def judge(self, read: Mapping[str, Any]) -> Mapping[str, Sentence]:
        found = {name: _fault(lines or []) for name, lines in read.items()}
        faults = {name: fault for name, fault in found.items() if fault}
        if "part_numbers" not in faults and (fault := self._unknown(read.get("part_numbers") or [])):
            faults["part_numbers"] = fault
        return faults

    def _unknown(self, numbers: list[str]) -> Sentence | None:
        if self.article.number in numbers:
            return Sentence(
                "En artikel hör inte till sig själv. Ta bort %(number)s.", {"number": self.article.number}
            )
        known = {article.number for article in articles_numbered(numbers)}
        unknown = next((number for number in numbers if number not in known), None)
        if unknown is None:
            return None
        return Sentence(
            "%(number)s finns inte i registret. Skriv artikelnumret som det står i listan över artiklar.",
            {"number": unknown},
        )


def _fault(lines: list[str]) -> Sentence | None:
    if len(lines) > MOST_PARTS:
        return Sentence("Det är fler än %(most)s rader. Ta bort några.", {"most": MOST_PARTS})
    if any(len(line) > LONGEST_PART for line in lines):
        return Sentence("En rad är längre än %(most)s tecken. Korta den.", {"most": LONGEST_PART})
    return next(filter(None, map(free_text_fault, lines)), None)


def candidates_for(article: Article) -> list[LinePhoto]:
    """The newest photos of the article's products, from returns of any unit."""
    query = sa.select(LinePhoto).join(Line, Line.id == LinePhoto.line_id).where(Line.article_id == article.id)
    return list(db.session.scalars(query.order_by(LinePhoto.id.desc()).limit(MOST_CANDIDATES)))
