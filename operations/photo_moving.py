"""`flask photos move PLACE`: every picture goes to another place, while Returkoll runs.

One picture after the other, each in a transaction of its own: it is written and read again at its new place before its
row changes. A move that was broken off goes on where it was when it is run again.
"""

import hashlib
import time
from collections.abc import Iterator
from typing import Any

import click
import sqlalchemy as sa
from flask.cli import AppGroup

from database import Model, db, forget_and_write
from photos import NoPhoto, PhotoStore, StoredPhoto, store_named
from photos.stored_photo import photo_store
from registry.models import ArticlePicture
from returns.photo import LinePhoto

photos_cli = AppGroup("photos", help="Where the pictures of photos lie.")
WITH_PHOTOS: tuple[type[Any], ...] = (LinePhoto, ArticlePicture)
ORPHANED_AFTER_S = 24 * 3600
"""A picture that no row refers to may belong to a transaction that is not over yet."""


@photos_cli.command("where")
def where_command() -> None:
    """Say how many pictures lie where."""
    here, elsewhere = counted()
    click.echo(f"{here} in the database, {elsewhere} in {photo_store() or 'a store that is not set'}.")


@photos_cli.command("move")
@click.argument("to")
@click.option("--from", "from_", help="The store they are in now. [default: what RETURKOLL_PHOTO_STORE says]")
def move_command(to: str, from_: str | None) -> None:
    """Move every picture to TO: `database`, `folder:/path` or `s3://bucket/prefix?endpoint=…`.

    Set RETURKOLL_PHOTO_STORE to TO first where TO is a store, and start the servers again: they read from the row
    what is still there. Where TO is `database`, move first."""
    try:
        target = store_named(to)
        source = store_named(from_) if from_ else photo_store()
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    try:
        moved = move(source, target)
    except NoPhoto as error:
        raise click.ClickException(f"{error}. What was moved before stays moved; run it again.") from error
    click.echo(f"{moved} pictures moved to {target or 'the database'}.")


def counted() -> tuple[int, int]:
    """How many are in rows, and how many in a store."""
    counts = [0, 0]
    for model in WITH_PHOTOS:
        is_elsewhere = model.jpeg_in_row.is_(None)
        for elsewhere, count in db.session.execute(
            sa.select(is_elsewhere, sa.func.count()).select_from(model).group_by(is_elsewhere)
        ):
            counts[bool(elsewhere)] += count
    return counts[0], counts[1]


def move(source: PhotoStore | None, target: PhotoStore | None) -> int:
    """How many were moved. Raises NoPhoto for the first one that cannot be."""
    moved = 0
    for model in WITH_PHOTOS:
        for key in _keys(model, source, target):
            with forget_and_write():
                moved += _move_one(db.session.get(model, key), source, target)
    return moved


def _keys(model: type[Model], source: PhotoStore | None, target: PhotoStore | None) -> list[Any]:
    """Those in rows, when the target is a store; those in a store, when there is one to take them from."""
    (key,) = sa.inspect(model).primary_key
    query = sa.select(key).order_by(key)
    if target is None:
        query = query.where(model.jpeg_in_row.is_(None))  # type: ignore[attr-defined]
    elif source is None:
        query = query.where(model.jpeg_in_row.is_not(None))  # type: ignore[attr-defined]
    return list(db.session.scalars(query))


def _move_one(photo: StoredPhoto | None, source: PhotoStore | None, target: PhotoStore | None) -> bool:
    if photo is None:  # removed meanwhile
        return False
    jpeg = photo.jpeg_in_row
    if jpeg is None:
        if source is None:
            raise NoPhoto("some pictures lie in a store: say which with --from")
        jpeg = source.get(photo.digest)
    if hashlib.sha256(jpeg).hexdigest() != photo.digest:
        raise NoPhoto(f"the picture {photo.digest} is damaged: put it back from a backup")
    if target is None:
        photo.jpeg_in_row = jpeg
        return True
    target.put(photo.digest, jpeg)
    if target.get(photo.digest) != jpeg:
        raise NoPhoto(f"{target} gave another picture back than it got")
    photo.jpeg_in_row = None
    return True


def orphans(store: PhotoStore) -> Iterator[str]:
    """Pictures in the store that no row refers to, and that have been there for a day."""
    known = set()
    for model in WITH_PHOTOS:
        known |= set(db.session.scalars(sa.select(model.digest)))
    latest = time.time() - ORPHANED_AFTER_S
    yield from (digest for digest, at in store.digests() if digest not in known and at < latest)
