"""Workers and main processes are killed while people pack and receive: what was acknowledged is there, and once.

RETURKOLL_TEST_KILLS=50/20 kills as many workers and main processes as `python -m benchmarks kills` does.
"""

import os
from pathlib import Path

import pytest

from benchmarks.kills import BACK_WITHIN_S
from benchmarks.kills.killing import Plan, run_on
from tests.conftest import DEFAULT_POSTGRESQL_URL, KINDS

WORKERS, MASTERS = map(int, (os.environ.get("RETURKOLL_TEST_KILLS") or "3/2").split("/"))


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_what_was_acknowledged_is_there_once(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if kind == "postgresql":
        request.getfixturevalue("postgresql_server")
    postgresql = os.environ.get("RETURKOLL_TEST_POSTGRESQL_URL", DEFAULT_POSTGRESQL_URL)
    plan = Plan(WORKERS, MASTERS, away=1 if kind == "postgresql" else 0)
    figures = run_on(kind, tmp_path, plan, postgresql)
    assert figures.packed > 5
    assert figures.received > 5
    assert figures.unexpected == []
    assert figures.lost == []
    assert figures.twice == []
    assert figures.chain == "holds"
    assert figures.back_s < BACK_WITHIN_S
