"""An administrator says what belongs to an article, and takes its picture from a photo of a return."""

import io
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from flask.testing import FlaskClient
from PIL import Image

from database import db
from operations.demo import first_unit
from registry.models import Article, Device
from returns import Line, LinePhoto, Return
from tests.web.conftest import Clinic, stored

SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def admin(signed_in: SignIn) -> FlaskClient:
    return signed_in("admin")


@pytest.fixture
def article(demo_app: APIFlask, examples: dict[str, str]) -> Article:
    """Of the product that goes to the warehouse."""
    query = sa.select(Article).join(Device).where(Device.serial_number == examples["to_warehouse"])
    return db.session.scalars(query).one()


def parts_of(article: Article) -> tuple[list[str], list[str]]:
    db.session.rollback()
    db.session.refresh(article)
    return article.package_contents, article.part_numbers


def another(_article: Article) -> Article:
    return db.session.scalars(sa.select(Article).where(Article.name == "Fjord Clip mikrofon")).one()


def test_what_belongs_to_an_article_is_said_on_its_page(admin: FlaskClient, article: Article) -> None:
    other = another(article)
    said = {"package_contents": "Laddare\n\n Torkburk ", "part_numbers": other.number}
    for _time in range(2):
        assert admin.post(f"/admin/artiklar/{article.id}/delar", data=said).status_code in (302, 303)
    assert parts_of(article) == (["Laddare", "Torkburk"], [other.number])
    page = admin.get(f"/admin/artiklar/{article.id}").text
    assert "Ligger det med: torkburk?" in page
    assert other.name in page


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"part_numbers": "ZZ-9"}, "ZZ-9 finns inte i registret"),
        ({"package_contents": "Laddare till 880320-0016"}, "personnummer"),
        ({"package_contents": "x" * 121}, "längre än 120 tecken"),
        ({"package_contents": "\n".join("abcdefghijklmnopqrstuvwxyz")}, "fler än 20 rader"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(
    admin: FlaskClient, article: Article, said: dict[str, str], told: str
) -> None:
    before = parts_of(article)
    answer = admin.post(f"/admin/artiklar/{article.id}/delar", data=said)
    assert answer.status_code == 422
    assert told in answer.text
    assert parts_of(article) == before


def test_an_article_is_no_part_of_itself(admin: FlaskClient, article: Article) -> None:
    answer = admin.post(f"/admin/artiklar/{article.id}/delar", data={"part_numbers": article.number})
    assert "hör inte till sig själv" in answer.text


def test_what_is_often_delivered_with_it_is_offered_for_one_press(
    admin: FlaskClient, article: Article
) -> None:
    other = another(article)
    for order in ("31", "32"):
        for at, one in enumerate((article, other)):
            db.session.add(
                Device(serial_number=f"OFTA-{order}-{at}", article=one, unit=first_unit(), order_number=order)
            )
    db.session.commit()
    page = admin.get(f"/admin/artiklar/{article.id}").text
    assert "Levereras ofta ihop" in page
    admin.post(f"/admin/artiklar/{article.id}/delar/lagg-till", data={"number": other.number})
    assert parts_of(article)[1] == [other.number]
    assert "Levereras ofta ihop" not in admin.get(f"/admin/artiklar/{article.id}").text


# --- its picture from a return


@pytest.fixture
def photo(clinic: Clinic, examples: dict[str, str]) -> int:
    """The id of a photo of the product, taken when it was packed."""
    number = clinic.new_return()
    clinic.pack(number, examples["to_warehouse"])
    (line,) = stored(number).lines
    jpeg = io.BytesIO()
    Image.new("RGB", (640, 480), "red").save(jpeg, "JPEG")
    jpeg.seek(0)
    clinic.client.post(f"/returer/{number}/rader/{line.id}/foton", data={"picture": (jpeg, "a.jpg")})
    return stored(number).lines[0].photos[0].id


def test_a_photo_of_a_return_becomes_the_picture_with_one_press(
    admin: FlaskClient, clinic: Clinic, article: Article, photo: int
) -> None:
    page = admin.get(f"/admin/artiklar/{article.id}").text
    shown = f"/admin/artiklar/{article.id}/foton/{photo}.jpg"
    assert shown in page
    assert Image.open(io.BytesIO(admin.get(shown).data)).size == (480, 360)
    for _time in range(2):
        admin.post(f"/admin/artiklar/{article.id}/foton/{photo}/valj")
    db.session.rollback()
    db.session.refresh(article)
    assert article.picture
    assert (article.picture.width, article.picture.height) == (640, 480)
    small = clinic.client.get(f"/artiklar/{article.id}/{article.picture.digest}-liten.jpg")
    assert Image.open(io.BytesIO(small.data)).size == (144, 108)
    assert len(small.data) < 8_000
    assert "max-age=86400" in small.headers["Cache-Control"]


def test_a_photo_of_another_article_cannot_be_taken(admin: FlaskClient, article: Article, photo: int) -> None:
    other = another(article)
    assert admin.get(f"/admin/artiklar/{other.id}/foton/{photo}.jpg").status_code == 404
    assert admin.post(f"/admin/artiklar/{other.id}/foton/{photo}/valj").status_code == 404


def test_the_picture_stands_in_the_card_and_in_the_list(
    admin: FlaskClient, clinic: Clinic, article: Article, photo: int, examples: dict[str, str]
) -> None:
    admin.post(f"/admin/artiklar/{article.id}/foton/{photo}/valj")
    number = stored_number(photo)
    page = clinic.client.get(f"/returer/{number}/").text
    assert page.count("-liten.jpg") == 1
    assert 'loading="lazy"' in page
    assert 'width="72" height="72"' in page
    clinic.client.post(f"/returer/{number}/avbryt", data={"reason": "Prov"})
    card = clinic.look_up(clinic.new_return(), examples["to_warehouse"])["html"]
    assert f'alt="Bilden av {article.name}"' in card


def stored_number(photo_id: int) -> str:
    query = sa.select(Return.number).join(Line).join(LinePhoto).where(LinePhoto.id == photo_id)
    return db.session.scalars(query).one()
