"""A pair on the packing page: one card and one press, also when they are scanned one after the other; and what is asked
about the one that is missing, with and without contact."""

import contextlib
import hashlib
import io
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser import way
from tests.browser.contact import lose_contact, waiting
from tests.browser.steps import axe_findings
from tests.browser.unsteady import Network

COPIED = "unit_id, order_date, delivery_date, price, state"


@pytest.fixture
def database(demo_database: Path, tmp_path: Path) -> Path:
    """The demo with a pair and its microphone, delivered by one order, and a picture of the right one's article."""
    path = tmp_path / "pair.sqlite"
    shutil.copyfile(demo_database, path)
    jpeg = io.BytesIO()
    Image.new("RGB", (800, 600), (90, 120, 160)).save(jpeg, "JPEG")
    with contextlib.closing(sqlite3.connect(path)) as base, base:
        for serial, article in (
            ("NV7700011", "Fjord 5 R höger"),
            ("NV7700012", "Fjord 5 R vänster"),
            ("NV7700013", "Fjord Clip mikrofon"),
        ):
            base.execute(
                f"""INSERT INTO device (serial_number, serial_key, serial_fold, order_number, article_id, {COPIED})
                SELECT ?, ?, ?, '7700001', (SELECT id FROM article WHERE name = ?), {COPIED}
                FROM device WHERE serial_number = 'NV2400017'""",
                (serial, serial, serial, article),
            )
        base.execute(
            """UPDATE article SET part_numbers = json_array((SELECT number FROM article WHERE name =
            'Fjord Clip mikrofon')) WHERE name LIKE 'Fjord 5 R%'"""
        )
        digest = hashlib.sha256(jpeg.getvalue()).hexdigest()
        base.execute(
            """INSERT INTO article_picture (article_id, jpeg, digest, width, height, actor, at)
            SELECT id, ?, ?, 800, 600, 'Ada', '2026-11-01 08:00:00.000000'
            FROM article WHERE name = 'Fjord 5 R höger'""",
            (jpeg.getvalue(), digest),
        )
    return path


def packed(page: Page) -> list[str]:
    return page.locator("#contents .packed .lines:not(.asked-parts) li small.code").all_inner_texts()


def test_scanned_one_after_the_other_they_are_one_card_and_one_press(tablet: Page) -> None:
    way.start_return(tablet)
    way.type_in(tablet, "NV7700011")
    expect(tablet.locator("#cards article")).to_have_count(1)
    for serial in ("NV7700012", "NV7700013"):
        way.type_in(tablet, serial)
        expect(tablet.locator("#cards article")).to_contain_text(serial)
    card = tablet.locator("#cards article")
    expect(card).to_have_count(1)
    expect(card).to_contain_text("3 produkter som hör ihop")
    picture = card.locator("img.thumb")
    expect(picture).to_have_js_property("naturalWidth", 144)
    assert axe_findings(tablet) == []
    card.get_by_role("button", name="Lägg i alla 3").click()
    expect(tablet.locator("#contents .lines li")).to_have_count(3)
    assert sorted(packed(tablet)) == ["NV7700011", "NV7700012", "NV7700013"]
    tablet.get_by_role("button", name="Ångra 3 produkter").click()
    expect(tablet.locator("#contents .lines li")).to_have_count(0)
    tablet.get_by_role("button", name="Lägg tillbaka").click()
    expect(tablet.locator("#contents .lines li")).to_have_count(3)


def test_the_one_that_is_missing_is_asked_about_and_answered_once(tablet: Page) -> None:
    way.start_return(tablet)
    way.type_in(tablet, "NV7700011")
    card = tablet.locator("#cards article")
    expect(card).to_contain_text("Den vänstra (nr NV7700012)")
    card.get_by_role("button", name="Svara om en i taget").click()
    asked = tablet.locator(".asked-parts li")
    expect(asked).to_have_count(2)
    assert axe_findings(tablet) == []
    asked.filter(has_text="NV7700012").get_by_role("button", name="Ja, jag lägger i den").click()
    expect(asked).to_have_count(1)
    asked.get_by_role("button", name="Nej, bara den här").click()
    expect(asked).to_have_count(0)
    assert sorted(packed(tablet)) == ["NV7700011", "NV7700012"]
    tablet.reload()
    expect(asked).to_have_count(0)


def test_without_contact_the_answer_waits_and_is_sent(
    tablet_in_hand: Callable[[], AbstractContextManager[Page]], network: Network
) -> None:
    with tablet_in_hand() as page:
        way.start_return(page)
        way.type_in(page, "NV7700011")
        page.get_by_role("button", name="Svara om en i taget").click()
        asked = page.locator(".asked-parts li")
        expect(asked).to_have_count(2)
        lose_contact(page, network)
        asked.filter(has_text="NV7700012").get_by_role("button", name="Nej, bara den här").click()
        expect(waiting(page)).to_have_count(1)
        network.down = False
        expect(asked).to_have_count(1, timeout=20_000)
        expect(asked).to_contain_text("NV7700013")


def test_before_the_sealing_it_is_asked(tablet: Page) -> None:
    way.start_return(tablet)
    way.type_in(tablet, "NV7700011")
    tablet.get_by_role("button", name="Svara om en i taget").click()
    way.answer_checklists(tablet)
    asked = tablet.locator(".asked-parts li")
    expect(asked).to_have_count(2)
    for left in (1, 0):
        asked.first.get_by_role("button", name=re.compile("Nej")).click()
        expect(asked).to_have_count(left)
    expect(tablet.locator("input[name=order_number]")).to_be_visible()
