"""A server to which faults happen: as `make run` starts it, in a process of its own, with a disk or a clock of its own
where a test wants that."""

import contextlib
import http.client
import os
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import requests
import sqlalchemy as sa

from tests.browser.server import ROOT, environment, free_port, running

CLINIC, WAREHOUSE, ADMIN = "klinik@returkoll.demo", "lager@returkoll.demo", "admin@returkoll.demo"
PASSWORD = "returkoll-demo"
ANSWERS_WITHIN_S = 30
FLASK = (sys.executable, "-m", "flask", "--app", "app")
TELL_PID = (
    "import os, sys; open(sys.argv[1], 'w').write(str(os.getpid())); os.execv(sys.argv[2], sys.argv[2:])"
)


@dataclass
class House:
    """Where it answers, what it is set to, and its processes."""

    port: int
    folder: Path
    env: Mapping[str, str]
    pid: int = 0
    """The supervisor's."""
    inside: tuple[str, ...] = ()
    """What a command begins with that is to see the disks that the server sees."""
    log_path: Path | None = None
    """Where it is on a disk of the server's own."""
    people: dict[str, "Person"] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self.log_path or self.folder / "server.log").read_text(errors="replace")

    def person(self, email: str) -> "Person":
        """Signed in, the first time that they are asked for."""
        if email not in self.people:
            self.people[email] = Person(self.url, email)
        return self.people[email]

    def try_to_sign_in(self, email: str, password: str) -> int:
        """In another browser, which nobody has signed in to before: the status of the answer."""
        page = requests.get(f"{self.url}/logga-in", timeout=ANSWERS_WITHIN_S)
        token = re.search(r'csrf-token" content="([^"]+)"', page.text)
        assert token
        answer = requests.post(
            f"{self.url}/logga-in",
            data={"email": email, "password": password, "csrf_token": token[1]},
            cookies=page.cookies,
            timeout=ANSWERS_WITHIN_S,
            allow_redirects=False,
        )
        return answer.status_code

    def flask(self, *command: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [*self.inside, *FLASK, *command],
            cwd=ROOT,
            env=dict(self.env),
            capture_output=True,
            text=True,
            timeout=120,
        )

    def doctor(self) -> str:
        """What it says is wrong, each with what to do."""
        said = self.flask("doctor")
        assert said.returncode == 1, f"expected something to be wrong:\n{said.stdout}\n{said.stderr}"
        return "\n".join(re.findall(r"^WRONG .*\n +→ .*", said.stdout, re.MULTILINE))


class Person:
    """Somebody who has signed in, whose requests are sent once and never again by themselves."""

    def __init__(self, url: str, email: str) -> None:
        self.url, self.session = url, requests.Session()
        self.session.headers["Accept-Language"] = "sv"
        answer = self.post("/logga-in", email=email, password=PASSWORD)
        assert answer.status_code == 302, f"expected {email} to be signed in, got {answer.status_code}"
        del self.token
        assert self.token, "the one of the session that has begun"

    def get(self, path: str, **more: Any) -> requests.Response:
        return self.session.get(self.url + path, timeout=ANSWERS_WITHIN_S, allow_redirects=False, **more)

    def post(
        self, path: str, *, key: str = "", files: Any = None, accept: str = "text/html", **form: str
    ) -> requests.Response:
        return self.session.post(
            self.url + path,
            data={**form, "csrf_token": self.token, "idempotency_key": key or str(uuid.uuid4())},
            files=files,
            headers={"Accept": accept},
            timeout=ANSWERS_WITHIN_S,
            allow_redirects=False,
        )

    @cached_property
    def token(self) -> str:
        for path in ("/hjalp/", "/logga-in"):
            found = re.search(r'csrf-token" content="([^"]+)"', self.session.get(self.url + path).text)
            if found:
                return found[1]
        raise AssertionError("expected a page with a token")

    def open_return(self) -> str:
        """A new return's number."""
        answer = self.post("/returer/")
        found = re.search(r"/returer/(RK\w+)", answer.headers.get("Location", ""))
        assert found, f"expected a new return, got {answer.status_code}"
        return found[1]

    def pack(self, number: str, serial: str, key: str = "") -> requests.Response:
        return self.post(f"/returer/{number}/rader", key=key, accept="application/json", text=serial)


