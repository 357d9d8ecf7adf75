"""A return in several envelopes: each is known by its label, and nothing is missing before the last one has come."""

import re

import pytest
from flask.testing import FlaskClient

from returns import Return
from tests.web.conftest import Clinic, stored
from tests.web.label_codes import codes_on
from tests.web.warehouse.steps import finish_control, scan, take

ALL_HERE = "Allt är här"


@pytest.fixture
def three(clinic: Clinic, examples: dict[str, str]) -> str:
    """The number of a return of two products in three envelopes."""
    number = clinic.new_return()
    for kind in ("to_warehouse", "to_warehouse_2"):
        clinic.pack(number, examples[kind])
    clinic.answer_all(number)
    clinic.seal(number, envelopes="3")
    assert len(stored(number).envelopes) == 3
    return number


def states(number: str) -> list[str]:
    return [line.state for line in stored(number).lines]


def told(number: str) -> list[str]:
    return [event.what for event in stored(number).events]


def take_in(client: FlaskClient, number: str, envelope: int | None = None) -> None:
    fields = {"kuvert": envelope} if envelope else {}
    client.post(f"/lager/mottag/{number}/inlagd", data=fields)


def test_each_label_says_which_envelope_it_is_on(clinic: Clinic, three: str) -> None:
    pdf = clinic.client.get(f"/returer/{three}/etikett.pdf").data
    codes = codes_on(pdf, pages=3)
    for envelope in (1, 2, 3):
        assert f"{three}E{envelope}" in codes
        assert any(re.fullmatch(rf"https?://\S+/r/{three}E{envelope}", code) for code in codes)


@pytest.mark.parametrize(
    "form", ["{number}E2", "{number} e2", "https://returkoll.test/r/{number}E2", "httpsÖ--a-r-{number}e2"]
)
def test_a_label_opens_its_own_envelope(receiver: FlaskClient, three: str, form: str) -> None:
    answer = scan(receiver, "skanna", form.format(number=three))
    assert answer["location"] == f"/lager/mottag/{three}?kuvert=2"
    page = receiver.get(answer["location"]).text
    assert page.count("Öppet") == 1


def test_the_address_on_a_label_leads_a_receiver_to_the_envelope(receiver: FlaskClient, three: str) -> None:
    assert receiver.get(f"/r/{three}E3").headers["Location"] == f"/lager/mottag/{three}?kuvert=3"


def test_nothing_is_missing_while_envelopes_are_on_their_way(
    receiver: FlaskClient, three: str, examples: dict[str, str]
) -> None:
    take(receiver, three, examples["to_warehouse"], kuvert=2)
    take_in(receiver, three, 2)
    assert states(three) == ["received", "packed"]
    assert stored(three).state == "received"
    assert "Väntar på fler kuvert" in receiver.get("/lager/").text
    finish_control(receiver, stored(three).lines[0].id)
    assert states(three) == ["stocked", "packed"]
    assert stored(three).state == "received", "a return is open until its envelopes have come"
    take(receiver, three, examples["to_warehouse_2"], kuvert=1)
    take_in(receiver, three, 1)
    assert "product missing" not in told(three)
    take_in(receiver, three, 3)
    finish_control(receiver, stored(three).lines[1].id)
    assert stored(three).state == "closed"
    assert told(three).count("envelope taken in") == 3
    assert told(three).count("received") == 1


@pytest.mark.slow
def test_what_is_not_in_the_last_envelope_is_missing_and_joins_when_it_is_found(
    receiver: FlaskClient, three: str, examples: dict[str, str]
) -> None:
    take(receiver, three, examples["to_warehouse"], kuvert=1)
    for envelope in (1, 2, 3):
        take_in(receiver, three, envelope)
    assert states(three) == ["received", "missing"]
    finish_control(receiver, stored(three).lines[0].id)
    assert stored(three).state == "closed"
    assert "saknades" in scan(receiver, f"mottag/{three}/skanna", examples["to_warehouse_2"])["message"]
    take(receiver, three, examples["to_warehouse_2"])
    assert states(three) == ["stocked", "received"]
    assert stored(three).state == "received"
    assert told(three)[-2:] == ["reopened", "product found"]
    finish_control(receiver, stored(three).lines[1].id)
    assert stored(three).state == "closed"


def test_a_found_product_that_was_not_it_is_missing_again(
    receiver: FlaskClient, three: str, examples: dict[str, str]
) -> None:
    take(receiver, three, examples["to_warehouse"], kuvert=1)
    for envelope in (1, 2, 3):
        take_in(receiver, three, envelope)
    finish_control(receiver, stored(three).lines[0].id)
    found = stored(three).lines[1].id
    receiver.post(f"/lager/mottag/{three}/produkter", data={"line_id": found})
    receiver.post(f"/lager/mottag/{three}/produkter/{found}/angra")
    assert states(three) == ["stocked", "missing"]
    assert stored(three).state == "closed"


def test_a_missing_product_that_came_by_another_return_is_that_returns(
    clinic: Clinic, receiver: FlaskClient, three: str, examples: dict[str, str]
) -> None:
    take(receiver, three, examples["to_warehouse"], kuvert=1)
    for envelope in (1, 2, 3):
        take_in(receiver, three, envelope)
    again = clinic.sealed_return(examples["to_warehouse_2"])
    missing = stored(three).lines[1].id
    answer = receiver.post(
        f"/lager/mottag/{three}/produkter", data={"line_id": missing}, follow_redirects=True
    )
    assert stored(again).shown_number in answer.text
    assert states(three) == ["received", "missing"]


