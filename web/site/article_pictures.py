"""The pictures of what articles' boxes hold, for everybody who is signed in."""

from apiflask import APIBlueprint
from flask import Response, abort

from database import db
from registry.models import ArticlePicture
from web.scan.pictures import as_answer, thumbnail

articles = APIBlueprint("articles", __name__, url_prefix="/artiklar", enable_openapi=False)

A_DAY = "private, max-age=86400"


@articles.get("/<int:article_id>/<digest>.jpg")
def picture_jpg(article_id: int, digest: str) -> Response:
    """The picture. Its address has a digest of its contents, so that the tablet may store it: a new picture has a new
    address."""
    return _for_a_day(known_picture(article_id, digest).jpeg)


@articles.get("/<int:article_id>/<digest>-liten.jpg")
def small_jpg(article_id: int, digest: str) -> Response:
    """The same, small: for cards and lists, where many are shown at once."""
    return _for_a_day(thumbnail(known_picture(article_id, digest).jpeg))


def known_picture(article_id: int, digest: str) -> ArticlePicture:
    """The article's picture, if it still is the one with that digest."""
    picture = db.session.get(ArticlePicture, article_id)
    if picture is None or picture.digest != digest:
        abort(404)
    return picture


def _for_a_day(jpeg: bytes) -> Response:
    answer = as_answer(jpeg)
    answer.headers["Cache-Control"] = A_DAY
    return answer
