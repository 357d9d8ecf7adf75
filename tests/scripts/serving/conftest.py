"""A database with the demo and a register to pack from, made once for each worker of the suite."""

import shutil
from pathlib import Path

import pytest

from benchmarks.kills.killing import prepare

PACKABLE = 240
"""Registered products PACK000000 and on, which may go to the warehouse."""


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[object], list[str]]:
    """The file, envelopes on their way to the warehouse, and the serials."""
    database, envelopes, to_pack = prepare(tmp_path_factory.mktemp("prepared"), count=PACKABLE)
    return database, list(envelopes), to_pack


@pytest.fixture
def database(prepared: tuple[Path, list[object], list[str]], tmp_path: Path) -> Path:
    """A copy for one test, in a folder of its own."""
    (tmp_path / "disk").mkdir()
    return Path(shutil.copyfile(prepared[0], tmp_path / "disk" / "returkoll.sqlite"))
