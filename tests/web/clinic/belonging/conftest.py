"""Products that were delivered by one order: a pair, and its charger."""

import re
from collections.abc import Callable

import pytest

from database import db
from registry.models import Article, Device
from tests.web.conftest import stored

AddDevice = Callable[..., Device]
ORDER = "7700123"


@pytest.fixture
def pair(register_device: AddDevice) -> tuple[Device, Device]:
    """The right one and the left one of a model that has an article for each ear."""
    return (
        register_device("PAR-H1", "Fjord 5 R höger", order_number=ORDER),
        register_device("PAR-V1", "Fjord 5 R vänster", order_number=ORDER),
    )


@pytest.fixture
def charger(register_device: AddDevice, pair: tuple[Device, Device]) -> Device:
    """A part of both, with a number of its own."""
    device = register_device("LADD-1", "Fjord Clip mikrofon", order_number=ORDER)
    for one in pair:
        one.article.part_numbers = [device.article.number]
    db.session.commit()
    return device


@pytest.fixture
def unnumbered(pair: tuple[Device, Device], register_device: AddDevice) -> Article:
    """A part of both that has no serial number."""
    article = register_device("NOT-OF-IT", "Klara fjärrkontroll").article
    for one in pair:
        one.article.part_numbers = [article.number]
    db.session.commit()
    return article


def form_of(html: str) -> dict[str, list[str]]:
    """What the card's large button sends."""
    footer = html.split("<footer")[1]
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="(token|part)" value="([^"]*)"', footer):
        found.setdefault(name, []).append(value)
    return found


def packed(number: str) -> list[str]:
    return [line.serial_number or line.name for line in stored(number).lines]
