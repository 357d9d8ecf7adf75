"""`make run HTTPS=1` as it is started: real TLS, the page that leads to trust, and a Chromium that trusts."""

import contextlib
import os
import plistlib
import shutil
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp
from playwright.sync_api import BrowserContext, Error, Playwright, expect

from tests.browser.conftest import CAMERA_FLAGS, FLAGS
from tests.browser.server import environment, free_port, running
from tests.browser.steps import axe_findings, sign_in


@dataclass(frozen=True)
class Secured:
    """The server that `make run HTTPS=1` starts."""

    port: int
    folder: Path

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    @property
    def plain(self) -> str:
        return f"http://127.0.0.1:{self.port + 1}"

    @property
    def authority(self) -> Path:
        return self.folder / "https" / "authority.pem"


@pytest.fixture(scope="module")
def secured(demo_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    folder = tmp_path_factory.mktemp("secured")
    server = Secured(free_port(), folder)
    shutil.copyfile(demo_database, folder / "returkoll.sqlite")
    settings = {
        "RETURKOLL_HOST": "127.0.0.1",
        "RETURKOLL_PORT": str(server.port),
        "RETURKOLL_HTTPS_FOLDER": str(folder / "https"),
    }

    def answers() -> None:
        get(f"{server.plain}/lita-pa/", server)
        get(f"{server.url}/healthz", server)

    command = [sys.executable, "-m", "scripts.start", "--https"]
    with running(command, {**environment(folder / "returkoll.sqlite"), **settings}, folder / "log", answers):
        yield server


def get(url: str, server: Secured) -> bytes:
    """As a client that trusts the authority and nobody else."""
    trusting = ssl.create_default_context(cafile=server.authority)
    with urllib.request.urlopen(url, timeout=10, context=trusting) as answer:
        return answer.read()


def test_a_client_that_trusts_the_authority_is_answered_and_others_are_not(secured: Secured) -> None:
    assert b"ok" in get(f"{secured.url}/healthz", secured)
    with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
        urllib.request.urlopen(f"{secured.url}/healthz", timeout=10)


def test_what_a_tablet_installs_is_the_authority(secured: Secured) -> None:
    der = ssl.PEM_cert_to_DER_cert(secured.authority.read_text())
    assert get(f"{secured.plain}/lita-pa/returkoll.crt", secured) == der
    profile = plistlib.loads(get(f"{secured.plain}/lita-pa/returkoll.mobileconfig", secured))
    (payload,) = profile["PayloadContent"]
    assert payload["PayloadContent"] == der
    assert payload["PayloadType"] == "com.apple.security.root"


def test_plain_http_gives_the_trust_page_alone_and_no_cookie(secured: Secured) -> None:
    with urllib.request.urlopen(f"{secured.plain}/lita-pa/", timeout=10) as answer:
        assert "Set-Cookie" not in answer.headers
    request = urllib.request.Request(f"{secured.plain}/logga-in?next=/x")
    opener = urllib.request.build_opener(NoRedirect)
    with pytest.raises(urllib.error.HTTPError) as led:
        opener.open(request, timeout=10)
    assert led.value.headers["Location"] == f"{secured.url}/logga-in"


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


@contextlib.contextmanager
def chromium_that(
    trusts: Path | None, playwright: Playwright, path: str, folder: Path
) -> Iterator[BrowserContext]:
    """A Chromium whose home has a certificate store of its own, as a device that installed the authority."""
    folder.mkdir()
    store = folder / ".pki" / "nssdb"
    store.mkdir(parents=True)
    certutil("-N", "--empty-password", store=store)
    if trusts:
        certutil("-A", "-n", "Returkoll", "-t", "C,,", "-i", str(trusts), store=store)
    context = playwright.chromium.launch_persistent_context(
        str(folder / "profile"),
        executable_path=path,
        args=[*FLAGS, *CAMERA_FLAGS],
        env={**os.environ, "HOME": str(folder)},
        locale="sv-SE",
    )
    try:
        yield context
    finally:
        context.close()


def certutil(*arguments: str, store: Path) -> None:
    subprocess.run(["certutil", *arguments, "-d", f"sql:{store}"], check=True, capture_output=True)


@pytest.fixture
def has_certutil() -> None:
    if shutil.which("certutil") is None:
        reason = "no certutil on this machine: `make setup` installs Debian's libnss3-tools"
        if os.environ.get("RETURKOLL_REQUIRE_CHROMIUM"):
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.mark.usefixtures("has_certutil")
def test_a_device_that_trusts_the_authority_gets_its_camera(
    secured: Secured, playwright: Playwright, chromium_path: str, tmp_path: Path
) -> None:
    with chromium_that(secured.authority, playwright, chromium_path, tmp_path / "trusts") as context:
        page = context.new_page()
        page.goto(f"{secured.plain}/lita-pa/")
        page.get_by_role("link", name="Öppna Returkoll").first.click()
        page.wait_for_url(f"{secured.url}/logga-in**")
        page.locator("input[name=email]").fill("klinik@returkoll.demo")
        page.locator("input[name=password]").fill("returkoll-demo")
        page.locator("input[name=password]").press("Enter")
        page.get_by_role("button", name="Ny retur").click()
        page.get_by_role("button", name="Starta kameran").first.click()
        expect(page.locator("video")).to_be_visible()
        assert page.evaluate("isSecureContext")
        assert page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        assert all(cookie["secure"] for cookie in context.cookies())


@pytest.mark.usefixtures("has_certutil")
def test_a_device_that_does_not_trust_it_is_warned(
    secured: Secured, playwright: Playwright, chromium_path: str, tmp_path: Path
) -> None:
    with chromium_that(None, playwright, chromium_path, tmp_path / "trusts-not") as context:
        page = context.new_page()
        with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
            page.goto(secured.url)


def test_the_trust_page_is_accessible_and_its_code_leads_to_it(
    secured: Secured, playwright: Playwright, chromium_path: str
) -> None:
    browser = playwright.chromium.launch(executable_path=chromium_path, args=[*FLAGS])
    context = browser.new_context(
        ignore_https_errors=True, locale="sv-SE", base_url=secured.url, reduced_motion="reduce"
    )
    page = context.new_page()
    try:
        page.goto("/lita-pa/")
        drawn = cv2.imdecode(np.frombuffer(page.locator("svg.symbol").screenshot(), np.uint8), 1)
        assert [code.text for code in zxingcpp.read_barcodes(drawn)] == [f"{secured.plain}/lita-pa/"]
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert not axe_findings(page)
        sign_in(page, "clinic")
        page.locator(".menu > button").click()
        page.get_by_role("menuitem", name="Koppla en enhet").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Koppla en platta")
    finally:
        browser.close()
