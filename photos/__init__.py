"""Where the pictures of photos lie: in the database, in a folder, or in an S3-compatible store, by one setting."""

from photos.store import NoPhoto, PhotoStore, store_named
from photos.stored_photo import StoredPhoto

__all__ = ["NoPhoto", "PhotoStore", "StoredPhoto", "store_named"]
