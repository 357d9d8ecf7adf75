"""What the region has switched off is read in no picture, whichever way it comes in; our own labels always are."""

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from labels.typesetting.symbol import ZXING_FORMATS
from operations.region_settings import ON_OWN_LABELS
from scanner.symbologies import GROUP_OF, family
from tests.drawn_view import Placed, draw_view
from tests.web.admin.saying import EVERY_KIND, say
from tests.web.cards import AS_JSON
from tests.web.conftest import Clinic

SignIn = Callable[[str], FlaskClient]
CODE_39 = "HA77341"


@pytest.fixture
def admin(signed_in: SignIn) -> FlaskClient:
    return signed_in("admin")


def picture_of(*codes: Placed) -> tuple[io.BytesIO, str]:
    return io.BytesIO(draw_view(*codes, size=(1000, 700))), "view.png"


def texts_read(client: FlaskClient, path: str, **more: str) -> set[str]:
    """Of a Code 39 and a Data Matrix."""
    picture = picture_of(Placed(CODE_39, "Code39"), Placed("NV2400017", at=(100, 400)))
    answer = client.post(path, data={"picture": picture, **more}, headers=AS_JSON).json
    return {symbol["text"] for symbol in answer["symbols"]}


def test_the_clinics_camera_and_photos_follow_it(admin: FlaskClient, clinic: Clinic) -> None:
    path = f"/returer/{clinic.new_return()}/skanna"
    assert texts_read(clinic.client, path) == {CODE_39, "NV2400017"}
    assert say(admin, symbologies=[one for one in EVERY_KIND if one != "Code39"]) == 302
    assert texts_read(clinic.client, path) == {"NV2400017"}
    assert texts_read(clinic.client, path, live="1") == {"NV2400017"}


def test_a_photo_that_is_put_in_follows_it(admin: FlaskClient, clinic: Clinic) -> None:
    def states(number: str) -> list[str]:
        sent = {"picture": picture_of(Placed(CODE_39, "Code39"))}
        told = clinic.client.post(f"/returer/{number}/rader", data=sent, headers=AS_JSON).json
        return [one["state"] for one in told["results"]]

    before = states(clinic.new_return())
    assert say(admin, symbologies=[]) == 302
    assert states(clinic.new_return()) != before


def test_the_warehouse_follows_it(admin: FlaskClient, signed_in: SignIn) -> None:
    warehouse = signed_in("warehouse")
    assert CODE_39 in texts_read(warehouse, "/lager/skanna")
    assert say(admin, symbologies=["EAN"]) == 302
    assert texts_read(warehouse, "/lager/skanna") == {"NV2400017"}


def test_other_programs_still_get_everything(admin: FlaskClient, signed_in: SignIn) -> None:
    assert say(admin, symbologies=[]) == 302
    assert texts_read(signed_in("clinic"), "/api/v1/scan") == {CODE_39, "NV2400017"}


def test_what_our_own_labels_carry_cannot_be_switched_off(admin: FlaskClient, clinic: Clinic) -> None:
    assert {GROUP_OF[family(form.name)] for form in ZXING_FORMATS.values()} == ON_OWN_LABELS
    assert say(admin, symbologies=[]) == 302
    texts = {"Code128": "NV2400015", "QRCode": "NV2400016", "DataMatrix": "NV2400017"}
    for form, text in texts.items():
        sent = {"picture": picture_of(Placed(text, form))}
        answer = clinic.client.post(f"/returer/{clinic.new_return()}/skanna", data=sent, headers=AS_JSON).json
        assert [symbol["text"] for symbol in answer["symbols"]] == [text]


def test_the_page_tells_the_reader_on_the_device(admin: FlaskClient, clinic: Clinic) -> None:
    assert say(admin, symbologies=["ITF"]) == 302
    page = clinic.client.get(f"/returer/{clinic.new_return()}/").text
    assert 'data-symbologies="Code128 DataMatrix ITF QR"' in page


def test_a_kind_that_there_is_not_is_refused(admin: FlaskClient) -> None:
    assert say(admin, symbologies=["EAN", "Morse"]) == 422
