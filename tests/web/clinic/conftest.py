"""What the tests of packing several products at once share."""

import datetime
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from database import db
from operations.demo import first_unit
from registry.models import Article, Device
from web.http.local_time import today


@pytest.fixture
def register_device(demo_app: APIFlask) -> Callable[..., Device]:
    """`register_device("R1", "Fjord 5 R höger")`: a device of the demo clinic, past every guarantee term."""

    def register(serial: str, article: str = "Fjord 5 R höger", **fields: object) -> Device:
        found = db.session.scalars(sa.select(Article).where(Article.name.startswith(article))).first()
        assert found is not None, article
        device = Device(
            serial_number=serial,
            article=found,
            **{"unit": first_unit(), "delivery_date": today() - datetime.timedelta(days=700), **fields},
        )
        db.session.add(device)
        db.session.commit()
        return device

    return register


def gtin_of(device: Device) -> str:
    return device.article.gtins[0].gtin
