"""What templates can call: sentences of the other rooms in the user's language, a setting of the region, and a new key
for a form."""

import uuid

from apiflask import APIFlask
from flask_babel import get_locale, gettext

from common.sentence import Sentence
from operations.region_settings import setting, symbologies_used
from web.scan.card_token import card_token


def say(sentence: Sentence) -> str:
    """The sentence in the request's language, its dates in that locale."""
    return sentence.translated(gettext, str(get_locale() or "sv"))


def teach(app: APIFlask) -> None:
    app.add_template_filter(say)
    app.add_template_filter(gettext, "translated")
    app.add_template_filter(card_token)
    app.add_template_global(setting)
    app.add_template_global(symbologies_used)
    app.add_template_global(lambda: str(uuid.uuid4()), "new_key")