def test_somebody_says_that_no_more_will_come(
    receiver: FlaskClient, three: str, examples: dict[str, str]
) -> None:
    path = f"/lager/mottag/{three}/fler-kommer-inte"
    assert receiver.post(path, data={"reason": "Borta"}).status_code == 303
    assert states(three) == ["packed", "packed"], "nothing has come yet: there is nothing to stop waiting in"
    take(receiver, three, examples["to_warehouse"], kuvert=1)
    assert receiver.post(path, data={"reason": "Borta"}).status_code == 303
    take_in(receiver, three, 1)
    assert receiver.post(path, data={"reason": " "}).status_code == 303
    assert states(three) == ["received", "packed"]
    assert receiver.post(path, data={"reason": "Borta i posten"}).status_code == 302
    assert states(three) == ["received", "missing"]
    given_up = [event.after for event in stored(three).events if event.what == "envelopes given up"]
    assert given_up == [{"envelopes": [2, 3], "reason": "Borta i posten"}]


def test_an_envelope_that_nobody_waited_for_any_more_comes_all_the_same(
    receiver: FlaskClient, three: str, examples: dict[str, str]
) -> None:
    take(receiver, three, examples["to_warehouse"], kuvert=1)
    take_in(receiver, three, 1)
    receiver.post(f"/lager/mottag/{three}/fler-kommer-inte", data={"reason": "Borta"})
    receiver.post(f"/lager/mottag/{three}/kuvert/3/kommit")
    take(receiver, three, examples["another_unit"], kuvert=3)
    take(receiver, three, examples["to_warehouse_2"], kuvert=3)
    take_in(receiver, three, 3)
    assert states(three) == ["received", "received", "received"]
    assert "product missing" in told(three)
    assert "product found" in told(three)


def test_an_envelope_has_to_be_named_where_there_are_several(
    receiver: FlaskClient, three: str, examples: dict[str, str]
) -> None:
    take(receiver, three, examples["to_warehouse"])
    answer = receiver.post(f"/lager/mottag/{three}/inlagd", follow_redirects=True)
    assert "Välj vilket av returens kuvert" in answer.text
    assert stored(three).state == "sealed"


def test_a_return_in_one_envelope_needs_no_choice(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]
) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    take(receiver, number, examples["to_warehouse"])
    assert ALL_HERE in receiver.get(f"/lager/mottag/{number}").text
    take_in(receiver, number)
    assert [envelope.taken_in_at is not None for envelope in stored(number).envelopes] == [True]


# --- the pile


def test_a_pile_is_noted_label_by_label_and_opened_later(
    clinic: Clinic, receiver: FlaskClient, three: str
) -> None:
    for code in (f"{three}E1", f"{three}E3", f"{three}E1"):
        html = scan(receiver, "hog/skanna", code)["html"]
        action = re.search(r'action="(/lager/mottag/[^"]*/kommit)"', html).group(1)
        receiver.post(action)
    page = receiver.get("/lager/hog").text
    assert "2 kuvert" in page
    assert f'href="/lager/mottag/{three}?kuvert=3"' in page
    assert told(three).count("envelope arrived") == 2
    assert "2 av 3 har kommit" in clinic.client.get(f"/returer/{three}/").text
    receiver.post(f"/lager/mottag/{three}/kuvert/3/inte-kommit")
    assert "1 kuvert" in receiver.get("/lager/hog").text
    assert stored(three).state == "sealed", "an envelope on the pile is not opened"


def test_a_label_that_names_the_return_only_asks_which_envelope_it_is(
    receiver: FlaskClient, three: str
) -> None:
    answer = scan(receiver, "hog/skanna", three)
    assert answer["tone"] == "attention"
    assert len(re.findall(r'action="[^"]*/kommit"', answer["html"])) == 3
    assert "press_at_once" not in answer["html"]


@pytest.mark.parametrize("kind", ["draft", "to_supplier", "nothing"])
def test_what_does_not_belong_on_the_pile_is_told(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str], kind: str
) -> None:
    if kind == "nothing":
        answer = scan(receiver, "hog/skanna", "RK0000000")
        assert (answer["tone"], "/kommit" in answer["html"]) == ("attention", False)
        return
    number = clinic.new_return() if kind == "draft" else clinic.sealed_return(examples["to_supplier"])
    answer = scan(receiver, "hog/skanna", number)
    assert (answer["tone"], "/kommit" in answer["html"]) == ("stop", False)
    assert receiver.post(f"/lager/mottag/{number}/kuvert/1/kommit").status_code in (303, 404)
    assert not [one for one in stored(number).envelopes if one.arrived_at]


def test_an_envelope_that_the_return_does_not_have_is_none(receiver: FlaskClient, three: str) -> None:
    assert receiver.post(f"/lager/mottag/{three}/kuvert/4/kommit").status_code == 404
    assert scan(receiver, "hog/skanna", f"{three}E4")["tone"] == "attention"
    found: Return = stored(three)
    assert "envelope arrived" not in [event.what for event in found.events]
