"""The table without touch: what each card does, once, and only what the page showed."""

import re

from tests.web.conftest import Clinic, stored

FRAGMENT = {"X-Requested-With": "fetch"}


def shown(clinic: Clinic, number: str, step: str = "packa") -> str:
    return clinic.client.get(f"/returer/{number}/bord/nu?steg={step}").text


def about(html: str, card: str) -> str:
    found = re.search(rf'data-card="{card}".*?name="about" value="([^"]*)"', html, re.DOTALL)
    assert found, f"no form for {card} in {html}"
    return found[1]


def show_card(clinic: Clinic, number: str, card: str, step: str, said: str) -> str:
    data = {"card": card, "steg": step, "about": said}
    answer = clinic.client.post(f"/returer/{number}/bord", data=data, headers=FRAGMENT)
    assert answer.status_code == 200
    return answer.text


def show_what_is_on_the_page(clinic: Clinic, number: str, card: str, step: str) -> str:
    return show_card(clinic, number, card, step, about(shown(clinic, number, step), card))


def packed(clinic: Clinic, *serials: str) -> str:
    number = clinic.client.post("/returer/bord").location.split("/")[-2]
    for serial in serials:
        clinic.pack(number, serial)
    return number


def test_cards_alone_lead_from_the_first_product_to_all_questions_answered(
    clinic: Clinic, examples: dict[str, str]
) -> None:
    number = packed(clinic, examples["to_warehouse"], examples["to_warehouse_2"])
    page = show_what_is_on_the_page(clinic, number, "KLAR", "packa")
    shows = 0
    while 'data-card="KLAR"' in page:
        page, shows = show_card(clinic, number, "KLAR", "kontroll", about(page, "KLAR")), shows + 1
        assert shows < 10
    assert all(line.ready for line in stored(number).lines)
    assert "Allt är kontrollerat" in page
    assert stored(number).is_draft


def test_a_card_that_is_sent_twice_answers_one_question(clinic: Clinic, examples: dict[str, str]) -> None:
    number = packed(clinic, examples["to_warehouse"], examples["to_warehouse_2"])
    asked = about(shown(clinic, number, "kontroll"), "KLAR")
    show_card(clinic, number, "KLAR", "kontroll", asked)
    after = [line.missing_answers for line in stored(number).lines]
    show_card(clinic, number, "KLAR", "kontroll", asked)
    assert [line.missing_answers for line in stored(number).lines] == after


def test_a_product_that_came_since_is_not_answered_for(clinic: Clinic, examples: dict[str, str]) -> None:
    number = packed(clinic, examples["to_warehouse"])
    asked = about(shown(clinic, number, "kontroll"), "KLAR")
    clinic.pack(number, examples["to_warehouse_2"])
    show_card(clinic, number, "KLAR", "kontroll", asked)
    assert not any(line.answers for line in stored(number).lines)


def test_undo_takes_back_the_last_answers_then_leads_back_to_packing(
    clinic: Clinic, examples: dict[str, str]
) -> None:
    number = packed(clinic, examples["to_warehouse"], examples["to_warehouse_2"])
    show_what_is_on_the_page(clinic, number, "KLAR", "kontroll")
    assert "Svaret är ångrat." in show_what_is_on_the_page(clinic, number, "ANGRA", "kontroll")
    assert not any(line.answers for line in stored(number).lines)
    assert "Tillbaka till packningen." in show_what_is_on_the_page(clinic, number, "ANGRA", "kontroll")
    what = [event.what for event in stored(number).events]
    assert what[-2:] == ["checklist answered"] * 2


def test_undo_takes_out_the_last_product_once(clinic: Clinic, examples: dict[str, str]) -> None:
    number = packed(clinic, examples["to_warehouse"], examples["to_warehouse_2"])
    said = about(shown(clinic, number), "ANGRA")
    for _twice in range(2):
        show_card(clinic, number, "ANGRA", "packa", said)
    assert [line.serial_number for line in stored(number).lines] == [examples["to_warehouse"]]


def test_an_empty_return_is_not_asked_about(clinic: Clinic) -> None:
    number = packed(clinic)
    assert "Returen är tom." in show_card(clinic, number, "KLAR", "packa", "")


def test_a_sealed_return_says_what_to_show(clinic: Clinic, examples: dict[str, str]) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    page = shown(clinic, number)
    assert "Visa Nästa för en ny." in page
    assert 'data-card="KLAR"' not in page
