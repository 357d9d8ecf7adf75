"""What a card stands for is the same after its way through the page."""

import pytest
from flask import Flask
from hypothesis import given
from werkzeug.exceptions import BadRequest

from returns.judging import Shown
from tests.web.scan.packages import shown
from web.scan.card_token import card_token, shown_in


def bare_app(key: str = "only-for-the-tests") -> Flask:
    app = Flask(__name__)
    app.config["SECRET_KEY"] = key
    return app


@given(shown())
def test_any_package_comes_back_whole(card: Shown) -> None:
    with bare_app().app_context():
        assert shown_in(card_token(card)) == card


@given(shown())
def test_a_token_of_another_house_is_refused(card: Shown) -> None:
    with bare_app("another key").app_context():
        token = card_token(card)
    with bare_app().app_context(), pytest.raises(BadRequest):
        shown_in(token)
