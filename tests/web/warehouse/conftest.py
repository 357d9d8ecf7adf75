"""Who receives at the warehouse."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient


@pytest.fixture
def receiver(signed_in: Callable[[str], FlaskClient]) -> FlaskClient:
    return signed_in("warehouse")
