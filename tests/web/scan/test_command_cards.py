"""A command card is no product anywhere, and one of another Returkoll does nothing."""

import io

import pytest
from apiflask import APIFlask
from PIL import Image

from identity import return_number
from tests.drawn_view import Placed, draw_view
from tests.web.conftest import Clinic, stored
from web.scan.command_cards import FOREIGN, CommandCard, code_of, commands_in

AS_JSON = {"Accept": "application/json"}


@pytest.mark.parametrize("card", CommandCard)
def test_a_card_is_read_back_in_any_case_and_is_no_return_number(app: APIFlask, card: CommandCard) -> None:
    code = code_of(card)
    assert commands_in([code, code.lower(), "SN12345"]) == [card]
    assert return_number.parse(code) is None


def test_a_card_of_another_region_is_told_apart(app: APIFlask) -> None:
    code = code_of(CommandCard.DONE)
    app.config["SECRET_KEY"] = "another region's"
    assert commands_in([code]) == [FOREIGN]


def test_what_only_looks_like_a_card_is_none(app: APIFlask) -> None:
    assert commands_in(["RKKORT", "RKKORTKLAR", f"{code_of(CommandCard.DONE)}0", "KLAR"]) == []


def test_on_a_packing_page_a_typed_card_puts_nothing_in(clinic: Clinic) -> None:
    number, code = clinic.new_return(), code_of(CommandCard.UNDO)
    looked = clinic.look_up(number, code)
    assert (looked["cards"], looked["products"], looked["key"]) == ([CommandCard.UNDO], [], "")
    told = clinic.client.post(f"/returer/{number}/rader", data={"text": code}, headers=AS_JSON)
    assert told.json["results"][0]["state"] == "unread"
    assert stored(number).lines == []


def test_beside_a_product_in_a_picture_only_the_product_counts(
    clinic: Clinic, examples: dict[str, str]
) -> None:
    number, code = clinic.new_return(), code_of(CommandCard.DONE)
    view = draw_view(
        Placed(code, at=(100, 100), module=8), Placed(examples["to_warehouse"], at=(700, 100), module=8)
    )
    assert Image.open(io.BytesIO(view)).width
    data = {"picture": (io.BytesIO(view), "view.png")}
    looked = clinic.client.post(f"/returer/{number}/skanna", data=data, headers=AS_JSON).json
    assert looked["cards"] == [CommandCard.DONE]
    assert [product["what"] for product in looked["products"]] == [examples["to_warehouse"]]
    assert code not in str(looked["symbols"])


def test_the_page_of_cards_shows_all_three(clinic: Clinic) -> None:
    page = clinic.client.get("/kommandokort/").text
    assert page.count('class="symbol"') == len(CommandCard)
