"""What templates can say: sentences from the rooms below in the user's language, and a new key for a form."""

import uuid

from apiflask import APIFlask
from flask_babel import get_locale, gettext

import labels
from common.sentence import Sentence
from identity import Problem
from scanner import UnreadablePicture
from web.site.event_names import event_name


def say(sentence: Sentence) -> str:
    """The sentence in the request's language, its dates in that locale."""
    return sentence.translated(gettext, str(get_locale() or "sv"))


def say_read(told: Problem | UnreadablePicture) -> str:
    """What the scanner found wrong, in the request's language. (That room knows no Sentence.)"""
    return say(Sentence(told.source, dict(told.params)))


def label_reason(reason: labels.Reason) -> Sentence:
    """Why a label did not come out. (That room knows no Sentence either.)"""
    params = {
        name: Sentence(value) if isinstance(value, labels.Words) else value
        for name, value in reason.params.items()
    }
    return Sentence(reason.source, params)


def teach(app: APIFlask) -> None:
    app.add_template_filter(say)
    app.add_template_filter(say_read)
    app.add_template_filter(gettext, "translated")
    app.add_template_filter(event_name)
    app.add_template_global(lambda: str(uuid.uuid4()), "new_key")
