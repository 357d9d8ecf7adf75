"""A request on its way in: its header and its body, each within a time and a size.

What has come of it waits in memory, a long body in a file. Gunicorn's parser judges its framing, and nothing here does.
"""

import asyncio
import io
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, Any

from gunicorn.http import RequestParser
from gunicorn.http.body import ChunkedReader, LengthReader
from gunicorn.http.errors import ParseException

HEADER_S = 10.0
"""Seconds from a request's first byte to the end of its header, and for TLS to be agreed upon."""
HEADER_MOST = 64 * 1024  # bytes
BODY_S = 20.0
LEAST_RATE = 16 * 1024
"""Seconds for a body, and how many bytes give it one more: a tablet at the far end of a clinic's Wi-Fi sends faster."""
UNTOLD_MOST = 1 << 20
"""Bytes of a body that does not say its length beforehand."""
PIECE_BYTES = 64 * 1024
IN_MEMORY = 1 << 20
END_OF_HEADER = b"\r\n\r\n"


class NoRoomError(Exception):
    """The disk has no room for the body."""


class TooLargeError(Exception):
    """More came than is taken: of the header, or of a body that does not tell its length."""


class FaultyChunksError(Exception):
    """What came is no body in chunks (RFC 9112, section 7.1)."""


class ArrivingRequest:
    """A request whose header is here, and whose body may be on its way."""

    def __init__(self, header: bytes, cfg: Any, client: Any) -> None:
        """Raises what Gunicorn's parser raises for a header that is none."""
        self.body: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - `close` closes it
        self.parsed = next(RequestParser(cfg, self._as_it_came(header), client))
        self.awaits_leave = self.parsed._expected_100_continue
        """Whether the client holds the body back until it is asked for (RFC 9110, section 10.1.1)."""
        self.parsed._expected_100_continue = False
        reader = self.parsed.body.reader
        self.is_chunked = isinstance(reader, ChunkedReader)
        self.length = reader.length if isinstance(reader, LengthReader) else 0
        self.is_whole = not (self.is_chunked or self.length)

    def _as_it_came(self, header: bytes) -> Iterator[bytes]:
        """What the parser reads: the header now, and the body when it is asked for."""
        yield header
        self.body.seek(0)
        while piece := self.body.read(PIECE_BYTES):
            yield piece

    async def receive(self, reader: asyncio.StreamReader) -> None:
        """Take in the body. Raises TimeoutError for a slow one, IncompleteReadError for one that ends early,
        TooLargeError, NoRoomError."""
        async with asyncio.timeout(BODY_S + self.length / LEAST_RATE):
            if self.is_chunked:
                await self._receive_chunks(reader)
            else:
                await self._receive_bytes(reader, self.length)
        self.is_whole = True

    async def _receive_bytes(self, reader: asyncio.StreamReader, left: int) -> None:
        while left > 0:
            piece = await reader.read(min(left, PIECE_BYTES))
            if not piece:
                raise asyncio.IncompleteReadError(b"", left)
            self._keep(piece)
            left -= len(piece)

    async def _receive_chunks(self, reader: asyncio.StreamReader) -> None:
        """RFC 9112, section 7.1: chunks, the last of which is empty, and then lines until an empty one.

        What is no number ends the reading, and Gunicorn's parser says what is wrong with it.
        """
        while size := await self._receive_size(reader):
            if self.body.tell() + size > UNTOLD_MOST:
                raise TooLargeError
            await self._receive_bytes(reader, size + 2)
        while await self._receive_line(reader) not in (b"\r\n", b""):
            pass

    async def _receive_size(self, reader: asyncio.StreamReader) -> int:
        line = await self._receive_line(reader)
        try:
            return max(0, int(line.split(b";")[0], 16))
        except ValueError:
            return 0

    async def _receive_line(self, reader: asyncio.StreamReader) -> bytes:
        line = await reader.readuntil(b"\r\n")
        self._keep(line)
        if self.body.tell() > UNTOLD_MOST:
            raise TooLargeError
        return line

    def _keep(self, piece: bytes) -> None:
        try:
            self.body.write(piece)
        except OSError as error:
            raise NoRoomError from error

    def read_chunks(self) -> None:
        """Have Gunicorn's parser take the chunks apart before the application is asked: it would meet their faults
        while it reads a form, and take them for its own. Raises FaultyChunksError. At most UNTOLD_MOST bytes."""
        try:
            self.content: IO[bytes] = io.BytesIO(self.parsed.body.read())
        except (ParseException, OSError, ValueError) as error:
            raise FaultyChunksError(str(error)) from error

    def close(self) -> None:
        with suppress(OSError):  # what could not be written is tried once more
            self.body.close()


async def receive_header(reader: asyncio.StreamReader, first_within: float) -> bytes:
    """The next request's header, b"" where `first_within` seconds pass, or the connection ends, without one.

    Raises TimeoutError for one that is begun and not brought to its end, TooLargeError.
    """
    try:
        async with asyncio.timeout(first_within):
            first = await reader.readexactly(1)
    except (TimeoutError, asyncio.IncompleteReadError):
        return b""
    try:
        async with asyncio.timeout(HEADER_S):
            return first + await reader.readuntil(END_OF_HEADER)
    except asyncio.LimitOverrunError as overrun:
        raise TooLargeError from overrun
