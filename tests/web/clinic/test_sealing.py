"""Checklist, hämtorder number, seal, label, hand over, cancel."""

import pypdfium2
import pytest
import zxingcpp
from apiflask import APIFlask

from database import db
from tests.web.conftest import Clinic, stored
from tests.web.form_page import FormPage
from tests.web.label_codes import codes_on


def test_the_label_carries_the_return_number_and_its_address(
    clinic: Clinic, examples: dict[str, str]
) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    answer = clinic.client.get(f"/returer/{number}/etikett.pdf")
    assert answer.mimetype == "application/pdf"
    assert codes_on(answer.data) == {number, f"https://returkoll.test/r/{number}"}


def test_the_label_stays_the_same_when_the_address_changes_later(
    clinic: Clinic, examples: dict[str, str]
) -> None:
    from database import db

    number = clinic.sealed_return(examples["to_warehouse"])
    sealed = stored(number)
    name = sealed.unit.name
    sealed.unit.name = "Ett annat namn"
    db.session.commit()
    assert stored(number).sealing.label["sender"]["name"] == name


@pytest.mark.parametrize("order_number", ["", "abc", "12", "1" * 30, "<script>"])
def test_a_wrong_order_number_is_refused_and_kept_in_the_field(
    clinic: Clinic, examples: dict[str, str], order_number: str
) -> None:
    number = clinic.new_return()
    clinic.pack(number, examples["to_warehouse"])
    clinic.answer_all(number)
    answer = clinic.seal(number, order_number)
    assert answer.status_code == 422
    assert "WebSesam" in answer.text
    assert "<script>" not in answer.text.replace('<script type="', "")
    assert stored(number).state == "draft"


def test_a_return_with_open_questions_cannot_be_sealed(clinic: Clinic, examples: dict[str, str]) -> None:
    number = clinic.new_return()
    clinic.pack(number, examples["to_warehouse"])
    assert clinic.seal(number).status_code == 303
    assert stored(number).state == "draft"


def test_a_no_stops_the_return_and_says_what_to_do(clinic: Clinic, examples: dict[str, str]) -> None:
    number = clinic.new_return()
    clinic.pack(number, examples["to_warehouse"])
    clinic.answer_all(number, "no")
    assert clinic.seal(number).status_code == 303
    line = stored(number).lines[0]
    page = clinic.client.get(f"/returer/{number}/rader/{line.id}/kontroll").text
    assert "kan inte skickas så här" in page
    clinic.answer_all(number, "yes")
    assert clinic.seal(number).status_code == 302


def test_an_empty_return_cannot_be_sealed(clinic: Clinic) -> None:
    number = clinic.new_return()
    for order_number in ("1234567", "", "811228-9874"):
        assert clinic.seal(number, order_number).status_code == 303
    assert stored(number).state == "draft"


def test_sealing_twice_with_the_same_number_changes_nothing(clinic: Clinic, examples: dict[str, str]) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    assert clinic.seal(number).status_code == 302
    assert [event.what for event in stored(number).events].count("sealed") == 1


def test_sealed_contents_are_frozen(clinic: Clinic, examples: dict[str, str]) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    line = stored(number).lines[0]
    clinic.client.post(f"/returer/{number}/rader/{line.id}/ta-bort")
    clinic.client.post(f"/returer/{number}/rader/{line.id}/kontroll", data={"whole": "no"})
    assert len(stored(number).lines) == 1
    assert stored(number).lines[0].ready


def test_a_sealed_return_is_handed_over_once(clinic: Clinic, examples: dict[str, str]) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    for _time in range(2):
        assert clinic.client.post(f"/returer/{number}/overlamnad").status_code == 302
    assert stored(number).state == "sent"
    assert [event.what for event in stored(number).events].count("sent") == 1


def test_a_draft_cannot_be_handed_over(clinic: Clinic) -> None:
    number = clinic.new_return()
    assert clinic.client.post(f"/returer/{number}/overlamnad").status_code == 303
    assert stored(number).state == "draft"


def test_a_cancelled_returns_products_can_be_packed_again(clinic: Clinic, examples: dict[str, str]) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    assert clinic.client.post(f"/returer/{number}/avbryt", data={"reason": " "}).status_code == 303
    assert stored(number).state == "sealed"
    clinic.client.post(f"/returer/{number}/avbryt", data={"reason": "Fel kuvert"})
    assert stored(number).state == "cancelled"
    assert clinic.client.get(f"/returer/{number}/etikett.pdf").status_code == 404
    again = clinic.new_return()
    clinic.pack(again, examples["to_warehouse"])
    assert len(stored(again).lines) == 1


