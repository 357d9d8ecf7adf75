"""A network that can be lost: a proxy over real sockets between the browser and the server."""

import contextlib
import http.client
import random
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from tests.browser.server import Server

DECK = 10  # requests
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class Network(ThreadingHTTPServer):
    """`down`: nobody is reached. Otherwise `fails_before` and `fails_after` are the shares of requests whose
    connection breaks before the server has heard of them, and after it has acted on them. `delay` in seconds.

    Each ten requests have those shares exactly, in an order that is mixed: twelve in a row can break at the most, so
    that no test hangs on how the dice fall."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, server: Server) -> None:
        super().__init__(("127.0.0.1", 0), Hop)
        self.target = urlsplit(server.url).netloc
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.log_path = server.log_path
        self.down = False
        self.fails_before = self.fails_after = self.delay = 0.0
        self.failed_before = self.failed_after = self.answered = 0
        self.mixer = random.Random(7)
        self.next_fates: list[float] = []
        self.lock = threading.Lock()

    def fate(self) -> str:
        """before, after or well: what becomes of the next request."""
        with self.lock:
            if not self.next_fates:
                self.next_fates = [(at + 0.5) / DECK for at in range(DECK)]
                self.mixer.shuffle(self.next_fates)
            thrown = self.next_fates.pop()
            if self.down or thrown < self.fails_before:
                self.failed_before += 1
                return "before"
            if thrown < self.fails_before + self.fails_after:
                self.failed_after += 1
                return "after"
            self.answered += 1
            return "well"

    def handle_error(self, _request: Any, _address: Any) -> None:
        """A browser that goes away in the middle is no news."""


class Hop(BaseHTTPRequestHandler):
    """One request: broken off, or handed on."""

    server: Network

    def do_GET(self) -> None:
        self._carry()

    def do_POST(self) -> None:
        self._carry()

    def _carry(self) -> None:
        fate = self.server.fate()
        time.sleep(self.server.delay)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if fate == "before":
            return self._break_off()
        onward = http.client.HTTPConnection(self.server.target, timeout=60)
        with contextlib.closing(onward):
            onward.request(self.command, self.path, body or None, dict(self.headers))
            answer = onward.getresponse()
            contents = answer.read()
        if fate == "after":
            return self._break_off()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in HOP_BY_HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(contents)))
        self.end_headers()
        self.wfile.write(contents)
        return None

    def _break_off(self) -> None:
        self.close_connection = True
        self.connection.close()


@contextlib.contextmanager
def network_to(server: Server) -> Iterator[Network]:
    network = Network(server)
    thread = threading.Thread(target=network.serve_forever, daemon=True)
    thread.start()
    try:
        yield network
    finally:
        network.shutdown()
        network.server_close()
        thread.join()
