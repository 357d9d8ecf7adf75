"""The snapshot as it is sent: columns of numbers and texts, in JSON. The format has a number, so that a device never
reads one that it does not know. docs/decisions/0049-a-verdict-without-contact.md describes it."""

import datetime
import json
from typing import Any

from common.sentence import Say
from registry.models import Unit
from registry.serials import CONFUSABLE
from returns.snapshot.decided import Decided
from returns.snapshot.known_to_unit import known_to

FORMAT = 1
DAYS = 7
"""Days that are decided: today and the six after it. A verdict of an older register than that is not worth showing."""


def snapshot_of(unit: Unit, today: datetime.date, say: Say, language: str) -> bytes:
    """What the unit's devices take along, from `today` on; the sentences as `say` says them. The same register gives
    the same bytes."""
    days = [today + datetime.timedelta(days=number) for number in range(DAYS)]
    columns = columns_of(Decided(known_to(unit), days), say)
    return json.dumps({**columns, "language": language}, ensure_ascii=False, separators=(",", ":")).encode()


def columns_of(decided: Decided, say: Say) -> dict[str, Any]:
    places = {one.article.id: place for place, one in enumerate(decided.articles)}
    codes = sorted(decided.codes, key=lambda one: (one.code.is_exact, one.code.text))
    gtins = sorted(
        (gtin.gtin, places[gtin.article_id]) for one in decided.articles for gtin in one.article.gtins
    )
    return {
        "format": FORMAT,
        "unit": decided.unit.id,
        "unit_name": decided.unit.name,
        "days": [day.isoformat() for day in decided.days],
        "answers": [
            [one.kind.value, one.tone, say(one.headline), say(one.todo), one.mark] for one in decided.answers
        ],
        "timelines": decided.timelines,
        "unknown": decided.unknown,
        "look_alikes": CONFUSABLE,
        "articles": {
            "numbers": [one.article.number for one in decided.articles],
            "names": [one.article.name for one in decided.articles],
            "alone": [one.alone for one in decided.articles],
            "with_unregistered": [one.with_unregistered for one in decided.articles],
        },
        "gtins": {"codes": [gtin for gtin, _place in gtins], "articles": [place for _gtin, place in gtins]},
        "codes": {
            "texts": [one.code.text for one in codes],
            "exact_from": sum(not one.code.is_exact for one in codes),
            "articles": [places[one.article_id] for one in codes],
            "alone": [one.alone for one in codes],
            "in_other_box": [one.in_other_box for one in codes],
            "in_box_of": {
                str(place): {str(places[id_]): number for id_, number in one.in_box_of.items()}
                for place, one in enumerate(codes)
                if one.in_box_of
            },
        },
    }
