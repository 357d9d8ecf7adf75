"""What is too large, or may not be sent at all, is refused by its header: the body is never asked for."""

from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from web.http.access import OPEN_MOST
from web.http.before_body import ASKED_BEFORE_BODY

SignIn = Callable[[str], FlaskClient]
FORM = "multipart/form-data; boundary=edge"
MEGABYTES_60, MEGABYTES_3 = 60 << 20, 3 << 20


class Unread:
    """A body that nobody may touch."""

    def read(self, *_size: int) -> bytes:
        raise AssertionError("the body was read")

    readline = read

    def close(self) -> None:
        """The test client closes what it sent."""


def ask(client: FlaskClient, path: str, length: int) -> Any:
    """What the server hears when it asks whether to receive such a body."""
    return client.post(
        path,
        content_type=FORM,
        environ_overrides={ASKED_BEFORE_BODY: True, "wsgi.input": Unread(), "CONTENT_LENGTH": str(length)},
    )


@pytest.mark.parametrize(
    ("who", "path", "length", "status"),
    [
        ("clinic", "/admin/import", MEGABYTES_60, 413),
        ("warehouse", "/admin/import", MEGABYTES_60, 413),
        ("admin", "/admin/import", MEGABYTES_60, 100),
        ("admin", "/admin/import", 600 << 20, 413),
        ("clinic", "/api/v1/scan", MEGABYTES_60, 413),
        ("clinic", "/api/v1/scan", MEGABYTES_3, 100),
        ("clinic", "/nowhere", MEGABYTES_3, 404),
        ("clinic", "/logga-in", MEGABYTES_3, 413),
    ],
)
def test_the_header_says_enough(signed_in: SignIn, who: str, path: str, length: int, status: int) -> None:
    assert ask(signed_in(who), path, length).status_code == status


@pytest.mark.parametrize(
    ("path", "length", "status"),
    [
        ("/admin/import", MEGABYTES_60, 413),
        ("/admin/import", MEGABYTES_3, 401),
        ("/api/v1/scan", MEGABYTES_3, 401),
        ("/logga-in", OPEN_MOST, 100),
        ("/logga-in", OPEN_MOST + 1, 413),
        ("/sprak", MEGABYTES_3, 413),
    ],
)
def test_nobody_who_is_not_signed_in_sends_much(app: APIFlask, path: str, length: int, status: int) -> None:
    assert ask(app.test_client(), path, length).status_code == status


def test_the_answer_is_the_same_where_nobody_asks_first(signed_in: SignIn) -> None:
    answer = signed_in("clinic").post(
        "/admin/import",
        content_type=FORM,
        environ_overrides={"wsgi.input": Unread(), "CONTENT_LENGTH": str(MEGABYTES_60)},
    )
    assert answer.status_code == 413