@contextlib.contextmanager
def house(
    database: Path | str,
    folder: Path,
    *,
    disk: "SmallDisk | ReadOnlyDisk | None" = None,
    program: tuple[str, ...] = ("-m", "scripts.serving", "--no-printers", "--no-nights", "--no-webhooks"),
    **settings: str,
) -> Iterator[House]:
    """Serve the database, a file of SQLite or one by its URL."""
    port, told = free_port(), folder / "supervisor.pid"
    env = {
        **environment(database),
        "RETURKOLL_FOLDER": str(folder / "instance"),
        "RETURKOLL_PUBLIC_URL": f"http://127.0.0.1:{port}",
        **settings,
    }
    command = [
        sys.executable,
        "-c",
        TELL_PID,
        str(told),
        sys.executable,
        *program,
        "--bind",
        f"127.0.0.1:{port}",
    ]
    if disk is not None:
        command = disk.mounted_for(command)
    made = House(port, folder, env)
    with running(command, env, folder / "server.log", lambda: ask(port)):
        made.pid = int(told.read_text())
        if disk is not None:
            made.inside = inside_of(made.pid)
        if isinstance(disk, SmallDisk):
            made.log_path = disk.seen_from_here(made.pid) / "server.log"
        yield made


def ask(port: int, path: str = "/healthz") -> int:
    """The status of the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWERS_WITHIN_S)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except http.client.HTTPException as error:
        raise OSError(str(error)) from error
    finally:
        connection.close()


@dataclass(frozen=True)
class SmallDisk:
    """A file system in memory that only one server's processes have, and that goes when they end."""

    place: Path
    megabytes: int = 24

    def mounted_for(self, command: list[str]) -> list[str]:
        """The command, in a mount namespace of its own in which the disk lies over `place`, with what was there."""
        script = (
            'set -e; mkdir "$1.was"; cp -a "$1/." "$1.was/"; '
            'mount -t tmpfs -o "size=$2m,mode=700" tmpfs "$1"; cp -a "$1.was/." "$1/"; rm -r "$1.was"; '
            'log="$1/server.log"; shift 2; exec "$@" >"$log" 2>&1'
        )
        return [*own_namespace(), "sh", "-c", script, "sh", str(self.place), str(self.megabytes), *command]

    def seen_from_here(self, pid: int) -> Path:
        return Path(f"/proc/{pid}/root{self.place}")

    def fill(self, pid: int, *, leaving: int = 0) -> "Filling":
        """`leaving` so many bytes of room."""
        return Filling(self.seen_from_here(pid) / "filling", leaving)


@dataclass(frozen=True)
class ReadOnlyDisk:
    """What lies at `place`, and may only be read by one server's processes."""

    place: Path

    def mounted_for(self, command: list[str]) -> list[str]:
        script = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"'
        return [*own_namespace(), "sh", "-c", script, "sh", str(self.place), *command]


def own_namespace() -> list[str]:
    return ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--mount"]


def inside_of(pid: int) -> tuple[str, ...]:
    """What a command begins with that is to see the process's disks."""
    user = () if os.geteuid() == 0 else ("--user", "--preserve-credentials")
    return ("nsenter", "--target", str(pid), "--mount", f"--wd={ROOT}", *user)


def can_mount() -> bool:
    tried = subprocess.run(
        [*own_namespace(), "sh", "-c", "mount -t tmpfs tmpfs /mnt"], capture_output=True, check=False
    )
    return tried.returncode == 0


class Filling:
    """What takes all the room that a disk has left, until the block ends."""

    def __init__(self, path: Path, leaving: int) -> None:
        self.path, self.leaving = path, leaving

    def __enter__(self) -> "Filling":
        with self.path.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(bytes(65536))
        with self.path.open("ab", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(bytes(1))
        os.truncate(self.path, self.path.stat().st_size - self.leaving)
        return self

    def __exit__(self, *_: object) -> None:
        self.path.unlink(missing_ok=True)


def scalar(url: str, query: str, **values: object) -> Any:
    """What one SQL query says of the database itself."""
    engine = sa.create_engine(
        sa.make_url(url).set(drivername="postgresql+psycopg") if url.startswith("postgresql") else url
    )
    try:
        with engine.connect() as connection:
            return connection.execute(sa.text(query), values).scalar()
    finally:
        engine.dispose()
