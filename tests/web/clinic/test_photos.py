"""Photos of lines and of boxes: drawn anew, limited, seen by those who should and nobody else."""

import io
from collections.abc import Callable

import numpy as np
import pillow_heif
import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from PIL import ExifTags, Image

from database import db
from registry.models import Article, ArticlePicture
from returns import MOST_PHOTOS, Line
from tests.web.conftest import Clinic, stored

GPS = {1: "N", 2: (59.0, 19.0, 30.0), 3: "E", 4: (18.0, 3.0, 20.0)}


def photo(size: tuple[int, int] = (640, 480), kind: str = "JPEG", seed: int = 1, **save: object) -> bytes:
    """A photo as a phone takes it: where it was taken, with which phone, and lying on its side."""
    pixels = np.random.default_rng(seed).integers(0, 255, (size[1] // 8, size[0] // 8, 3), dtype=np.uint8)
    image = Image.fromarray(pixels).resize(size)
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "A phone of a person's own"
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(GPS)
    written = io.BytesIO()
    image.save(written, kind, exif=exif.tobytes(), **save)
    return written.getvalue()


@pytest.fixture
def number(clinic: Clinic, examples: dict[str, str]) -> str:
    number = clinic.new_return()
    clinic.pack(number, examples["to_warehouse"])
    return number


def line_of(number: str) -> Line:
    return stored(number).lines[0]


def add(clinic: Clinic, number: str, *pictures: bytes) -> str:
    """What the page says afterwards."""
    files = [(io.BytesIO(picture), f"{at}.jpg") for at, picture in enumerate(pictures)]
    answer = clinic.client.post(
        f"/returer/{number}/rader/{line_of(number).id}/foton", data={"picture": files}, follow_redirects=True
    )
    return answer.text


def first_photo(
    client: FlaskClient, number: str, place: str = "/returer/{number}/rader/{line}"
) -> Image.Image:
    line = line_of(number)
    base = place.format(number=number, line=line.id)
    answer = client.get(f"{base}/foton/{line.photos[0].id}.jpg")
    assert answer.status_code == 200
    return Image.open(io.BytesIO(answer.data))


def test_a_kept_photo_tells_nothing_of_the_phone_or_the_place(clinic: Clinic, number: str) -> None:
    sent = photo()
    assert b"A phone of a person's own" in sent
    assert "Fotot är sparat." in add(clinic, number, sent)
    kept = line_of(number).photos[0].jpeg
    assert b"phone" not in kept
    assert b"Exif" not in kept
    shown = first_photo(clinic.client, number)
    assert not shown.getexif()
    assert shown.size == (480, 640), "upright"


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF", "HEIF"])
def test_whatever_comes_is_kept_as_a_jpeg(clinic: Clinic, number: str, kind: str) -> None:
    pillow_heif.register_heif_opener()
    add(clinic, number, photo(kind=kind))
    shown = first_photo(clinic.client, number)
    assert shown.format == "JPEG"
    assert not shown.getexif()


def test_a_large_photo_is_made_smaller(clinic: Clinic, number: str) -> None:
    add(clinic, number, photo((4032, 3024)))
    assert max(first_photo(clinic.client, number).size) == 1600
    assert len(line_of(number).photos[0].jpeg) < 1_000_000


@pytest.mark.parametrize(
    "data", [b"no picture", b"", photo()[:300], b"<svg onload='alert(1)'/>", b"GIF89a;<?php"], ids=range(5)
)
def test_what_is_no_picture_is_told_so_and_not_kept(clinic: Clinic, number: str, data: bytes) -> None:
    page = add(clinic, number, data)
    assert 'class="message' in page
    assert "Fotot är sparat." not in page
    assert not line_of(number).photos


def test_a_picture_that_would_fill_the_memory_is_refused(clinic: Clinic, number: str) -> None:
    written = io.BytesIO()
    Image.new("1", (16_000, 16_000)).save(written, "PNG")
    assert "fler bildpunkter" in add(clinic, number, written.getvalue())
    assert not line_of(number).photos


def test_the_same_photo_twice_is_one(clinic: Clinic, number: str) -> None:
    add(clinic, number, photo(), photo())
    add(clinic, number, photo())
    assert len(line_of(number).photos) == 1


def test_there_is_an_end_to_the_photos(clinic: Clinic, number: str) -> None:
    add(clinic, number, *(photo(seed=seed) for seed in range(MOST_PHOTOS)))
    assert len(line_of(number).photos) == MOST_PHOTOS
    assert "Det finns redan" in add(clinic, number, photo(seed=99))
    assert len(line_of(number).photos) == MOST_PHOTOS


def test_a_photo_can_be_taken_away_until_the_return_is_sealed(clinic: Clinic, number: str) -> None:
    add(clinic, number, photo(seed=1), photo(seed=2))
    line = line_of(number)
    path = f"/returer/{number}/rader/{line.id}/foton"
    clinic.client.post(f"{path}/ta-bort", data={"photo_id": line.photos[0].id})
    assert len(line_of(number).photos) == 1
    clinic.answer_all(number)
    assert clinic.seal(number).status_code == 302
    clinic.client.post(f"{path}/ta-bort", data={"photo_id": line_of(number).photos[0].id})
    add(clinic, number, photo(seed=3))
    assert len(line_of(number).photos) == 1
    assert [e.what for e in stored(number).events if "photo" in e.what] == ["photo added"] * 2 + [
        "photo removed"
    ]


def test_the_warehouse_sees_the_units_photos(
    clinic: Clinic, number: str, signed_in: Callable[[str], FlaskClient]
) -> None:
    add(clinic, number, photo())
    clinic.answer_all(number)
    clinic.seal(number)
    client = signed_in("warehouse")
    assert "Från enheten" in client.get(f"/lager/kontroll/{line_of(number).id}").text
    assert "1 foto" in client.get(f"/lager/mottag/{number}").text
    assert first_photo(client, number, "/lager/kontroll/{line}").format == "JPEG"


def test_other_roles_and_strangers_see_no_photo(
    clinic: Clinic, number: str, signed_in: Callable[[str], FlaskClient], demo_app: APIFlask
) -> None:
    add(clinic, number, photo())
    line = line_of(number)
    path = f"/returer/{number}/rader/{line.id}/foton/{line.photos[0].id}.jpg"
    assert signed_in("warehouse").get(path).status_code == 403
    assert demo_app.test_client().get(path).status_code == 302
    assert clinic.client.get(path).status_code == 200
    assert clinic.client.get(f"/lager/kontroll/{line.id}/foton/{line.photos[0].id}.jpg").status_code == 403
    assert clinic.client.get(path.replace(f"{line.photos[0].id}.jpg", "999.jpg")).status_code == 404


# --- the box's picture


def article_of(number: str) -> Article:
    article = line_of(number).article
    assert article is not None
    return article


def test_an_articles_picture_stands_in_the_checklist(
    clinic: Clinic, number: str, signed_in: Callable[[str], FlaskClient]
) -> None:
    admin, article = signed_in("admin"), article_of(number)
    page = f"/returer/{number}/rader/{line_of(number).id}/kontroll"
    assert "in-the-box" not in clinic.client.get(page).text
    data = {"picture": (io.BytesIO(photo()), "box.jpg")}
    told = admin.post(f"/admin/artiklar/{article.id}/bild", data=data, follow_redirects=True).text
    assert "Bilden är sparad." in told
    db.session.rollback()
    kept = db.session.get_one(ArticlePicture, article.id)
    address = f"/artiklar/{article.id}/{kept.digest}.jpg"
    assert address in clinic.client.get(page).text
    assert b"phone" not in clinic.client.get(address).data
    assert clinic.client.get(address.replace(kept.digest, "0" * 64)).status_code == 404
    assert "Har bild" in admin.get(f"/admin/artiklar?q={article.number}").text
    admin.post(f"/admin/artiklar/{article.id}/bild/ta-bort")
    assert clinic.client.get(address).status_code == 404


def test_only_administrators_change_an_articles_picture(clinic: Clinic, number: str) -> None:
    article = article_of(number)
    for path in ("/admin/artiklar", f"/admin/artiklar/{article.id}"):
        assert clinic.client.get(path).status_code == 403
    data = {"picture": (io.BytesIO(photo()), "box.jpg")}
    assert clinic.client.post(f"/admin/artiklar/{article.id}/bild", data=data).status_code == 403


def test_what_is_no_picture_does_not_become_a_box(
    number: str, signed_in: Callable[[str], FlaskClient]
) -> None:
    admin, article = signed_in("admin"), article_of(number)
    data = {"picture": (io.BytesIO(b"no picture"), "box.jpg")}
    told = admin.post(f"/admin/artiklar/{article.id}/bild", data=data, follow_redirects=True).text
    assert "ingen bild" in told
    assert admin.get("/admin/artiklar/999999").status_code == 404


AS_QUEUE = {"Accept": "application/json"}


@pytest.mark.parametrize(
    ("picture", "tone", "state"), [(photo(), "good", "stored"), (b"no picture", "stop", "unread")]
)
def test_a_tablets_queue_is_told_what_became_of_a_photo(
    clinic: Clinic, number: str, picture: bytes, tone: str, state: str
) -> None:
    line = line_of(number)
    answer = clinic.client.post(
        f"/returer/{number}/rader/{line.id}/foton",
        data={"picture": (io.BytesIO(picture), "1.jpg")},
        headers=AS_QUEUE,
    )
    (result,) = answer.json["results"]
    assert (result["tone"], result["state"], result["what"]) == (tone, state, line.serial_number)
    assert result["message"]


@pytest.mark.parametrize("deed", ["foton", "kontroll"])
def test_what_comes_late_for_a_product_that_was_taken_out_is_refused_in_words(
    clinic: Clinic, number: str, deed: str
) -> None:
    line = line_of(number).id
    clinic.client.post(f"/returer/{number}/rader/{line}/ta-bort")
    answer = clinic.client.post(f"/returer/{number}/rader/{line}/{deed}", data={}, headers=AS_QUEUE)
    assert (answer.status_code, answer.json["message"]) == (409, "Produkten ligger inte kvar i returen.")


def test_taken_out_from_its_own_checklist_leads_back_to_packing(clinic: Clinic, number: str) -> None:
    answer = clinic.client.post(
        f"/returer/{number}/rader/{line_of(number).id}/ta-bort",
        data={"whole": "1"},
        headers={"X-Requested-With": "fetch"},
    )
    assert answer.headers["Location"] == f"/returer/{number}/"


def test_more_photos_than_a_line_has_room_for_are_refused_before_any_is_opened(
    clinic: Clinic, number: str
) -> None:
    page = add(clinic, number, *[b"no picture at all"] * (MOST_PHOTOS + 1))
    assert f"{MOST_PHOTOS + 1} bilder kom, och högst {MOST_PHOTOS} tas emot." in page
    assert not line_of(number).photos