def test_a_personnummer_in_the_reason_is_refused_and_nowhere_kept(
    clinic: Clinic, examples: dict[str, str]
) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    answer = clinic.client.post(
        f"/returer/{number}/avbryt", data={"reason": "Gäller 811228-9874"}, follow_redirects=True
    )
    assert stored(number).state == "sealed"
    assert "811228" not in answer.text


def test_a_product_to_the_supplier_gets_the_suppliers_address(
    clinic: Clinic, examples: dict[str, str]
) -> None:
    number = clinic.sealed_return(examples["to_supplier"])
    sealed = stored(number)
    assert sealed.to_supplier
    assert sealed.sealing.label["recipient"]["name"] != sealed.unit.name
    assert codes_on(clinic.client.get(f"/returer/{number}/etikett.pdf").data) >= {number}


@pytest.mark.parametrize("paper", ["a6", "a5", "62", "a4", "a4x8"])
def test_the_label_comes_on_any_paper(clinic: Clinic, examples: dict[str, str], paper: str) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    answer = clinic.client.get(f"/returer/{number}/etikett.pdf?format={paper}")
    assert number in codes_on(answer.data)


def test_a_paper_or_a_place_that_is_not_there_is_told_so(clinic: Clinic, examples: dict[str, str]) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    assert clinic.client.get(f"/returer/{number}/etikett.pdf?format=a0").status_code == 404
    assert clinic.client.get(f"/returer/{number}/etikett.pdf?format=a4x8&plats=9").status_code == 303


def test_the_packing_list_has_the_serials_as_codes(clinic: Clinic, examples: dict[str, str]) -> None:
    number = clinic.sealed_return(examples["to_warehouse"], examples["to_warehouse_2"])
    answer = clinic.client.get(f"/returer/{number}/foljesedel.pdf")
    assert codes_on(answer.data) >= {examples["to_warehouse"], examples["to_warehouse_2"]}


def test_after_the_handover_the_label_says_that_it_is_a_reprint(
    clinic: Clinic, examples: dict[str, str]
) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    first = text_of(clinic.client.get(f"/returer/{number}/etikett.pdf").data)
    clinic.client.post(f"/returer/{number}/overlamnad")
    again = text_of(clinic.client.get(f"/returer/{number}/etikett.pdf").data)
    assert set(again) - set(first)


def text_of(pdf: bytes) -> list[str]:
    return pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range().split()


def test_all_sealed_returns_come_as_one_file_in_order(clinic: Clinic, examples: dict[str, str]) -> None:
    assert clinic.client.get("/returer/etiketter.pdf").status_code == 303
    numbers = [clinic.sealed_return(examples[kind]) for kind in ("to_warehouse", "to_supplier")]
    pdf = pypdfium2.PdfDocument(clinic.client.get("/returer/etiketter.pdf").data)
    shown = [{c.text for c in zxingcpp.read_barcodes(p.render(scale=203 / 72).to_numpy())} for p in pdf]
    assert [number in codes for number, codes in zip(numbers, shown, strict=True)] == [True, True]


# --- envelopes


def test_each_envelope_gets_its_label(clinic: Clinic, examples: dict[str, str]) -> None:
    number = ready(clinic, examples["to_warehouse"])
    assert clinic.seal(number, envelopes="3", thick="yes").status_code == 302
    pdf = pypdfium2.PdfDocument(clinic.client.get(f"/returer/{number}/etikett.pdf").data)
    for envelope, page in enumerate(pdf, 1):
        assert f"{number}E{envelope}" in codes_on_page(page)
    sealing = stored(number).sealing
    assert (sealing.envelopes, sealing.thick) == (3, True)
    assert "3 kuvert" in clinic.client.get(f"/returer/{number}/").text


def codes_on_page(page: pypdfium2.PdfPage) -> set[str]:
    return {code.text for code in zxingcpp.read_barcodes(page.render(scale=203 / 72).to_numpy())}


def ready(clinic: Clinic, serial: str) -> str:
    number = clinic.new_return()
    clinic.pack(number, serial)
    clinic.answer_all(number)
    return number


@pytest.mark.parametrize("envelopes", ["0", "-1", "21", "1e3", "", "9" * 20])
def test_a_senseless_number_of_envelopes_is_refused(
    clinic: Clinic, examples: dict[str, str], envelopes: str
) -> None:
    number = ready(clinic, examples["to_warehouse"])
    answer = clinic.seal(number, envelopes=envelopes)
    assert answer.status_code == 422
    assert answer.text.count('class="error"') == 1
    assert stored(number).state == "draft"


