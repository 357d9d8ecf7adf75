"""The app's manifest beyond its icons, its shortcuts, and what the server does with a share that no worker took."""

import io
from collections.abc import Callable
from pathlib import Path

from flask.testing import FlaskClient
from PIL import Image

from tests.web.conftest import Clinic, stored
from tests.web.http.conftest import WAREHOUSE

SMALL = 60_000  # bytes of a picture that a browser fetches when it offers to install


def manifest(client: FlaskClient) -> dict[str, object]:
    told: dict[str, object] = client.get("/manifest.webmanifest").json
    return told


def test_the_screenshots_are_of_the_size_that_is_told_and_small(client: FlaskClient) -> None:
    shown = manifest(client)["screenshots"]
    assert {one["form_factor"] for one in shown} == {"wide", "narrow"}
    for one in shown:
        with client.get(one["src"]) as served:
            assert served.mimetype == one["type"]
            assert len(served.data) < SMALL
            assert "x".join(map(str, Image.open(io.BytesIO(served.data)).size)) == one["sizes"]
        assert one["label"]


def test_the_screenshots_are_no_part_of_what_every_tablet_stores(client: FlaskClient) -> None:
    assert ".webp" not in client.get("/sw.js").text


def test_the_manifest_has_an_id_and_takes_photos(client: FlaskClient) -> None:
    told = manifest(client)
    assert told["id"] == "/"
    assert told["share_target"] == {
        "action": "/app/dela",
        "method": "POST",
        "enctype": "multipart/form-data",
        "params": {"files": [{"name": "picture", "accept": ["image/*"]}]},
    }


def test_the_shortcuts_lead_where_they_say(clinic: Clinic) -> None:
    begun, scan = manifest(clinic.client)["shortcuts"]
    page = clinic.client.get(begun["url"]).text
    assert 'action="/returer/"' in page
    assert "core/press_at_once" in page
    assert clinic.client.get(scan["url"]).location == "/produkter/"


def test_a_shortcut_by_itself_opens_no_return(clinic: Clinic) -> None:
    before = clinic.client.get("/returer/").text.count("/returer/RK")
    for _ in range(3):
        clinic.client.get("/app/ny-retur")
    assert clinic.client.get("/returer/").text.count("/returer/RK") == before


def test_the_warehouse_comes_to_its_own_work(signed_in: Callable[[str], FlaskClient]) -> None:
    client = signed_in(WAREHOUSE)
    assert client.get("/app/ny-retur").location == "/"
    assert client.get("/app/skanna").location == "/lager/"
    assert "Du arbetar inte på en enhet nu" in client.get("/app/dela").text


def test_a_share_that_no_worker_took_is_told_and_changes_nothing(clinic: Clinic) -> None:
    """The system that shares has no token of ours."""
    number = clinic.new_return()
    photo = {"picture": (io.BytesIO(b"\xff\xd8\xff"), "photo.jpg")}
    answer = clinic.client.post("/app/dela", data=photo, content_type="multipart/form-data")
    assert answer.status_code == 303
    page = clinic.client.get(answer.location).text
    assert "Fotona följde inte med" in page
    assert f'data-into="{number}"' in page
    assert not stored(number).lines


def test_how_to_install_is_told_before_anybody_has_signed_in(client: FlaskClient) -> None:
    page = client.get("/app/installera")
    assert page.status_code == 200
    assert page.text.count('class="drawing"') == 6
    assert Path("templates/pwa/_drawings.html").read_text().count('class="press"') >= 4
    for closed in ("/app/enheten", "/app/dela", "/app/ny-retur"):
        assert "/logga-in" in client.get(closed).location
