"""A card that asks: an answer leads into a return, on to the next question, or to the verdict that keeps it out."""

import datetime
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from database import db
from registry.models import Article, Device
from returns import Return
from tests.web.cards import AS_JSON, Card, cards_in, look, press
from tests.web.conftest import Clinic, stored
from web.http.local_time import today

AddDevice = Callable[..., Device]


@pytest.fixture
def remote(demo_app: object) -> Article:
    """An article without serials, whose supplier takes it back within 45 days of the order."""
    return db.session.scalars(sa.select(Article).where(Article.name.startswith("Klara fjärrkontroll"))).one()


def ask(clinic: Clinic, number: str, article: Article) -> Card:
    (card,) = look(clinic.client, number, text=article.gtins[0].gtin)
    assert card.verdict == "question"
    return card


def destinations(clinic: Clinic) -> dict[str, list[str]]:
    """The open returns: where each goes, and what lies in it."""
    db.session.rollback()
    drafts = db.session.scalars(sa.select(Return).where(Return.state == "draft"))
    return {str(draft.destination): [line.name for line in draft.lines] for draft in drafts if draft.lines}


@pytest.mark.parametrize(("told", "where"), [("recent", "supplier"), ("earlier", "warehouse")])
def test_when_it_was_bought_decides_where_it_goes(
    clinic: Clinic, remote: Article, told: str, where: str
) -> None:
    number = clinic.new_return()
    card = ask(clinic, number, remote)
    assert "När beställdes den?" in card.heading
    press(clinic.client, number, card, told=told)
    assert destinations(clinic) == {where: [remote.name]}
    (line,) = stored(number).lines
    assert line.serial_number is None
    assert any("enligt den som packade" in str(sentence) for sentence in line.verdict.sentences)


@pytest.mark.parametrize(
    ("days", "where"), [(0, "supplier"), (45, "supplier"), (46, "warehouse"), (400, "warehouse")]
)
def test_a_date_is_an_answer(clinic: Clinic, remote: Article, days: int, where: str) -> None:
    number = clinic.new_return()
    day = today() - datetime.timedelta(days=days)
    press(clinic.client, number, ask(clinic, number, remote), when=day.isoformat())
    assert list(destinations(clinic)) == [where]


def test_an_order_number_of_the_register_is_an_answer(
    clinic: Clinic, remote: Article, register_device: AddDevice
) -> None:
    ordered = today() - datetime.timedelta(days=10)
    register_device("WITH-IT", order_number="B-2211", order_date=ordered)
    number = clinic.new_return()
    press(clinic.client, number, ask(clinic, number, remote), when=" B-2211 ")
    assert list(destinations(clinic)) == ["supplier"]


@pytest.mark.parametrize("written", ["last week", "B-0000", "2999-01-01", "2026-13-40", "31/2"])
def test_what_is_no_day_that_has_been_is_refused_with_what_to_write(
    clinic: Clinic, remote: Article, written: str
) -> None:
    number = clinic.new_return()
    card = ask(clinic, number, remote)
    answer = clinic.client.post(
        f"/returer/{number}/rader", data={"token": card.token, "when": written}, headers=AS_JSON
    )
    assert answer.status_code == 409
    assert stored(number).lines == []


def test_an_answer_of_no_question_is_refused(clinic: Clinic, remote: Article) -> None:
    number = clinic.new_return()
    assert press(clinic.client, number, ask(clinic, number, remote), told="whatever").status_code == 400


def test_unanswered_it_is_not_packed_by_any_way_in(clinic: Clinic, remote: Article) -> None:
    number = clinic.new_return()
    card = ask(clinic, number, remote)
    press(clinic.client, number, card)
    gtin = remote.gtins[0].gtin
    told = clinic.client.post(f"/returer/{number}/rader", data={"text": gtin}, headers=AS_JSON).json
    assert [one["state"] for one in told["results"]] == ["left"]
    assert stored(number).lines == []
    assert clinic.look_up(number, gtin)["products"][0]["may"] == "look"


def test_what_was_left_is_looked_at_again_by_its_token(clinic: Clinic, remote: Article) -> None:
    number = clinic.new_return()
    gtin = remote.gtins[0].gtin
    told = clinic.client.post(f"/returer/{number}/rader", data={"text": gtin}, headers=AS_JSON).json
    again = clinic.client.post(
        f"/returer/{number}/skanna", data={"token": told["results"][0]["token"]}, headers=AS_JSON
    ).json
    (card,) = cards_in(again["html"])
    press(clinic.client, number, card, told="earlier")
    assert list(destinations(clinic)) == ["warehouse"]


def test_a_device_without_a_unit_is_asked_about_and_then_in_which_box_it_lies(
    clinic: Clinic, register_device: AddDevice
) -> None:
    register_device("NX-NOBODYS", unit=None)
    number = clinic.new_return()
    (card,) = look(clinic.client, number, text="NX-NOBODYS")
    assert card.verdict == "question"
    assert "Enheten är okänd i registret." in card.heading
    refused = press(clinic.client, number, card, told="another-unit")
    assert 'data-verdict="another_unit"' in refused.text
    assert stored(number).lines == []
    press(clinic.client, number, card, told="own-unit")
    assert [line.serial_number for line in stored(number).lines] == ["NX-NOBODYS"]


def test_the_number_of_an_article_without_serials_is_shown_as_no_serial(
    clinic: Clinic, remote: Article
) -> None:
    number = clinic.new_return()
    press(clinic.client, number, ask(clinic, number, remote), told="earlier")
    assert remote.gtins[0].gtin.lstrip("0") not in clinic.client.get(f"/returer/{number}/").text
