"""Which articles are often delivered with another one: what an administrator may say belongs to it."""

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from database import db
from registry.belonging.sides import is_same_model
from registry.models import Article, Device

LATEST_ORDERS = 500
"""So many of the article's latest devices are looked at: enough to tell what is usual, and soon found."""
FEWEST = 2
MOST_SHOWN = 5


def often_together(article: Article) -> list[Article]:
    """Those that came by the same orders at least twice, the most frequent first; without those that are named as its
    parts already, and without the same model for the other ear."""
    other = aliased(Device)
    latest = (
        sa.select(Device.order_number, Device.unit_id)
        .where(Device.article_id == article.id, Device.order_number.is_not(None), Device.unit_id.is_not(None))
        .order_by(Device.id.desc())
        .limit(LATEST_ORDERS)
        .subquery()
    )
    times = sa.func.count(sa.distinct(other.order_number))
    query = (
        sa.select(other.article_id)
        .join(latest, sa.and_(other.order_number == latest.c.order_number, other.unit_id == latest.c.unit_id))
        .where(other.article_id != article.id)
        .group_by(other.article_id)
        .having(times >= FEWEST)
        .order_by(times.desc(), other.article_id)
    )
    ids = list(db.session.scalars(query))
    known = {found.id: found for found in db.session.scalars(sa.select(Article).where(Article.id.in_(ids)))}
    found = [known[article_id] for article_id in ids]
    return [
        one for one in found if one.number not in article.part_numbers and not is_same_model(one, article)
    ][:MOST_SHOWN]