def test_lithium_batteries_are_looked_at_before_sealing(clinic: Clinic, examples: dict[str, str]) -> None:
    number = ready(clinic, examples["to_warehouse"])
    line = stored(number).lines[0]
    line.article.contains_lithium = True
    db.session.commit()
    assert "Litiumbatterier" in clinic.client.get(f"/returer/{number}/forsegla").text
    assert clinic.seal(number, lithium="").status_code == 422
    assert stored(number).state == "draft"
    assert clinic.seal(number).status_code == 302
    assert stored(number).sealing.lithium


def test_nothing_is_asked_about_lithium_where_there_is_none(clinic: Clinic, examples: dict[str, str]) -> None:
    number = ready(clinic, examples["to_warehouse"])
    stored(number).lines[0].article.contains_lithium = False
    db.session.commit()
    assert "Litiumbatterier" not in clinic.client.get(f"/returer/{number}/forsegla").text
    assert clinic.seal(number, lithium="").status_code == 302


def test_the_page_says_which_shape_the_regions_numbers_have(
    clinic: Clinic, examples: dict[str, str], demo_app: APIFlask
) -> None:
    number = ready(clinic, examples["to_warehouse"])
    shown = clinic.client.get(f"/returer/{number}/forsegla").text
    assert "Numret har 6–10 siffror." in shown
    assert "Så gör du i WebSesam" in shown
    assert examples["to_warehouse"] in shown
    demo_app.config["ORDER_NUMBER_PATTERN"] = r"H\d{7}"
    assert "Numret har" not in clinic.client.get(f"/returer/{number}/forsegla").text
    assert clinic.seal(number, "1234567").status_code == 422
    assert clinic.seal(number, "H1234567").status_code == 302


def test_a_label_that_cannot_be_made_says_why_in_the_users_language(
    clinic: Clinic, examples: dict[str, str]
) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    answer = clinic.client.get(
        f"/returer/{number}/etikett.pdf?format=a4x8&plats=9",
        headers={"Accept": "application/json", "Accept-Language": "en"},
    )
    assert answer.status_code == 409
    assert answer.json["message"].endswith(
        "A sheet of A4 with 8 labels has positions 1–8, but position 9 is chosen. Choose one that exists."
    )


# --- what is wrong with the form, beside its fields


def test_all_that_is_wrong_is_told_at_once_beside_its_field_and_nothing_is_sealed(
    clinic: Clinic, examples: dict[str, str]
) -> None:
    number = clinic.new_return()
    clinic.pack(number, examples["to_warehouse"])
    clinic.answer_all(number)
    answer = clinic.seal(number, "", envelopes="many", thick="", lithium="")
    assert answer.status_code == 422
    assert answer.text.count('class="error"') == 4
    for words in (
        "Skriv numret från WebSesam.",
        "Ange hur många kuvert",
        "Svara ja eller nej.",
        "kryssa i rutan.",
    ):
        assert words in answer.text
    assert 'value="many"' in answer.text
    for name in ("order_number", "envelopes", "thick", "lithium"):
        assert answer.text.count(f'id="field-{name}"') == 1
        assert f'href="#field-{name}"' in answer.text
    assert stored(number).state == "draft"
    again = clinic.seal(number, "8803200016", envelopes="many", thick="yes")
    page = FormPage(again.text)
    assert page.faults == {"envelopes": "Ange hur många kuvert det är: 1 till 20."}
    assert page.shown["order_number"] == "8803200016"
    assert clinic.seal(number, " 880320 0016 ", envelopes="2", thick="yes").status_code == 422
    assert clinic.seal(number, "8803200016", envelopes="2", thick="yes").status_code == 302
    assert (stored(number).sealing.envelopes, stored(number).sealing.thick) == (2, True)


def test_the_browser_judges_no_form_of_the_clinics_by_itself(
    clinic: Clinic, examples: dict[str, str]
) -> None:
    """Its own sentences are in its own language, and stand beside nothing."""
    number = clinic.new_return()
    clinic.pack(number, examples["to_warehouse"])
    clinic.answer_all(number)
    for path in ("forsegla", "avbryt"):
        page = clinic.client.get(f"/returer/{number}/{path}").text
        form = next(part.split(">")[0] for part in page.split("<form ") if f'/{path}"' in part.split(">")[0])
        assert "novalidate" in form
