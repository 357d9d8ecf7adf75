"""A real subscriber: an HTTP server of its own that answers as it is told, and remembers what came."""

import http.server
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from apiflask import APIFlask

from database import db, forget_and_write, utcnow
from operations.demo import first_unit
from operations.webhooks import Webhook
from operations.webhooks.webhook_worker import WebhookWorker
from returns import EventKind, Return


@dataclass
class Subscriber:
    """`answers` is what it answers next: statuses, one a request, then 204."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    slow_s: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)


@pytest.fixture
def subscriber() -> Iterator[Subscriber]:
    told = Subscriber()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            threading.Event().wait(told.slow_s)
            with told.lock:
                told.came.append(({name.lower(): value for name, value in self.headers.items()}, body))
                status = told.answers.pop(0) if told.answers else 204
            self.send_response(status)
            if status == 302:
                self.send_header("Location", told.url)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """The tests' output stays clean."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    told.url = f"http://127.0.0.1:{server.server_address[1]}/hook?a=b"
    yield told
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def house(demo_app: APIFlask) -> APIFlask:
    """The app; webhooks may lead to this machine."""
    demo_app.config["WEBHOOK_NETWORKS"] = "127.0.0.0/8"
    return demo_app


@pytest.fixture
def worker(house: APIFlask) -> WebhookWorker:
    return WebhookWorker(house)


@pytest.fixture
def subscribe(house: APIFlask) -> Callable[..., int]:
    """Adds a webhook; its id."""

    def add(url: str, *kinds: EventKind) -> int:
        with forget_and_write():
            return Webhook.add(name="Ekonomi", url=url, kinds=kinds, actor="test", now=utcnow()).id

    return add


def happen(times: int = 1) -> list[str]:
    """So many returns are opened and cancelled: two events each. Their numbers."""
    numbers = []
    for _ in range(times):
        with forget_and_write():
            new = Return.open(first_unit(), actor="a colleague", now=utcnow())
            new.cancel("Fel", actor="a colleague", now=utcnow())
            numbers.append(new.number)
    db.session.rollback()
    return numbers
