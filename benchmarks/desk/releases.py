"""A release of Returkoll in a folder of its own: its commit, its code, its demo's database, its server."""

import contextlib
import json
import shutil
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from tests.browser.server import ROOT, environment, free_port, stop_with_the_tests, wait_until

LIST_PRODUCTS = """
import json, sys
from pathlib import Path
from registry.verdict import VerdictKind
from tests.browser import demo
found = demo.products(Path(sys.argv[1]), VerdictKind.TO_WAREHOUSE)
print(json.dumps([[p.serial, p.article, p.gtin, p.supplier] for p in found if p.gtin]))
"""
STOPS_WITHIN = 10


class DemoProduct(NamedTuple):
    """A product that a release's demo has registered."""

    serial: str
    article: str
    gtin: str
    supplier: str

    @property
    def key(self) -> tuple[str, str]:
        """What it is called in every release."""
        return self.serial, self.gtin


@dataclass(frozen=True)
class Release:
    """Where a release's code lies, and how it is named in the tables."""

    name: str
    code: Path
    folder: Path
    """For its database and its log."""

    @property
    def database(self) -> Path:
        return self.folder / "returkoll.sqlite"

    def prepare(self) -> None:
        """A database by this release's own migrations, with its own demo in it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for command in (["db", "upgrade"], ["demo"]):
            self._run(["-m", "flask", "--app", "app", *command])

    def fresh(self) -> "Release":
        """The same release with a copy of its database, in which nothing has been packed yet."""
        with contextlib.closing(sqlite3.connect(self.database)) as connection:
            connection.execute(
                "PRAGMA wal_checkpoint(TRUNCATE)"
            )  # it is copied without the file of its changes
        copy = replace(self, folder=self.folder / "copy")
        shutil.rmtree(copy.folder, ignore_errors=True)
        copy.folder.mkdir()
        shutil.copyfile(self.database, copy.database)
        return copy

    def products(self) -> list[DemoProduct]:
        """What the demo's clinic may send to the warehouse, in the register's order."""
        told = self._run(["-c", LIST_PRODUCTS, str(self.database)])
        return [DemoProduct(*each) for each in json.loads(told.splitlines()[-1])]

    def _run(self, arguments: list[str]) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.code,
            env=environment(self.database),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(
                f"expected {arguments[:5]} to succeed in {self.name}, got:\n{done.stderr[-2000:]}"
            )
        return done.stdout

    @contextlib.contextmanager
    def serving(self) -> Iterator[str]:
        """Its address while it is served by its own Gunicorn settings, with one worker."""
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "app:create_app()"]
        log = self.folder / "server.log"
        with log.open("w") as written:
            process = subprocess.Popen(
                command,
                cwd=self.code,
                env=environment(self.database),
                stdout=written,
                stderr=written,
                preexec_fn=stop_with_the_tests,
            )
        try:
            wait_until(lambda: urllib.request.urlopen(f"{url}/healthz", timeout=5).close(), process.poll, log)
            yield url
        finally:
            process.terminate()
            process.wait(STOPS_WITHIN)


@contextlib.contextmanager
def checked_out(commit: str, folder: Path) -> Iterator[Release]:
    """The release of a commit or a tag, its files taken out of the repository into the folder."""
    code = folder / "code"
    git("worktree", "add", "--detach", "--quiet", str(code), commit)
    try:
        yield Release(described(commit), code, folder / "data")
    finally:
        git("worktree", "remove", "--force", str(code))


def this_one(folder: Path) -> Release:
    return Release(described("HEAD"), ROOT, folder / "data")


def described(commit: str) -> str:
    """The commit's short name and day."""
    return git("show", "--no-patch", "--format=%h (%cs)", commit).strip()


def git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"expected git {arguments[0]} to succeed, got: {done.stderr.strip()}")
    return done.stdout
