"""A help page for each role, with pictures that exist in both languages."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image

from scripts.pictures.help_pictures import FOLDER, LANGUAGES, NAMES
from tests.web.conftest import Clinic

PAGES = ("klinik", "lager", "administration")


@pytest.mark.parametrize(
    ("who", "page"), [("clinic", "klinik"), ("warehouse", "lager"), ("admin", "administration")]
)
def test_each_role_comes_to_its_own_help(
    signed_in: Callable[[str], FlaskClient], who: str, page: str
) -> None:
    client = signed_in(who)
    assert client.get("/hjalp/").location == f"/hjalp/{page}"
    assert "/hjalp/" in client.get("/", follow_redirects=True).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_that_a_page_shows_is_there_and_every_one_is_shown(
    clinic: Clinic, language: str
) -> None:
    shown = set()
    for page in PAGES:
        html = clinic.client.get(f"/hjalp/{page}", headers={"Accept-Language": language}).text
        for address in re.findall(r'src="(/v/[^"]+/help/[^"]+)"', html):
            assert f"/help/{language}/" in address
            with clinic.client.get(address) as answer:
                assert answer.status_code == 200
            shown.add(Path(address).stem)
    assert shown == set(NAMES)


def test_the_pictures_are_light_and_of_the_size_that_the_page_says() -> None:
    files = [FOLDER / language / f"{name}.webp" for language in LANGUAGES for name in NAMES]
    for file in files:
        with Image.open(file) as picture:
            assert picture.size == (1180, 820)
        assert file.stat().st_size < 80_000


def test_no_page_waits_for_them_and_no_tablet_keeps_them_unasked(clinic: Clinic) -> None:
    assert 'loading="lazy"' in clinic.client.get("/hjalp/klinik").text
    assert ".webp" not in clinic.client.get("/sw.js").text


def test_there_is_no_other_help(clinic: Clinic) -> None:
    assert clinic.client.get("/hjalp/finns-inte").status_code == 404
    assert clinic.client.get("/hjalp/_page").status_code == 404
