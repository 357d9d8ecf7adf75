"""A hämtorder number that another return has is asked about; a wrong one, and a wrong hand-over, are corrected."""

import pytest

from tests.web.conftest import Clinic, stored

SEALED_WITH = "1234567"


def ready(clinic: Clinic, serial: str) -> str:
    number = clinic.new_return()
    clinic.pack(number, serial)
    clinic.answer_all(number)
    return number


@pytest.fixture
def sealed(clinic: Clinic, examples: dict[str, str]) -> str:
    return clinic.sealed_return(examples["to_warehouse"])


def test_a_number_that_another_return_has_is_asked_about(
    clinic: Clinic, examples: dict[str, str], sealed: str
) -> None:
    number = ready(clinic, examples["to_warehouse_2"])
    asked = clinic.seal(number, SEALED_WITH, same_order_number="")
    assert asked.status_code == 422
    assert stored(sealed).shown_number in asked.text
    assert stored(number).state == "draft"
    assert clinic.seal(number, SEALED_WITH, same_order_number=SEALED_WITH).status_code == 302
    assert stored(number).state == "sealed"


def test_an_answer_about_one_number_says_nothing_of_another(
    clinic: Clinic, examples: dict[str, str], sealed: str
) -> None:
    number = ready(clinic, examples["to_warehouse_2"])
    assert clinic.seal(number, SEALED_WITH, same_order_number="7654321").status_code == 422


def test_the_number_of_a_cancelled_return_is_free(
    clinic: Clinic, examples: dict[str, str], sealed: str
) -> None:
    clinic.client.post(f"/returer/{sealed}/avbryt", data={"reason": "Fel kuvert"})
    number = ready(clinic, examples["to_warehouse_2"])
    assert clinic.seal(number, SEALED_WITH, same_order_number="").status_code == 302


def correct(clinic: Clinic, number: str, **form: str) -> None:
    clinic.client.post(f"/returer/{number}/hamtorder", data={"reason": "Skrev fel", **form})


@pytest.mark.parametrize("handed_over", [False, True])
def test_a_mistyped_number_is_corrected_with_a_reason(
    clinic: Clinic, sealed: str, *, handed_over: bool
) -> None:
    if handed_over:
        clinic.client.post(f"/returer/{sealed}/overlamnad")
    for _time in range(2):
        correct(clinic, sealed, order_number="7654321")
    sealing, events = stored(sealed).sealing, stored(sealed).events
    assert (sealing.order_number, sealing.label["order_number"]) == ("7654321", "7654321")
    told = [event for event in events if event.what == "order number corrected"]
    assert [(event.before, event.after) for event in told] == [
        ({"order_number": SEALED_WITH}, {"order_number": "7654321", "reason": "Skrev fel"})
    ]
    assert "Numret från WebSesam rättat" in clinic.client.get(f"/returer/{sealed}/").text


NO_CORRECTIONS = [{"order_number": "x"}, {"order_number": ""}, {"order_number": "7654321", "reason": " "}]


@pytest.mark.parametrize("form", NO_CORRECTIONS)
def test_what_is_no_correction_changes_nothing(clinic: Clinic, sealed: str, form: dict[str, str]) -> None:
    correct(clinic, sealed, **form)
    assert stored(sealed).sealing.order_number == SEALED_WITH


def test_a_draft_has_no_number_to_correct(clinic: Clinic, examples: dict[str, str]) -> None:
    number = ready(clinic, examples["to_warehouse"])
    correct(clinic, number, order_number="7654321")
    assert stored(number).sealing is None


def test_an_envelope_that_was_not_handed_over_after_all_is_sealed_again(clinic: Clinic, sealed: str) -> None:
    clinic.client.post(f"/returer/{sealed}/overlamnad")
    for _time in range(2):
        clinic.client.post(f"/returer/{sealed}/overlamnad/angra", data={"reason": "Bilen hade åkt"})
    assert (stored(sealed).state, stored(sealed).handover) == ("sealed", None)
    assert [event.what for event in stored(sealed).events][-1] == "hand-over undone"
    clinic.client.post(f"/returer/{sealed}/overlamnad")
    assert stored(sealed).state == "sent"


def test_another_units_return_cannot_be_corrected(clinic: Clinic, other_units_return: str) -> None:
    for path in ("hamtorder", "overlamnad/angra"):
        answer = clinic.client.post(
            f"/returer/{other_units_return}/{path}", data={"order_number": "7654321", "reason": "x"}
        )
        assert answer.status_code == 403
