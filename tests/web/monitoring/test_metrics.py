"""/metrics: who may read it, what it counts, and that it sums over processes."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from scripts.serving import metrics_folder
from tests.browser.server import environment, free_port, make_demo_database, running

TOKEN = "a-token-for-prometheus"


def read(client: FlaskClient, **sent: object) -> str:
    answer = client.get("/metrics", **sent)
    assert answer.status_code == 200
    return str(answer.text)


def value(text: str, series: str) -> float:
    found = re.search(rf"^{re.escape(series)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


def with_token(app: APIFlask) -> FlaskClient:
    app.config["METRICS_TOKEN"] = TOKEN
    return app.test_client()


BEARER = {"headers": {"Authorization": f"Bearer {TOKEN}"}}


@pytest.mark.parametrize(
    ("allowed", "proxies", "sent", "status"),
    [
        ("", 0, {}, 403),
        ("10.0.0.0/8", 0, {}, 403),
        ("127.0.0.1", 0, {}, 200),
        ("10.0.0.0/8 127.0.0.0/8", 0, {}, 200),
        # A proxy that nobody told us of: its own address is the machine's, and the whole world comes through it.
        ("127.0.0.1", 0, {"headers": {"X-Forwarded-For": "198.51.100.7"}}, 403),
        ("", 0, {"headers": {"Authorization": "Bearer another"}}, 403),
        ("", 0, BEARER, 200),
    ],
)
def test_only_allowed_addresses_and_the_token_may_read(
    app: APIFlask, allowed: str, proxies: int, sent: dict[str, object], status: int
) -> None:
    app.config.update(METRICS_ADDRESSES=allowed, METRICS_TOKEN=TOKEN, PROXIES=proxies)
    assert app.test_client().get("/metrics", **sent).status_code == status


def test_what_people_do_is_counted(demo_app: APIFlask) -> None:
    client = with_token(demo_app)
    before = read(client, **BEARER)
    client.get("/logga-in")
    client.get("/finns-inte")
    client.post("/logga-in", data={"email": "klinik@returkoll.demo", "password": "returkoll-demo"})
    client.post("/api/v1/scan", data={"text": "7351234567897"})
    after = read(client, **BEARER)
    grown = {
        series: value(after, series) - value(before, series)
        for series in (
            'returkoll_requests_total{blueprint="security",status="2xx"}',
            'returkoll_requests_total{blueprint="api",status="2xx"}',
            'returkoll_looks_total{outcome="read",way="typed"}',
        )
    }
    assert set(grown.values()) == {1.0}, grown
    assert value(after, "returkoll_database_up") == 1
    assert "returkoll_print_jobs_now" in after
    assert "returkoll_imports_now" in after


def test_the_board_asks_for_nothing_that_is_not_counted(demo_app: APIFlask) -> None:
    """docs/grafana.json names metrics; each of them is there."""
    text = read(with_token(demo_app), **BEARER)
    described = set(re.findall(r"^# TYPE (\S+)", text, re.MULTILINE))
    board = (Path(__file__).parents[3] / "docs" / "grafana.json").read_text()
    asked = set(re.findall(r"returkoll_[a-z_]+", board))
    stems = {re.sub(r"_(bucket|sum|count)$", "", name) for name in asked}
    assert stems
    assert stems <= described


@pytest.mark.slow
def test_metrics_sum_over_the_workers_and_outlive_one_that_dies(tmp_path: Path) -> None:
    port = free_port()

    def get(path: str) -> str:
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=BEARER["headers"])
        with urllib.request.urlopen(request, timeout=30) as answer:
            return str(answer.read().decode())

    settings = {
        "RETURKOLL_METRICS_TOKEN": TOKEN,
        "RETURKOLL_FOLDER": str(tmp_path / "instance"),
        "RETURKOLL_WORKERS": "2",
    }
    env = {**environment(make_demo_database(tmp_path / "demo.sqlite")), **settings}
    # Not forked from the tests' own process: prometheus_client has to be imported by this server alone.
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "app:create_app()"]
    with running(command, env, tmp_path / "log", lambda: get("/healthz")):
        (main_process,) = [int(one.name) for one in metrics_folder.home(tmp_path / "instance").iterdir()]
        series = 'returkoll_requests_total{blueprint="security",status="2xx"}'
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(get, ["/logga-in"] * 40))
        assert value(get("/metrics"), series) == 40
        children = subprocess.run(
            ["ps", "--ppid", str(main_process), "-o", "pid="], capture_output=True, text=True
        ).stdout.split()
        for child in children:
            os.kill(int(child), signal.SIGKILL)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                assert value(get("/metrics"), series) == 40
                return
            except OSError:
                time.sleep(0.2)
        raise AssertionError("no new worker answered")
