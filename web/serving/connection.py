"""One client's connection: a request is received, answered by a thread and its answer sent, one after the other."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from gunicorn.http.errors import NoMoreData

from web.serving.answering import ReadyAnswer, answer, ask, refuse, say_no_room
from web.serving.arriving import (
    LEAST_RATE,
    PIECE_BYTES,
    ArrivingRequest,
    FaultyChunksError,
    NoRoomError,
    TooLargeError,
    receive_header,
)

ASKS_FROM = 256 * 1024
"""Bytes of a body from which on the application is asked for leave before they are received."""
ANSWER_S = 20.0
"""Seconds for a client to take an answer, with one more for each LEAST_RATE bytes."""
DRAIN_S, DRAIN_MOST = 30.0, 100 << 20
"""For how long, and how much of a refused body is read and thrown away: a browser looks at the answer after it."""
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"

Call = Callable[[Any, ArrivingRequest, Any, Any], ReadyAnswer]


class Connection:
    """From its first byte to its last."""

    def __init__(
        self,
        worker: Any,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        client: Any,
        server: Any,
    ) -> None:
        self.worker, self.reader, self.writer = worker, reader, writer
        self.client, self.server = client, server
        self.is_idle = True
        """Whether it waits for a request of which nothing has come yet."""

    async def serve(self) -> None:
        try:
            while await self._serve_one():
                self.is_idle = True
        except (
            OSError,
            EOFError,
        ) as error:  # TimeoutError, ssl.SSLError and IncompleteReadError are among them
            self.worker.log.debug("connection with %s ended: %r", self.client, error)
        finally:
            await self._close()

    async def _serve_one(self) -> bool:
        """Whether another request may follow."""
        try:
            header = await receive_header(self.reader, self.worker.cfg.keepalive)
        except TimeoutError:
            return await self._end_with(HTTPStatus.REQUEST_TIMEOUT)
        except TooLargeError:
            return await self._end_with(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        self.is_idle = False
        if not header:
            return False
        try:
            request = ArrivingRequest(header, self.worker.cfg, self.client)
        except (NoMoreData, StopIteration):
            return False
        except Exception as error:  # noqa: BLE001 - Gunicorn's parser has many; `refuse` tells them apart
            return await self._send_last(refuse(self.worker, None, self.client, error))
        try:
            return await self._answer(request)
        finally:
            request.close()

    async def _answer(self, request: ArrivingRequest) -> bool:
        if request.length >= ASKS_FROM:
            leave = await self._in_thread(ask, request)
            if not leave.wants_body:
                return await self._send_last(leave)
            leave.close()
        if not request.is_whole:
            if request.awaits_leave:
                self.writer.write(CONTINUE)
            try:
                await request.receive(self.reader)
            except TimeoutError:
                return await self._end_with(HTTPStatus.REQUEST_TIMEOUT)
            except (TooLargeError, asyncio.LimitOverrunError):
                return await self._end_with(HTTPStatus.LENGTH_REQUIRED)
            except NoRoomError:
                return await self._send_last(await self._in_thread(say_no_room, request))
        try:
            given = await self._in_thread(answer, request)
        except FaultyChunksError:
            return await self._end_with(HTTPStatus.BAD_REQUEST)
        if given.ends_connection:
            return await self._send_last(given)
        await self._send(given)
        return True

    async def _in_thread(self, call: Call, request: ArrivingRequest) -> ReadyAnswer:
        given: ReadyAnswer = await self.worker.loop.run_in_executor(
            self.worker.threads, call, self.worker, request, self.client, self.server
        )
        return given

    async def _send(self, given: ReadyAnswer) -> None:
        """Raises TimeoutError where the client is slow to take it."""
        try:
            async with asyncio.timeout(ANSWER_S + given.length / LEAST_RATE):
                for piece in given.pieces():
                    self.writer.write(piece)
                    await self.writer.drain()
        finally:
            given.close()

    async def _send_last(self, given: ReadyAnswer) -> bool:
        """Send it, and wait until the client has it: what it still sends meanwhile is thrown away, because a connection
        that is closed on unread bytes is reset, and the answer with it (RFC 9112, section 9.6)."""
        await self._send(given)
        if self.writer.can_write_eof():
            self.writer.write_eof()
        left = DRAIN_MOST
        with suppress(TimeoutError):
            async with asyncio.timeout(DRAIN_S):
                while left > 0 and (piece := await self.reader.read(PIECE_BYTES)):
                    left -= len(piece)
        return False

    async def _end_with(self, status: HTTPStatus) -> bool:
        """Say why and end, without waiting for anything more."""
        self.worker.log.info("%s: %s", self.client, status.phrase)
        told = f"HTTP/1.1 {status.value} {status.phrase}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        self.writer.write(told.encode())
        return False

    async def _close(self) -> None:
        """A client that has not taken all by now is not waited for."""
        if self.writer.transport.get_write_buffer_size():
            self.writer.transport.abort()
        self.writer.close()
        with suppress(OSError, asyncio.CancelledError):
            await self.writer.wait_closed()
