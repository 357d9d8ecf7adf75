"""`flask doctor` names what is wrong, says what to do, and ends with 1."""

import datetime
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from werkzeug.serving import make_server

from database import db, forget_and_write, utcnow
from operations.audit import Audited, AuditKind, record
from operations.doctor.cli import findings
from operations.doctor.database_and_nights import nights
from operations.doctor.machine import clock
from operations.doctor.outside import mail, public_address
from operations.doctor.printers_answer import network_printers_answer
from operations.doctor.region_sign_in import region_sign_in
from operations.night import LastRun
from operations.settings import WrongSettings
from printing import Printer
from tests.conftest import build_app
from tests.web.account.sign_in_service import RegionService, region_service


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Something that accepts and never says a word: a printer or a mail server that hangs."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def told_wrong(found: Iterator[object]) -> str:
    return "\n".join(str(one) for one in found if one.is_wrong)  # type: ignore[attr-defined]


def test_it_ends_with_1_and_says_what_to_do(app: APIFlask) -> None:
    app.config["PUBLIC_URL"] = ""
    done = app.test_cli_runner().invoke(args=["doctor"])
    assert done.exit_code == 1
    assert "WRONG backup: there has been none" in done.output
    assert "→ Let a timer run `flask nightly`" in done.output
    assert "RETURKOLL_PUBLIC_URL is not set" in done.output
    assert "ok    audit log" in done.output


def test_all_well_ends_with_0(app: APIFlask, monkeypatch: pytest.MonkeyPatch) -> None:
    with forget_and_write():
        LastRun.note("backup", well=True, told="a.sqlite, 3 rows", took_s=1.0, now=utcnow())
    served = make_server("127.0.0.1", 0, app, threaded=True)
    app.config["PUBLIC_URL"] = f"http://127.0.0.1:{served.server_port}"
    thread = threading.Thread(target=served.serve_forever)
    thread.start()
    try:
        wrong = [str(one) for one in findings() if one.is_wrong and one.subject not in ("disk", "clock")]
    finally:
        served.shutdown()
        thread.join()
        served.server_close()
    assert wrong == []


def test_a_proxy_that_nobody_was_told_of_is_named(app: APIFlask) -> None:
    """The server is asked through a proxy that adds its header; RETURKOLL_PROXIES is 0."""

    def behind_a_proxy(environ: dict[str, object], start: object) -> object:
        environ["HTTP_X_FORWARDED_FOR"] = "198.51.100.7"
        return app(environ, start)

    served = make_server("127.0.0.1", 0, behind_a_proxy, threaded=True)
    app.config["PUBLIC_URL"] = f"http://127.0.0.1:{served.server_port}"
    thread = threading.Thread(target=served.serve_forever)
    thread.start()
    try:
        told = told_wrong(public_address())
    finally:
        served.shutdown()
        thread.join()
        served.server_close()
    assert "RETURKOLL_PROXIES=1" in told


def test_a_public_address_that_is_away_is_named(app: APIFlask, closed_port: int) -> None:
    app.config["PUBLIC_URL"] = f"http://127.0.0.1:{closed_port}"
    assert "does not answer" in told_wrong(public_address())


def test_a_printer_that_is_away_is_named(app: APIFlask, closed_port: int) -> None:
    with forget_and_write():
        Printer.add(
            actor="a", now=utcnow(), name="Bänk 1", paper="102x152", address=f"zpl://127.0.0.1:{closed_port}"
        )
    told = told_wrong(network_printers_answer())
    assert "printer Bänk 1" in told
    assert "Check that it is on" in told


@pytest.mark.slow
def test_a_printer_that_takes_a_connection_and_says_nothing_is_named(app: APIFlask, silent_port: int) -> None:
    with forget_and_write():
        for name, scheme in (("Bänk 1", "zpl"), ("Kontoret", "ipp")):
            address = f"{scheme}://127.0.0.1:{silent_port}"
            Printer.add(actor="a", now=utcnow(), name=name, paper="102x152", address=address)
    told = told_wrong(network_printers_answer())
    assert "printer Bänk 1: The printer 127.0.0.1 does not say how it is" in told
    assert f"printer Kontoret: The printer ipp://127.0.0.1:{silent_port} does not answer" in told


def test_a_region_whose_own_tools_make_backups_is_not_asked_for_another(app: APIFlask) -> None:
    app.config["BACKUP_FOLDER"] = "none"
    assert told_wrong(nights()) == ""


