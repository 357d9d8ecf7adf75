"""Signing in by the region's service, the whole way in a browser: there, back, and out of both."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import TABLET
from tests.browser.server import Server, serving
from tests.web.account.sign_in_service import LOW, RegionService, region_service


@pytest.fixture
def service() -> Iterator[RegionService]:
    with region_service() as started:
        yield started


@pytest.fixture
def server(service: RegionService, demo_database: Path, tmp_path: Path) -> Iterator[Server]:
    """Returkoll with that service set, where Klara has her HSA-id."""
    database = tmp_path / "with-hsa-id.sqlite"
    shutil.copyfile(demo_database, database)
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(
            "UPDATE user SET region_id = ? WHERE email = 'klinik@returkoll.demo'",
            [service.says["employeeHsaId"]],
        )
    settings = {f"RETURKOLL_{name}": value for name, value in service.settings().items()}
    with serving(database, tmp_path, **settings) as started:
        yield started


def test_in_by_the_regions_service_and_out_of_both(
    service: RegionService, open_page: Callable[..., Page]
) -> None:
    page = open_page(TABLET)
    page.goto("/logga-in?next=/returer/etiketter")
    page.get_by_label("Surfplattan delas").check()
    service.lies = {"acr": LOW}
    page.get_by_role("link", name="Logga in med SITHS").click()
    page.get_by_role("button", name="Legitimera").click()
    expect(page.get_by_text("inte är säkert nog")).to_be_visible()
    service.lies = {}
    page.goto("/logga-in?next=/returer/etiketter")
    page.get_by_label("Surfplattan delas").check()
    page.get_by_role("link", name="Logga in med SITHS").click()
    assert service.asked[-1]["prompt"] == "login"  # what was ticked came along
    page.get_by_role("button", name="Legitimera").click()
    page.wait_for_url("**/returer/etiketter")
    expect(page.get_by_role("link", name="Byt", exact=True)).to_be_visible()  # a shared tablet

    page.locator(".menu > button").last.click()
    page.get_by_role("menuitem", name="Logga ut").click()
    expect(page.get_by_role("heading", name="Du är utloggad")).to_be_visible()
    page.get_by_role("link", name="Logga ut där också").click()
    expect(page.get_by_text("signed out")).to_be_visible()
