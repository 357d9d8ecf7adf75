"""Pictures as files in a folder, which all servers of one database share (NFS, or one machine)."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from photos.no_photo import NoPhoto


class Folder:
    """`ab/abcdef….jpg`: 256 folders, so that none has too many files."""

    def __init__(self, path: str) -> None:
        self.path = Path(path)

    def __str__(self) -> str:
        return f"folder:{self.path}"

    def put(self, digest: str, jpeg: bytes) -> None:
        """Under another name first: whoever reads sees the whole file or none, also when the power goes."""
        with _told(self.path):
            path = self._path(digest)
            if path.exists() and path.stat().st_size == len(jpeg):
                return
            self.path.stat()  # the folder itself is not made: an unmounted disk must not be filled underneath
            path.parent.mkdir(exist_ok=True)
            part = path.with_name(f"{digest}.{secrets.token_hex(4)}.part")
            try:
                with part.open("wb") as file:
                    file.write(jpeg)
                    file.flush()
                    os.fsync(file.fileno())
                part.replace(path)
            finally:
                part.unlink(missing_ok=True)

    def get(self, digest: str) -> bytes:
        with _told(self.path):
            return self._path(digest).read_bytes()

    def remove(self, digest: str) -> None:
        with _told(self.path):
            self._path(digest).unlink(missing_ok=True)

    def digests(self) -> Iterator[tuple[str, float]]:
        with _told(self.path):
            for path in self.path.glob("??/*.jpg"):
                yield path.stem, path.stat().st_mtime

    def try_writing(self) -> None:
        with _told(self.path):
            path = self.path / f".{secrets.token_hex(4)}.part"
            try:
                path.write_bytes(b"Returkoll")
            finally:
                path.unlink(missing_ok=True)

    def _path(self, digest: str) -> Path:
        return self.path / digest[:2] / f"{digest}.jpg"


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NoPhoto(f"{error.filename or folder}: {error.strerror}") from error
