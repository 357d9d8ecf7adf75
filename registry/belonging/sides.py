"""The ear that a hearing aid is made for, and the model that the right one and the left one share."""

import re

from registry.models import Article, Category, Device, Side

SIDE_WORDS = {
    **dict.fromkeys(("höger", "hö", "right"), Side.RIGHT),
    **dict.fromkeys(("vänster", "vä", "left"), Side.LEFT),
}
"""Whole words of an article's name. A letter alone is no side: in “Fjord 5 R” it means rechargeable."""
WORDS = re.compile(r"\w+")
WORN_IN_PAIRS = frozenset({Category.BTE_AID, Category.CUSTOM_AID})


def side_of(device: Device) -> Side | None:
    """As the register says it, else as the article's name does; None where neither does."""
    return device.side or named_side(device.article)


def named_side(article: Article) -> Side | None:
    """The side that the article's name says, if it says exactly one."""
    named = {SIDE_WORDS[word] for word in WORDS.findall(article.name.lower()) if word in SIDE_WORDS}
    return named.pop() if len(named) == 1 else None


def is_same_model(one: Article, other: Article) -> bool:
    """Whether they are one article, or the right and the left one of a model that has an article for each ear."""
    if one.id == other.id:
        return True
    return one.supplier_id == other.supplier_id and _model(one) == _model(other)


def _model(article: Article) -> tuple[str, ...]:
    return tuple(word for word in WORDS.findall(article.name.lower()) if word not in SIDE_WORDS)
