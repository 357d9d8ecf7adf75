"""What the clinic's pages show of what belongs together."""

from collections.abc import Sequence

from database import db
from registry.belonging.sides import side_of
from registry.models import Article, Device, Side
from returns import Line, Return
from returns.belonging.card_sets import card_sets
from returns.belonging.missing_part import MissingPart, missing_beside, missing_parts
from returns.judging import Judged
from returns.lookup import load_articles
from returns.return_model import DESTINATIONS
from web.clinic.blueprint import clinic
from web.http.local_time import today

clinic.app_template_global("card_sets")(card_sets)


@clinic.app_template_global("parts_to_ask_about")
def parts_to_ask_about(current: Return) -> list[MissingPart]:
    """What is asked about the return before it is sealed."""
    return missing_parts(current, today()) if current.is_draft else []


@clinic.app_template_global("lines_with_pictures")
def lines_with_pictures(current: Return) -> list[Line]:
    """The return's lines, what their rows show loaded for all of them at once."""
    load_articles(current)
    return current.lines


@clinic.app_template_global("parts_beside")
def parts_beside(cards: Sequence[Judged], current: Return) -> list[MissingPart]:
    """What the products' card asks about; nothing where they cannot be packed themselves."""
    if any(card.verdict.kind not in DESTINATIONS for card in cards):
        return []
    return missing_beside(cards, current, today())


@clinic.app_template_global("side_on")
def side_on(card: Judged) -> Side | None:
    """The side of the card's product."""
    device = db.session.get(Device, card.verdict.device.id) if card.verdict.device else None
    return side_of(device) if device else None


@clinic.app_template_global("side_in")
def side_in(line: Line) -> Side | None:
    """The side of a packed product."""
    return side_of(line.device) if line.device else None


@clinic.app_template_global("article_on")
def article_on(card: Judged) -> Article | None:
    """The article of the card's product, with its picture."""
    article = card.verdict.article
    return db.session.get(Article, article.id) if article else None
