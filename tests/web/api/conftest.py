"""Programs that use the API with a token."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from accounts import RoleName, Workplace
from accounts.tokens import ApiToken, Scope
from accounts.tokens.integration import provide_integration
from database import db, forget_and_write, utcnow
from operations.demo import first_unit


@dataclass
class Program:
    """A program with a token. Each changing request has a new key unless it says one."""

    client: FlaskClient
    text: str
    token_id: int

    def ask(self, method: str, path: str, **more: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.text}", **more.pop("headers", {})}
        if method == "POST":
            headers.setdefault("Idempotency-Key", str(uuid.uuid4()))
        return self.client.open(f"/api/v1{path}", method=method, headers=headers, **more)

    def get(self, path: str, **more: Any) -> Any:
        answer = self.ask("GET", path, **more)
        assert answer.status_code == 200, answer.text
        return answer.json

    def post(self, path: str, **body: Any) -> Any:
        answer = self.ask("POST", path, json=body)
        assert answer.status_code < 300, answer.text
        return answer.json


@pytest.fixture
def program(demo_app: APIFlask) -> Callable[..., Program]:
    """`program("clinic", "read:returns")` works at the demo's first unit, as an integration with these scopes; with all
    of the role's where none is named."""

    def make(role: str, *scopes: str) -> Program:
        name = RoleName(role)
        place = Workplace(name, first_unit() if name is RoleName.CLINIC else None)
        wanted = [Scope(one) for one in scopes] or [one for one in Scope if name in one.roles]
        with forget_and_write():
            user = provide_integration(f"Test {role}", place, actor="test", now=utcnow())
            token, text = ApiToken.make(
                user, name="Test", scopes=wanted, place=place, days=1, actor="test", now=utcnow()
            )
            number = token.id
        return Program(demo_app.test_client(), text, number)

    return make


def change_token(token_id: int, **values: object) -> None:
    db.session.execute(sa.update(ApiToken).where(ApiToken.id == token_id).values(**values))
    db.session.commit()
