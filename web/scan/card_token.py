"""What a card stands for, on its way through the card's form and back: signed, whole, and the same afterwards."""

from dataclasses import dataclass

from flask import abort, current_app
from itsdangerous import BadSignature, URLSafeSerializer

from common.json_form import from_json, to_json
from identity import Package
from registry.facts import NOTHING_TOLD, Told

SALT = "card"


@dataclass(frozen=True)
class Shown:
    """The package that a card was shown for, the product that it named, and what was answered on it."""

    package: Package
    device_id: int | None = None
    article_id: int | None = None
    told: Told = NOTHING_TOLD
    """What was answered to its questions so far."""

    @property
    def token(self) -> str:
        return _serializer().dumps(to_json(self))

    @classmethod
    def from_token(cls, token: str) -> "Shown":
        """The card that a token stands for. A token that we did not sign is answered with 400."""
        try:
            shown: Shown = from_json(cls, _serializer().loads(token))
        except BadSignature:
            abort(400)
        return shown


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=SALT)
