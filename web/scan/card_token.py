"""What a card stands for, as a signed token in the card's form. When the form is sent, the token gives the same
back."""

from flask import abort, current_app
from itsdangerous import BadSignature, URLSafeSerializer

from common.json_form import from_json, to_json
from returns.judging import Judged, Shown

SALT = "card"


def card_token(card: Judged | Shown) -> str:
    """The token that the card's form sends."""
    return _serializer().dumps(to_json(card.shown if isinstance(card, Judged) else card))


def shown_in(token: str) -> Shown:
    """The card that a token stands for. A token that we did not sign is answered with 400."""
    try:
        shown: Shown = from_json(Shown, _serializer().loads(token))
    except BadSignature:
        abort(400)
    return shown


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=SALT)