@pytest.fixture
def service(app: APIFlask) -> Iterator[RegionService]:
    with region_service() as running:
        app.config.update(running.settings())
        yield running


def test_a_sign_in_service_that_answers_is_well(service: RegionService) -> None:
    assert [str(found) for found in region_sign_in()] == ["ok    region's sign-in: 127.0.0.1 answers"]


def test_a_sign_in_service_that_is_another_one_is_named(service: RegionService) -> None:
    service.changes_to_what_it_says_of_itself = {"issuer": "https://other.test"}
    told = told_wrong(region_sign_in())
    assert "calls itself https://other.test" in told
    assert "RETURKOLL_OIDC_ISSUER" in told


def test_a_clock_that_is_not_the_sign_in_services_is_named(
    service: RegionService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "operations.doctor.region_sign_in.utcnow", lambda: utcnow() + datetime.timedelta(minutes=3)
    )
    assert re.search(r"its clock is 1(79|80|81) s from ours", told_wrong(region_sign_in()))


@pytest.mark.slow
def test_a_sign_in_service_that_hangs_or_is_away_is_named(
    app: APIFlask, service: RegionService, silent_port: int, closed_port: int
) -> None:
    for port, what in ((silent_port, "did not answer within 5 s"), (closed_port, "does not answer as")):
        app.config.update(service.settings(OIDC_ISSUER=f"http://127.0.0.1:{port}"))
        assert what in told_wrong(region_sign_in())


def test_a_sign_in_service_whose_certificate_nobody_knows_is_named(
    app: APIFlask, service: RegionService
) -> None:
    secured = make_server("127.0.0.1", 0, app, threaded=True, ssl_context="adhoc")
    threading.Thread(target=secured.serve_forever, daemon=True).start()
    try:
        app.config.update(service.settings(OIDC_ISSUER=f"https://127.0.0.1:{secured.server_port}"))
        assert "shows a certificate that does not hold" in told_wrong(region_sign_in())
    finally:
        secured.shutdown()
        secured.server_close()


@pytest.mark.slow
def test_a_mail_server_that_hangs_is_named(app: APIFlask, silent_port: int) -> None:
    app.config.update(MAIL_SERVER=f"smtp+plain://127.0.0.1:{silent_port}", MAIL_FROM="a@b.test")
    told = told_wrong(mail())
    assert "does not take mail" in told
    assert "RETURKOLL_MAIL_SERVER" in told


def test_a_clock_that_jumped_back_is_named(app: APIFlask) -> None:
    with forget_and_write():
        later = utcnow() + datetime.timedelta(hours=5)
        record(db.session, Audited(AuditKind.PACKED, "a@b.test", "POST /x"), later)
    assert "Set the clock right" in told_wrong(clock())


def test_a_database_that_may_only_be_read_is_named_and_the_rest_is_still_looked_at(own_app: APIFlask) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("the way to make it read-only differs; /readyz has both")
    db.session.remove()
    sa.event.listen(db.engine, "connect", lambda one, _record: one.execute("PRAGMA query_only = ON"))
    db.engine.dispose()
    told = "\n".join(map(str, findings()))
    assert "WRONG database: it does not take what is written (attempt to write a readonly database)" in told
    assert "ok    migrations" in told


def test_every_wrong_setting_is_told_at_once() -> None:
    with pytest.raises(WrongSettings) as told:
        build_app(
            "sqlite://",
            DRAFT_DAYS=0,
            PUBLIC_URL="returkoll.example",
            METRICS_ADDRESSES="10.0.0.0/99",
            PHOTO_STORE="ftp://x",
            ORDER_NUMBER_PATTERN="(",
            HTTPS="False",
        )
    names = ("HTTPS", "DRAFT_DAYS", "PUBLIC_URL", "METRICS_ADDRESSES", "PHOTO_STORE", "ORDER_NUMBER_PATTERN")
    assert all(f"RETURKOLL_{name}" in str(told.value) for name in names)


def test_a_mistyped_setting_is_named(app: APIFlask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETURKOLL_DATABSE_URL", "x")
    assert "RETURKOLL_DATABSE_URL is not known" in "\n".join(map(str, findings()))


def test_a_disk_that_is_nearly_full_is_named(
    app: APIFlask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As much as the file system here has is taken for too little."""
    monkeypatch.setattr("operations.doctor.machine.LEAST_SHARE", 1.0)
    assert "Make room" in "\n".join(map(str, findings()))
