"""A real server and a real Chromium for each test that asks for them.

Settings for the browser tests:
RETURKOLL_CHROMIUM            the browser to drive, when it is not on the PATH as `chromium`
RETURKOLL_REQUIRE_CHROMIUM=1  fail instead of skip where there is none (CI)
"""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, expect, sync_playwright

from scripts.system import chromium
from tests.browser import demo
from tests.browser.server import Server, make_demo_database, serving
from tests.browser.unsteady import Network, network_to

# Debian's Chromium without a sandbox (root in CI), a GPU, or calls home.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
CAMERA_FLAGS = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
WAITS = 20_000  # milliseconds for one step; two cores may be busy with the other tests


@dataclass(frozen=True)
class Screen:
    """The size of a device, in CSS pixels."""

    name: str
    width: int
    height: int


TABLET = Screen("tablet", 1180, 820)
PHONE = Screen("phone", 390, 844)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.flaky(reruns=1))  # docs/decisions/0033


@pytest.fixture(scope="session")
def chromium_path() -> str:
    path = chromium()
    if path is None:
        reason = "no Chromium on this machine: `make setup` installs Debian's"
        if os.environ.get("RETURKOLL_REQUIRE_CHROMIUM"):
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@pytest.fixture(scope="session")
def playwright(chromium_path: str) -> Iterator[Playwright]:
    expect.set_options(timeout=WAITS)
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def demo_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_demo_database(tmp_path_factory.mktemp("demo") / "demo.sqlite")


@pytest.fixture
def database(demo_database: Path) -> Path:
    """What the server starts with; a test that needs more in it makes its own."""
    return demo_database


@pytest.fixture
def sealed_envelopes(demo_database: Path, tmp_path: Path) -> tuple[Path, list[demo.Envelope]]:
    """A database with four envelopes on their way to the warehouse, and what is in them."""
    return demo.with_envelopes(demo_database, tmp_path, 4)


@pytest.fixture
def envelopes(sealed_envelopes: tuple[Path, list[demo.Envelope]]) -> list[demo.Envelope]:
    """What a test receives whose `database` is that of `sealed_envelopes`."""
    return sealed_envelopes[1]


@pytest.fixture
def server(database: Path, tmp_path: Path) -> Iterator[Server]:
    """This test's own server, on a copy of `database`."""
    with serving(database, tmp_path) as started:
        yield started


@pytest.fixture
def launch(playwright: Playwright, chromium_path: str) -> Iterator[Callable[..., Browser]]:
    """`launch(film)` starts a Chromium that sees the film in its camera; `launch()` one without a camera."""
    started: list[Browser] = []

    def start(film: Path | None = None) -> Browser:
        camera = (*CAMERA_FLAGS, f"--use-file-for-fake-video-capture={film}") if film else ()
        browser = playwright.chromium.launch(executable_path=chromium_path, args=[*FLAGS, *camera])
        started.append(browser)
        return browser

    yield start
    for browser in started:
        browser.close()


@pytest.fixture
def open_page(server: Server, launch: Callable[..., Browser]) -> Iterator[Callable[..., Page]]:
    """`open_page(TABLET, film=…, theme="dark")` is an empty page on a device of that size, signed out.

    A script that fails on any of the pages fails the test.
    """
    failures: list[Error] = []

    def open_(
        screen: Screen, *, film: Path | None = None, theme: str = "light", locale: str = "sv-SE"
    ) -> Page:
        context = new_context(launch(film), server, screen, theme, camera=film is not None, locale=locale)
        page = context.new_page()
        page.set_default_timeout(WAITS)
        page.on("pageerror", lambda error: failures.append(error))
        return page

    yield open_
    assert not failures, f"scripts failed: {'; '.join(failure.message for failure in failures)}"


def new_context(
    browser: Browser, server: Server, screen: Screen, theme: str, camera: bool, locale: str = "sv-SE"
) -> BrowserContext:
    return browser.new_context(
        base_url=server.url,
        viewport={"width": screen.width, "height": screen.height},
        has_touch=True,
        locale=locale,
        timezone_id="Europe/Stockholm",
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
        permissions=["camera"] if camera else [],
    )


@pytest.fixture
def tablet(open_page: Callable[..., Page]) -> Page:
    return open_page(TABLET)


@pytest.fixture
def phone(open_page: Callable[..., Page]) -> Page:
    return open_page(PHONE)


@pytest.fixture
def network(server: Server) -> Iterator[Network]:
    with network_to(server) as started:
        yield started


@pytest.fixture
def tablet_in_hand(
    playwright: Playwright, chromium_path: str, tmp_path: Path, network: Network
) -> Callable[[], AbstractContextManager[Page]]:
    """`with tablet_in_hand() as page:` a browser with a profile that stays when it is closed."""

    @contextmanager
    def start() -> Iterator[Page]:
        context = playwright.chromium.launch_persistent_context(
            str(tmp_path / "profile"),
            executable_path=chromium_path,
            args=list(FLAGS),
            base_url=network.url,
            viewport={"width": TABLET.width, "height": TABLET.height},
            locale="sv-SE",
        )
        failures: list[str] = []
        page = context.pages[0]
        page.on("pageerror", lambda error: failures.append(error.message))
        yield page
        context.close()
        assert not failures

    return start
