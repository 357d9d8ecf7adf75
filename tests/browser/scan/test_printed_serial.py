"""A device that carries nothing but print: its photo offers the number, and taking it looks it up."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from registry.verdict import VerdictKind
from tests.browser import demo, film, way
from tests.browser.conftest import PHONE, TABLET, Screen
from tests.browser.steps import axe_findings
from tests.scanner.device import photo_of

UPRIGHT = Screen("upright tablet", 820, 1180)


@pytest.mark.parametrize(("screen", "theme"), [(TABLET, "light"), (PHONE, "dark")])
def test_a_photographed_device_is_packed_by_its_printed_serial(
    open_page: Callable[..., Page], demo_database: Path, screen: Screen, theme: str
) -> None:
    serial = demo.products(demo_database, VerdictKind.TO_WAREHOUSE)[0].serial
    page = open_page(screen, theme=theme)
    way.start_return(page)
    way.photograph(page, film.as_jpeg(photo_of("Modell 77120", "88776655", f"S/N {serial}")))
    offered = page.get_by_role("button", name=serial)
    expect(offered).to_contain_text("finns i registret")
    expect(page.locator("#printed button")).to_have_count(2)
    expect(page.locator(".verdict")).to_have_count(0)
    assert axe_findings(page) == []
    look(page, f"printed-{screen.name}-{theme}")
    offered.click()
    expect(page.locator(".verdict")).to_contain_text(serial)
    expect(page.locator("#printed button")).to_have_count(0)


def test_the_text_of_a_photo_with_a_code_is_read_when_asked(
    open_page: Callable[..., Page], demo_database: Path
) -> None:
    serial = demo.products(demo_database, VerdictKind.TO_WAREHOUSE)[0].serial
    page = open_page(UPRIGHT)
    way.start_return(page)
    picture = photo_of("Modell", f"SN {serial}", turn=0)
    way.photograph(page, film.as_jpeg(picture))
    expect(page.locator("#printed button")).to_have_count(1)
    page.get_by_role("button", name="Läs texten").click()
    expect(page.locator("[data-scan=sentence]")).to_contain_text("nummer står i bilden")
    look(page, "printed-asked")


def look(page: Page, name: str) -> None:
    """RETURKOLL_LOOK names a folder for pictures of the page, for those who want to see it."""
    if folder := os.environ.get("RETURKOLL_LOOK"):
        page.screenshot(path=Path(folder) / f"{name}.png")
