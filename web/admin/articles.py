"""The articles of the register, and for each the picture of what lies in its box."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload

from common.sentence import Sentence
from database import db, utcnow
from registry.belonging.often_together import often_together
from registry.belonging.orders import articles_numbered
from registry.checklist import items_for
from registry.models import Article, ArticlePicture, Supplier
from returns import Line, LinePhoto
from scanner import UnreadablePicture
from web.admin.article_parts import PartsForm, candidates_for
from web.admin.blueprint import admin, admin_only
from web.http.access import actor
from web.http.form_fields import UploadField
from web.http.idempotency import changing
from web.http.page_form import PageForm
from web.scan.pictures import CleanPicture, as_answer, clean, thumbnail, uploaded
from web.scan.scanning import NothingToRead

MOST_SHOWN = 100
CHOOSING_SIDE = 480
"""Pixels of a photo among which one is chosen."""


class PictureForm(PageForm):
    """The picture of what lies in the box. It is opened here, so that what is no picture is told beside the field."""

    picture = UploadField(_l("Bild"), required=True)
    clean_picture: CleanPicture

    def judge(self, _read: Mapping[str, Any]) -> Mapping[str, Sentence]:
        try:
            (self.clean_picture,) = uploaded(1)
        except (NothingToRead, UnreadablePicture) as error:
            return {"picture": error.sentence}
        return {}


@admin.get("/artiklar")
@admin_only
def articles() -> ResponseReturnValue:
    words = request.args.get("q", "").strip()[:100]
    found = db.session.scalars(articles_found(words).limit(MOST_SHOWN + 1)).unique().all()
    return render_template(
        "admin/articles.html", articles=found[:MOST_SHOWN], words=words, more=len(found) > MOST_SHOWN
    )


def articles_found(words: str) -> sa.Select[Article]:
    query = sa.select(Article).join(Article.supplier)
    for word in words.split():
        columns = (Article.number, Article.name, Supplier.name)
        query = query.where(sa.or_(*(column.icontains(word, autoescape=True) for column in columns)))
    return query.options(joinedload(Article.supplier), joinedload(Article.picture)).order_by(Article.name)


@admin.get("/artiklar/<int:article_id>")
@admin_only
def article(article_id: int) -> ResponseReturnValue:
    return article_page(known_article(article_id), PictureForm.shown_with())


def article_page(shown: Article, form: PictureForm, parts_form: PartsForm | None = None) -> str:
    return render_template(
        "admin/article.html",
        article=shown,
        form=form,
        parts_form=parts_form or PartsForm.of(shown),
        parts=articles_numbered(shown.part_numbers),
        often=often_together(shown),
        candidates=candidates_for(shown),
        questions=items_for(shown),
    )


def known_article(article_id: int) -> Article:
    return db.session.get(Article, article_id) or abort(404)


@admin.post("/artiklar/<int:article_id>/bild")
@admin_only
def set_picture(article_id: int) -> ResponseReturnValue:
    shown, form = known_article(article_id), PictureForm.from_request()
    if not form.validate():
        return article_page(shown, form), 422
    return keep_picture(article_id, form.clean_picture)


@changing
def keep_picture(article_id: int, picture: CleanPicture) -> ResponseReturnValue:
    shown = known_article(article_id)
    values = {
        "jpeg": picture.jpeg,
        "digest": picture.digest,
        "width": picture.width,
        "height": picture.height,
    }
    values |= {"actor": actor(), "at": utcnow()}
    if shown.picture is None:
        shown.picture = ArticlePicture(**values)
    for name, value in values.items():
        setattr(shown.picture, name, value)
    flash(_("Bilden är sparad."), "good")
    return redirect(url_for("admin.article", article_id=article_id))


@admin.post("/artiklar/<int:article_id>/bild/ta-bort")
@admin_only
@changing
def remove_picture(article_id: int) -> ResponseReturnValue:
    known_article(article_id).picture = None
    return redirect(url_for("admin.article", article_id=article_id))


@admin.get("/artiklar/<int:article_id>/foton/<int:photo_id>.jpg")
@admin_only
def candidate_jpg(article_id: int, photo_id: int) -> ResponseReturnValue:
    """A photo of one of the article's products, as small as it takes to choose among them."""
    return as_answer(thumbnail(known_candidate(article_id, photo_id).jpeg, CHOOSING_SIDE))


@admin.post("/artiklar/<int:article_id>/foton/<int:photo_id>/valj")
@admin_only
def take_picture(article_id: int, photo_id: int) -> ResponseReturnValue:
    """The photo becomes the article's picture, drawn anew like one that is uploaded."""
    return keep_picture(article_id, clean(known_candidate(article_id, photo_id).jpeg))


def known_candidate(article_id: int, photo_id: int) -> LinePhoto:
    photo = db.session.get(LinePhoto, photo_id)
    line = db.session.get(Line, photo.line_id) if photo else None
    return photo if photo and line and line.article_id == article_id else abort(404)


@admin.post("/artiklar/<int:article_id>/delar")
@admin_only
@changing
def save_parts(article_id: int) -> ResponseReturnValue:
    shown = known_article(article_id)
    form = PartsForm.from_request(article=shown)
    if not form.validate():
        return article_page(shown, PictureForm.shown_with(), form), 422
    shown.package_contents, shown.part_numbers = (
        form.package_contents.data or [],
        form.part_numbers.data or [],
    )
    flash(_("Det som hör till är sparat."), "good")
    return redirect(url_for("admin.article", article_id=article_id))


@admin.post("/artiklar/<int:article_id>/delar/lagg-till")
@admin_only
@changing
def add_part(article_id: int) -> ResponseReturnValue:
    """One of the articles that are often delivered with it belongs to it from now on."""
    shown, number = known_article(article_id), request.form.get("number", "")
    (part,) = articles_numbered([number]) or (None,)
    if part is None or part.id == shown.id:
        abort(400)
    if number not in shown.part_numbers:
        shown.part_numbers = [*shown.part_numbers, number]
    return redirect(url_for("admin.article", article_id=article_id))
