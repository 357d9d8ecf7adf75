"""Gunicorn's worker for Returkoll: connections wait in an event loop, and threads answer whole requests.

Gunicorn's own thread worker reads a request in the thread that answers it: as many slow connections as there are
threads, and a worker answers nobody. Here the loop receives each request and sends each answer, for any number of
connections at once (web/serving/connection.py). The parser and the WSGI between them are those of its thread worker.
docs/decisions/0019 tells what else was looked at.
"""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from ssl import SSLContext
from typing import Any

from gunicorn.workers.base import Worker
from gunicorn.workers.gasgi import ASGIWorker

from web.serving.arriving import HEADER_MOST, HEADER_S
from web.serving.connection import Connection

LOOKS_EVERY = 0.5  # seconds; Gunicorn takes a worker that says nothing for 30 for dead
LAST_WORDS_S = 1.0
"""How long a worker that stops waits for a request that a client may be sending already."""


class WholeRequestWorker(ASGIWorker):
    """The event loop, its signals and its TLS are those of Gunicorn's own asyncio worker; the application is WSGI."""

    alive: bool
    loop: asyncio.AbstractEventLoop
    threads: ThreadPoolExecutor

    @classmethod
    def check_config(cls, cfg: Any, log: Any) -> None:
        """`threads` is used here, which Gunicorn's asyncio worker would warn about."""

    def load_wsgi(self) -> None:
        Worker.load_wsgi(self)

    async def _serve(self) -> None:
        self.threads = ThreadPoolExecutor(self.cfg.threads, "request")
        self.connections: dict[asyncio.Task[None], Connection | None] = {}
        self._listen(self._get_ssl_context())  # type: ignore[no-untyped-call] # Gunicorn has no annotations
        while self.alive and self._has_parent():
            self.notify()  # type: ignore[no-untyped-call] # Gunicorn has no annotations
            await asyncio.sleep(LOOKS_EVERY)
        # Nothing watches over a worker whose main process is gone: it lets go of the port at once, so that a new start
        # gets it, and answers only what is under way.
        self.alive = False
        self._close_listeners()
        await self._finish()

    def _has_parent(self) -> bool:
        return bool(self.ppid == os.getppid())

    def _listen(self, context: SSLContext | None) -> None:
        """Take one connection each time that there are any, so that the workers share them."""
        for listener in self.sockets:
            listener.setblocking(False)
            self.loop.add_reader(listener.fileno(), self._accept, listener, context)

    def _close_listeners(self) -> None:
        for listener in self.sockets:
            self.loop.remove_reader(listener.fileno())
            listener.close()

    def _accept(self, listener: Any, context: SSLContext | None) -> None:
        with suppress(
            BlockingIOError, ConnectionAbortedError
        ):  # another worker has it, or the client is gone
            accepted, client = listener.accept()
            if len(self.connections) >= self.worker_connections:
                accepted.close()
                return
            accepted.setblocking(False)
            task = self.loop.create_task(
                self._serve_client(accepted, client, listener.getsockname(), context)
            )
            self.connections[task] = None
            task.add_done_callback(self.connections.pop)

    async def _serve_client(
        self, accepted: Any, client: Any, server: Any, context: SSLContext | None
    ) -> None:
        reader = asyncio.StreamReader(limit=HEADER_MOST, loop=self.loop)
        protocol = asyncio.StreamReaderProtocol(reader, loop=self.loop)
        try:
            transport, _same = await self.loop.connect_accepted_socket(
                lambda: protocol, accepted, ssl=context, ssl_handshake_timeout=HEADER_S if context else None
            )
        except (
            OSError
        ) as error:  # ssl.SSLError is one. A client that does not trust us breaks off here: no error
            self.log.debug("no handshake with %s: %s", client, error)
            accepted.close()
            return
        writer = asyncio.StreamWriter(transport, protocol, reader, self.loop)
        connection = Connection(self, reader, writer, client, server)
        task = asyncio.current_task()
        assert task is not None
        self.connections[task] = connection
        await connection.serve()

    async def _finish(self) -> None:
        """Answer what is under way, for as long as `graceful_timeout` says; whoever only waits is let go."""
        deadline = self.loop.time() + self.cfg.graceful_timeout
        last_words = min(deadline, self.loop.time() + (LAST_WORDS_S if self._has_parent() else 0))
        while self.connections and self.loop.time() < deadline and not self._quick_shutdown:
            self.notify()  # type: ignore[no-untyped-call] # Gunicorn has no annotations
            for task, connection in self.connections.items():
                if self.loop.time() >= last_words and (connection is None or connection.is_idle):
                    task.cancel()
            await asyncio.sleep(0.1)
        self.threads.shutdown(wait=False, cancel_futures=True)
