"""Files in the database, in compressed pieces: an uploaded file, the report by row, and the rows to mend."""

import itertools
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import sqlalchemy as sa

from registry.models import ImportChunk
from registry.models.columns import table_of

CHUNK = table_of(ImportChunk)
SIZE = 1 << 20
FILE, ROWS, LEFT_OUT = "file", "rows", "mend"
LEVEL = 1
"""zlib's fastest: a list of products is a fifth of its size already."""


def store(connection: sa.Connection, job_id: int, part: str, stream: IO[bytes]) -> int:
    """Store what the stream holds, in place of what was stored before. Returns how many bytes it was."""
    forget(connection, job_id, part)
    size = 0
    for number in itertools.count():
        piece = stream.read(SIZE)
        if not piece:
            return size
        size += len(piece)
        data = zlib.compress(piece, LEVEL)
        connection.execute(CHUNK.insert().values(job_id=job_id, part=part, number=number, data=data))
    return size


def read_parts(engine: sa.Engine, job_id: int, part: str) -> Iterator[bytes]:
    """The bytes that were stored, part by part, so that only one part is in memory at a time."""
    wanted = sa.select(CHUNK.c.data).where(CHUNK.c.job_id == job_id, CHUNK.c.part == part)
    for number in itertools.count():
        with engine.connect() as connection:
            data = connection.execute(wanted.where(CHUNK.c.number == number)).scalar_one_or_none()
        if data is None:
            return
        yield zlib.decompress(data)


@contextmanager
def as_file(engine: sa.Engine, job_id: int, part: str = FILE) -> Iterator[Path]:
    """A copy of the stored file on this machine, which only the server can read. It is deleted afterwards."""
    with tempfile.TemporaryDirectory(prefix="returkoll-import-") as folder:
        path = Path(folder) / part
        with path.open("wb") as file:
            file.writelines(read_parts(engine, job_id, part))
        yield path


def is_stored(connection: sa.Connection, job_id: int, part: str) -> bool:
    wanted = sa.select(CHUNK.c.number).where(CHUNK.c.job_id == job_id, CHUNK.c.part == part).limit(1)
    return connection.execute(wanted).first() is not None


def forget(connection: sa.Connection, job_id: int, part: str) -> None:
    connection.execute(CHUNK.delete().where(CHUNK.c.job_id == job_id, CHUNK.c.part == part))
