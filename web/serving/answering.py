"""A request answered by the application, in a thread, with the answer kept until the loop has sent it."""

import io
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import IO, Any

from gunicorn.http import wsgi

from common.storage_fault import is_out_of_room
from web.http.before_body import ASKED_BEFORE_BODY, NO_ROOM
from web.serving.arriving import IN_MEMORY, PIECE_BYTES, ArrivingRequest


class ReadyAnswer:
    """What Gunicorn's Response takes for a socket, and fills."""

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - `close` closes it
        self.status = ""
        self.ends_connection = True

    def sendall(self, data: bytes) -> None:
        self._file.write(data)

    def gettimeout(self) -> float:
        return 0.0

    @property
    def length(self) -> int:
        return self._file.tell()

    @property
    def wants_body(self) -> bool:
        return self.status.startswith("100")

    def pieces(self) -> Iterator[bytes]:
        """Its bytes, once all of them are here."""
        self._file.seek(0)
        while piece := self._file.read(PIECE_BYTES):
            yield piece

    def close(self) -> None:
        with suppress(OSError):  # what could not be written is tried once more
            self._file.close()


def ask(worker: Any, request: ArrivingRequest, client: Any, server: Any) -> ReadyAnswer:
    """What the application says to the header alone."""
    return _call(
        worker, request, client, server, {ASKED_BEFORE_BODY: True, "wsgi.input": io.BytesIO()}, is_last=True
    )


def answer(worker: Any, request: ArrivingRequest, client: Any, server: Any) -> ReadyAnswer:
    """What it says to the whole request. Raises FaultyChunksError."""
    told: dict[str, Any] = {}
    if request.is_chunked:
        request.read_chunks()
        told["wsgi.input"] = request.content
    return _call(worker, request, client, server, told, is_last=not worker.alive)


def say_no_room(worker: Any, request: ArrivingRequest, client: Any, server: Any) -> ReadyAnswer:
    """What it says when the disk has no room for the request, or for its answer."""
    return _call(worker, request, client, server, {NO_ROOM: True, "wsgi.input": io.BytesIO()}, is_last=True)


def refuse(worker: Any, parsed: Any, client: Any, error: Exception) -> ReadyAnswer:
    """Gunicorn's own words for what is no request, or for an application that failed."""
    refusal = ReadyAnswer()
    worker.handle_error(parsed, refusal, client, error)
    return refusal


def _call(
    worker: Any,
    request: ArrivingRequest,
    client: Any,
    server: Any,
    told: dict[str, Any],
    *,
    is_last: bool,
) -> ReadyAnswer:
    given, begun = ReadyAnswer(), time.monotonic()
    try:
        response, environ = wsgi.create(request.parsed, given, client, server, worker.cfg)
        environ |= {"wsgi.multithread": True, **told}
        if is_last or not worker.cfg.keepalive:
            response.force_close()
        produced = worker.wsgi(environ, response.start_response)
        try:
            for piece in produced:
                response.write(piece)
            response.close()
        finally:
            if hasattr(produced, "close"):
                produced.close()
    except Exception as error:  # noqa: BLE001 - told by Gunicorn, and answered with 500
        given.close()
        if is_out_of_room(error) and NO_ROOM not in told:
            return say_no_room(worker, request, client, server)
        return refuse(worker, request.parsed, client, error)
    given.status = response.status
    given.ends_connection = response.should_close()
    if not given.wants_body:
        worker.log.access(response, request.parsed, environ, timedelta(seconds=time.monotonic() - begun))
    return given
