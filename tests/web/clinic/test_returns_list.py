"""The unit's returns: found by any of their numbers, the old ones first."""

import datetime

import pytest

from database import db, utcnow
from tests.web.conftest import Clinic, stored


def shown(clinic: Clinic, query: str = "") -> str:
    answer = clinic.client.get(f"/returer/{query}")
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("what", ["return number", "order number", "serial", "part of the product's name"])
def test_a_return_is_found_by(clinic: Clinic, examples: dict[str, str], what: str) -> None:
    sealed = clinic.sealed_return(examples["to_warehouse"])
    other = clinic.new_return()
    found = stored(sealed)
    words = {
        "return number": found.shown_number,
        "order number": found.sealing.order_number,
        "serial": examples["to_warehouse"].lower(),
        "part of the product's name": found.lines[0].article.name[:5],
    }[what]
    page = shown(clinic, f"?q={words}")
    assert f"/returer/{sealed}/" in page
    assert f"/returer/{other}/" not in page


def test_what_is_not_found_is_told(clinic: Clinic) -> None:
    number = clinic.new_return()
    for words in ("finns inte", "%", "_", "'; DROP TABLE"):
        page = shown(clinic, f"?q={words}")
        assert "Ingen retur hittades" in page
        assert number not in page


def test_another_units_return_is_not_found(clinic: Clinic, other_units_return: str) -> None:
    assert f"/returer/{other_units_return}/" not in shown(clinic, f"?q={other_units_return}")


def test_drafts_older_than_the_limit_stand_first_and_say_for_how_long(clinic: Clinic) -> None:
    old, new = clinic.new_return(), clinic.new_return()
    stored(old).opened_at = utcnow() - datetime.timedelta(days=5)
    db.session.commit()
    page = shown(clinic)
    assert "Har legat i 5 dagar" in page
    assert "1 retur har legat i mer än 3 dagar" in page
    assert page.index(f"/returer/{old}/") < page.index(f"/returer/{new}/")


def test_a_sealed_returns_label_is_one_tap_away(clinic: Clinic, examples: dict[str, str]) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    assert f"/returer/{number}/etikett.pdf" in shown(clinic)
