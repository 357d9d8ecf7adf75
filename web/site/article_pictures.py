"""The pictures of what articles' boxes hold, for everybody who is signed in."""

from apiflask import APIBlueprint
from flask import Response, abort

from database import db
from registry.models import ArticlePicture
from web.scan.pictures import as_answer

articles = APIBlueprint("articles", __name__, url_prefix="/artiklar", enable_openapi=False)

A_DAY = "private, max-age=86400"


@articles.get("/<int:article_id>/<digest>.jpg")
def picture_jpg(article_id: int, digest: str) -> Response:
    """The picture. Its address has a digest of its contents, so that the tablet may store it: a new picture has a new
    address."""
    picture = db.session.get(ArticlePicture, article_id)
    if picture is None or picture.digest != digest:
        abort(404)
    answer = as_answer(picture.jpeg)
    answer.headers["Cache-Control"] = A_DAY
    return answer
