"""Two servers with folders of their own behind nginx, on one PostgreSQL: one is killed, both are upgraded meanwhile."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from benchmarks.kills.killing import Figures, ask, compare, database_of, prepare
from benchmarks.kills.load import Load
from scripts.proxy import nginx
from tests.browser.server import environment, free_port, stop_with_the_tests, wait_until
from tests.conftest import DEFAULT_POSTGRESQL_URL

ROOT = Path(__file__).resolve().parents[3]
NOT_COPIED = shutil.ignore_patterns(
    ".*", "instance", "tests", "benchmarks", "docs", "__pycache__", "node_modules"
)
LATER = '''"""A table that only later code needs"""
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "9999_later", "%s", None, None
def upgrade():
    op.create_table("later", sa.Column("id", sa.Integer(), primary_key=True))
    op.add_column("return", sa.Column("later", sa.String(20), nullable=True))
def downgrade():
    op.drop_column("return", "later")
    op.drop_table("later")
'''
LONGEST_WAIT_S = 20.0
"""For an acknowledgement, while a loaded test machine starts two servers."""


class Machine:
    """One server with code, folder and processes of its own."""

    def __init__(self, name: str, code: Path, folder: Path, url: str) -> None:
        self.name, self.code, self.folder, self.url = name, code, folder / name, url
        self.port = free_port()
        self.folder.mkdir()
        self.env = {
            **environment(url),
            "RETURKOLL_FOLDER": str(self.folder / "instance"),
            "RETURKOLL_PROXIES": "1",
            "RETURKOLL_WORKERS": "1",
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        options = ["--no-printers", "--no-nights", "--no-webhooks"]
        command = [sys.executable, "-m", "scripts.serving", "--bind", f"127.0.0.1:{self.port}", *options]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=self.code, env=self.env, stdout=log, stderr=log, preexec_fn=stop_with_the_tests
            )
        wait_until(lambda: ask(self.port), self.process.poll, self.folder / "log")

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def upgrade(self, code: Path) -> None:
        """Take new code as `git pull` brings it, and renew with it."""
        shutil.copytree(code, self.code, dirs_exist_ok=True)
        assert self.process is not None
        self.process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + 90
        while "returkoll: renewed" not in self.log() and time.monotonic() < deadline:
            time.sleep(0.1)
        assert "returkoll: renewed" in self.log(), self.log()

    def log(self) -> str:
        return (self.folder / "log").read_text()

    def end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)


@contextlib.contextmanager
def behind_nginx(folder: Path, *ports: int) -> Iterator[str]:
    """The address of a proxy set up as docs/deployment/nginx.conf says, without TLS."""
    port, program = free_port(), nginx()
    assert program is not None
    said = (ROOT / "docs" / "deployment" / "nginx.conf").read_text()
    servers = "\n".join(f"    server 127.0.0.1:{one} max_fails=1 fail_timeout=1s;" for one in ports)
    said = re.sub(r"(    server 10\.\S+ .*\n)+", servers + "\n", said)
    said = re.sub(
        r"^ *(http2|ssl_certificate|ssl_certificate_key|server_name) .*\n", "", said, flags=re.MULTILINE
    )
    said = said.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
    places = "".join(
        f"{kind}_temp_path {folder}/nginx-{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/nginx.log;\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{places}{said}\n}}\n"
    )
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "nginx.log")]
    process = subprocess.Popen(command, preexec_fn=stop_with_the_tests)
    (folder / "nginx.log").touch()
    try:
        wait_until(lambda: ask(port), process.poll, folder / "nginx.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def copied(to: Path) -> Path:
    shutil.copytree(ROOT, to, ignore=NOT_COPIED)
    return to


def with_later_migration(code: Path) -> Path:
    revisions = [path.read_text() for path in (code / "migrations" / "versions").glob("*.py")]
    said = re.compile(r"^(?:down_)?revision = ['\"](\w+)['\"]", re.MULTILINE)
    named = [said.findall(text) for text in revisions]
    (head,) = {one[0] for one in named} - {one[1] for one in named if len(one) > 1}
    (code / "migrations" / "versions" / "9999_later.py").write_text(LATER % head)
    return code


@pytest.mark.slow
def test_nobody_notices_more_than_a_retry(tmp_path: Path, postgresql_server: sa.Engine) -> None:
    if nginx() is None:
        pytest.skip("no nginx: `make setup` unpacks Debian's, or `apt-get install nginx`")
    database, envelopes, to_pack = prepare(tmp_path, count=240)
    later = with_later_migration(copied(tmp_path / "later"))
    server = os.environ.get("RETURKOLL_TEST_POSTGRESQL_URL", DEFAULT_POSTGRESQL_URL)
    with database_of("postgresql", database, tmp_path, server) as url, contextlib.ExitStack() as ended:
        machines = [Machine(name, copied(tmp_path / f"code-{name}"), tmp_path, url) for name in "ab"]
        for machine in machines:
            ended.callback(machine.end)
            machine.start()
        first, second = machines
        with behind_nginx(tmp_path, first.port, second.port) as address:
            load = Load(address, to_pack, envelopes, pause_s=0.5)
            load.start()
            at_work(load)
            first.kill()
            at_work(load)
            first.start()
            first.upgrade(later)
            with psycopg.connect(url) as connection:  # the second one still has the old code
                assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (
                    "9999_later",
                )
            ask(second.port)
            at_work(load)
            second.upgrade(later)
            at_work(load)
            load.stop()
        figures = Figures()
        compare(url, load.done, figures)
        assert load.waits.unexpected == []
        assert (figures.lost, figures.twice, figures.chain) == ([], [], "holds")
        assert load.waits.longest_s < LONGEST_WAIT_S
        assert "unexpected_error" not in first.log() + second.log()


def at_work(load: Load, more: int = 3) -> None:
    """Wait until so much more has been acknowledged of both."""
    packed, received = len(load.done.packed) + more, len(load.done.received) + more
    deadline = time.monotonic() + 60
    while len(load.done.packed) < packed or len(load.done.received) < received:
        assert time.monotonic() < deadline, "expected people to go on"
        assert not load.is_done, f"expected more to do: {load.waits.unexpected}"
        time.sleep(0.1)
