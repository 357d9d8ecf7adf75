"""A row with a picture: its bytes are in the row, or in the store under their digest."""

import hashlib

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Mapped, mapped_column

from photos.no_photo import NoPhoto
from photos.store import PhotoStore

STORE = "returkoll_photo_store"


class StoredPhoto:
    """A mixin for models. What is given as `jpeg` goes where the setting says. In a store it is before the row is: a
    transaction that is given up leaves a picture that nobody refers to, which the night removes, and never a row
    without its picture."""

    jpeg_in_row: Mapped[bytes | None] = mapped_column("jpeg", sa.LargeBinary, deferred=True)
    digest: Mapped[str] = mapped_column(sa.String(64))
    """SHA-256 of the JPEG, so that a photo that is sent twice is stored once."""

    @property
    def jpeg(self) -> bytes:
        """Raises NoPhoto where its store does not answer, or has it no longer."""
        if self.jpeg_in_row is not None:
            return self.jpeg_in_row
        store = photo_store()
        if store is None:
            raise NoPhoto(
                "the picture is not in the database: RETURKOLL_PHOTO_STORE was changed before `flask photos move`"
            )
        return store.get(self.digest)

    @jpeg.setter
    def jpeg(self, jpeg: bytes) -> None:
        self.digest = hashlib.sha256(jpeg).hexdigest()
        store = photo_store()
        if store is None:
            self.jpeg_in_row = jpeg
            return
        store.put(self.digest, jpeg)
        self.jpeg_in_row = None


def photo_store() -> PhotoStore | None:
    """The one that the setting names; None is the database."""
    store: PhotoStore | None = current_app.extensions.get(STORE)
    return store
