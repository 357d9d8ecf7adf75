"""A PostgreSQL of the test's own is stopped and started under people who pack and receive: while it is away they are
told so, and when it is back work goes on, with everything that was acknowledged."""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.kills.killing import Figures, compare, database_of, prepare
from benchmarks.kills.load import Load
from tests.browser.server import free_port
from tests.scripts.serving.served_house import CLINIC, House, ask, house

AWAY = "Databasen svarar inte"
AWAY_S = 3.0
TIMES = 3
BACK_WITHIN_S = 20.0


class Postgresql:
    """A cluster in a folder of its own, run by somebody who is not root: the server refuses to be."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self.programs, self.folder, self.port = programs, folder, free_port()
        self.user = next(
            (one.pw_name for one in pwd.getpwall() if one.pw_name in ("postgres", "nobody")), None
        )
        if os.geteuid() != 0:
            self.user = None
        elif self.user:
            shutil.chown(folder, self.user)
        self._run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        with (folder / "data" / "postgresql.conf").open("a") as file:
            file.write(
                f"port = {self.port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '{folder}'\n"
            )

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        self._run("pg_ctl", "-w", "-l", str(self.folder / "log"), "start")

    def stop(self) -> None:
        """As an administrator does who does not wait for those who are connected."""
        self._run("pg_ctl", "-w", "-m", "fast", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), "-D", str(self.folder / "data"), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, user=self.user, cwd=self.folder)


@pytest.fixture
def postgresql() -> Iterator[Postgresql]:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("no initdb in /usr/lib/postgresql: Debian's postgresql has it")
    with tempfile.TemporaryDirectory(prefix="returkoll-postgresql-") as folder:
        made = Postgresql(Path(folder), found[-1].parent)
        made.start()
        try:
            yield made
        finally:
            with contextlib.suppress(subprocess.CalledProcessError):
                made.stop()


@pytest.mark.slow
def test_work_goes_on_when_the_database_is_back(postgresql: Postgresql, tmp_path: Path) -> None:
    database, envelopes, to_pack = prepare(tmp_path, count=240)
    with database_of("postgresql", database, tmp_path, postgresql.url) as url:
        with house(url, tmp_path, RETURKOLL_WORKERS="2") as at:
            load = Load(at.url, to_pack, envelopes, pause_s=0.3)
            load.start()
            longest = max(away_and_back(postgresql, at, load) for _time in range(TIMES))
            load.stop()
            assert at.flask("audit", "verify").returncode == 0
        figures = Figures()
        compare(url, load.done, figures)
        assert load.waits.unexpected == []
        assert (figures.lost, figures.twice, figures.chain) == ([], [], "holds")
        assert longest < BACK_WITHIN_S
        assert "unexpected_error" not in at.log


def away_and_back(postgresql: Postgresql, at: House, load: Load) -> float:
    """Seconds from its start until both packing and receiving are acknowledged again."""
    wait_for_more(load)
    clinic = at.person(CLINIC)
    postgresql.stop()
    stopped = time.monotonic()
    page = clinic.get("/returer/")
    assert (page.status_code, AWAY in page.text) == (503, True)
    assert AWAY in clinic.pack("RK2345678", "PACK000000").json()["message"]
    assert (ask(at.port, "/readyz"), ask(at.port, "/healthz")) == (503, 200)
    assert "→ See that the server runs and that RETURKOLL_DATABASE_URL is right." in at.doctor()
    time.sleep(max(0, stopped + AWAY_S - time.monotonic()))
    postgresql.start()
    began = time.monotonic()
    wait_for_more(load)
    return time.monotonic() - began


def wait_for_more(load: Load) -> None:
    packed, received = len(load.done.packed), len(load.done.received)
    deadline = time.monotonic() + 60
    while len(load.done.packed) <= packed or len(load.done.received) <= received:
        assert time.monotonic() < deadline, "expected people to go on"
        assert not load.is_done, f"expected more to do: {load.waits.unexpected}"
        time.sleep(0.05)
