"""A place for pictures outside of the database, by name of what is in them: the same picture has the same place.

RETURKOLL_PHOTO_STORE is `database`, `folder:/path`, or `s3://bucket/prefix?endpoint=https://…&region=…`.
"""

import re
from collections.abc import Iterator
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from photos.folder import Folder
from photos.no_photo import NoPhoto

DIGEST = re.compile(r"[0-9a-f]{64}")

__all__ = ["NoPhoto", "PhotoStore", "store_named"]


class PhotoStore(Protocol):
    """Pictures by their digest: SHA-256 of the JPEG, in hexadecimal. Every call raises NoPhoto with a reason where the
    store does not answer."""

    def put(self, digest: str, jpeg: bytes) -> None:
        """Store it. It is there for good when this returns, and storing it twice is harmless."""

    def get(self, digest: str) -> bytes:
        """Raises NoPhoto also for one that is not there."""

    def remove(self, digest: str) -> None:
        """Harmless for one that is not there."""

    def digests(self) -> Iterator[tuple[str, float]]:
        """Everything in it: (digest, time of storing in seconds since 1970)."""

    def try_writing(self) -> None:
        """Write something small, and take it away again. Raises NoPhoto."""


def store_named(setting: str) -> PhotoStore | None:
    """None is the database itself. Raises ValueError for a setting that names no store."""
    if setting in ("", "database"):
        return None
    if setting.startswith("folder:/"):
        return Folder(setting.removeprefix("folder:"))
    address = urlsplit(setting)
    if address.scheme == "s3" and address.netloc:
        from photos.s3 import Bucket  # boto3 is wanted by nobody else

        asked = {name: values[-1] for name, values in parse_qs(address.query).items()}
        if unknown := asked.keys() - {"endpoint", "region"}:
            raise ValueError(
                f"expected endpoint and region in RETURKOLL_PHOTO_STORE, got {', '.join(sorted(unknown))}"
            )
        return Bucket(address.netloc, address.path.strip("/"), asked.get("endpoint"), asked.get("region"))
    raise ValueError(
        "expected RETURKOLL_PHOTO_STORE as database, folder:/path or s3://bucket/prefix?endpoint=https://…, "
        f"got {setting!r}"
    )
