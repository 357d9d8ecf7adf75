"""Without contact the rest of the packing goes on too: answers, taking out, photos of damage, a new return."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from registry.verdict import VerdictKind
from tests.browser import demo, film, way
from tests.browser.contact import lose_contact, type_quickly, waiting
from tests.browser.steps import axe_findings, sign_in
from tests.browser.unsteady import Network


def asked(tmp_path: Path, question: str) -> list[tuple[Any, ...]]:
    """Of the server's own database."""
    with sqlite3.connect(tmp_path / "returkoll.sqlite") as connection:
        return connection.execute(question).fetchall()


def packed(page: Page, database: Path, count: int) -> list[str]:
    """That many products in a new return; their serials."""
    serials = [product.serial for product in demo.products(database, VerdictKind.TO_WAREHOUSE)[:count]]
    way.start_return(page)
    for serial in serials:
        way.type_in(page, serial)
        way.pack(page, serial)
    return serials


def answer(page: Page, *, no: str = "") -> None:
    """Yes to everything; with `no` the first question is answered with no and that note."""
    for yes in page.locator("label.choice.yes").all():
        yes.click()
    if no:
        page.locator("label.choice.no").first.click()
        page.get_by_label("Vad saknas?").first.fill(no)
    page.get_by_role("button", name="Nästa").click()


def test_checklists_are_answered_without_contact_and_arrive_once_each(
    tablet_in_hand: Callable, network: Network, demo_database: Path, tmp_path: Path
) -> None:
    with tablet_in_hand() as page:
        serials = packed(page, demo_database, 3)
        number = way.return_number_in(page)
        ids = [line for (line,) in asked(tmp_path, "SELECT id FROM line ORDER BY id")]
        with page.expect_response(f"**/rader/{ids[-1]}/kontroll") as last:  # they come one after another
            page.goto(f"/returer/{number}/rader/{ids[0]}/kontroll")
        last.value.finished()
        lose_contact(page, network)
        answer(page)
        page.wait_for_url(f"**/rader/{ids[1]}/kontroll")
        expect(page.locator("main").get_by_text(serials[1])).to_be_visible()
        expect(page.locator(".queue-note")).to_contain_text("Väntar på den här enheten: 1")
        answer(page, no="Locket")
        page.wait_for_url(f"**/rader/{ids[2]}/kontroll")
        answer(page)
        expect(page.get_by_role("heading", name="Packa utan kontakt")).to_be_visible()
        expect(waiting(page)).to_have_count(3)
        for row, serial in zip(waiting(page).all(), serials, strict=True):
            expect(row).to_contain_text(f"Svar för {serial}")

    with tablet_in_hand() as page:  # started again; the session ended with the browser
        network.down = False
        page.route("**/ko", lambda route: route.abort())
        sign_in(page, "clinic")
        page.goto(f"/returer/{number}/")
        expect(waiting(page)).to_have_count(3)
        network.fails_before, network.fails_after = 0.3, 0.3
        page.unroute("**/ko")
        expect(waiting(page)).to_have_count(0, timeout=60_000)
        network.fails_before = network.fails_after = 0.0
        expect(page.locator("#contents").get_by_text("Kontrollerad")).to_have_count(2)
        expect(page.locator("#contents li").filter(has_text=serials[1])).to_contain_text("Åtgärda")
    answered = asked(tmp_path, "SELECT count(*) FROM event WHERE what = 'checklist answered'")
    assert answered == [(3,)]
    assert asked(tmp_path, "SELECT note FROM checklist_answer WHERE answer = 'no'") == [("Locket",)]


def test_many_products_are_answered_at_once_without_contact(
    tablet_in_hand: Callable, network: Network, demo_database: Path, tmp_path: Path
) -> None:
    with tablet_in_hand() as page:
        with sqlite3.connect(tmp_path / "returkoll.sqlite") as connection:
            connection.execute(
                "UPDATE article SET rechargeable = 1, category = 'bte_aid', skipped_steps = '[]'"
            )
        packed(page, demo_database, 3)
        ids = [line for (line,) in asked(tmp_path, "SELECT id FROM line ORDER BY id")]
        with page.expect_response("**/hela-hogen/charging") as last:
            page.get_by_role("link", name="Klar med packningen").click()
        last.value.finished()
        lose_contact(page, network)
        page.get_by_role("button", name="Allt stämmer för alla 3").click()
        page.wait_for_url("**/hela-hogen/charging")
        expect(page.locator(".queue-note")).to_contain_text("Väntar på den här enheten: 1")
        page.locator(".tick input").first.uncheck()
        page.get_by_role("button", name="Ja, för de ikryssade").click()
        expect(page.get_by_role("heading", name="Packa utan kontakt")).to_be_visible()
        expect(waiting(page)).to_have_count(2)
        expect(waiting(page).last).to_contain_text("Går de att ladda?")
        network.down = False
        expect(waiting(page)).to_have_count(0)
    assert asked(tmp_path, "SELECT DISTINCT line_id FROM checklist_answer ORDER BY line_id") == [
        (line,) for line in ids
    ]
    charged = "SELECT line_id FROM checklist_answer WHERE code = 'charging' ORDER BY line_id"
    assert asked(tmp_path, charged) == [(line,) for line in ids[1:]], "what was not ticked has no answer"
    assert asked(tmp_path, "SELECT count(*) FROM event WHERE what = 'checklist answered'") == [(5,)]


def test_taking_out_waits_visibly_and_can_be_thought_better_of(
    tablet_in_hand: Callable, network: Network, demo_database: Path, tmp_path: Path
) -> None:
    with tablet_in_hand() as page:
        serials = packed(page, demo_database, 3)
        lose_contact(page, network)
        rows = [page.locator("#contents li").filter(has_text=serial) for serial in serials]
        for row in rows[:2]:
            row.get_by_role("button", name="Ta bort").click()
            expect(row).to_have_attribute("data-waits", "")
        page.get_by_role("button", name=f"Ångra {serials[2]}").click()
        expect(waiting(page)).to_have_count(3)
        expect(waiting(page).first).to_contain_text(f"Ta ut {serials[0]}")
        assert not axe_findings(page)
        waiting(page).first.get_by_role("button", name="Ta bort").click()
        expect(rows[0]).not_to_have_attribute("data-waits", "")
        network.down = False
        expect(waiting(page)).to_have_count(0)
        expect(page.locator("#contents ul.lines > li")).to_have_count(1)
        expect(rows[0]).to_be_visible()
    assert asked(tmp_path, "SELECT serial_number FROM line") == [(serials[0],)]


def test_what_was_sealed_meanwhile_is_told_and_not_offered_for_another_return(
    tablet_in_hand: Callable, network: Network, demo_database: Path, tmp_path: Path
) -> None:
    with tablet_in_hand() as page:
        (serial,) = packed(page, demo_database, 1)
        lose_contact(page, network)
        page.locator("#contents li").get_by_role("button", name="Ta bort").click()
        expect(waiting(page)).to_have_count(1)
        with sqlite3.connect(tmp_path / "returkoll.sqlite") as connection:
            connection.execute("UPDATE return SET state = 'sealed'")
        network.down = False
        left = page.locator("[data-part=left] > li")
        expect(left).to_contain_text(f"Ta ut {serial}")
        expect(left).to_contain_text("redan förseglad")
        expect(page.get_by_role("button", name="Lägg i en ny retur")).to_be_hidden()
        left.get_by_role("button", name="Klar", exact=True).click()
        expect(left).to_have_count(0)
    assert asked(tmp_path, "SELECT serial_number FROM line") == [(serial,)]


def test_photos_of_damage_wait_and_are_kept_with_the_product(
    tablet_in_hand: Callable, network: Network, demo_database: Path, tmp_path: Path
) -> None:
    pictures = [
        film.as_jpeg(film.draw(product.package))
        for product in demo.products(demo_database, VerdictKind.TO_WAREHOUSE)[:2]
    ]
    with tablet_in_hand() as page:
        packed(page, demo_database, 1)
        page.get_by_role("link", name="Klar med packningen").click()
        expect(page.get_by_role("heading", name="Foton")).to_be_visible()
        lose_contact(page, network)
        page.locator("#foton input[type=file]").set_input_files(
            [
                {"name": f"{at}.jpg", "mimeType": "image/jpeg", "buffer": picture}
                for at, picture in enumerate(pictures)
            ]
        )
        expect(page.locator("#foton [data-part=stored]")).to_contain_text("Sparat här")
        expect(page.locator(".queue-note")).to_contain_text("Väntar på den här enheten: 2")
        assert not axe_findings(page)
        network.down = False
        expect(page.locator(".queue-note")).to_contain_text("skickat")
        page.reload()
        expect(page.locator(".photos img")).to_have_count(2)
    assert asked(tmp_path, "SELECT count(*) FROM line_photo") == [(2,)]


def test_a_new_return_begun_without_contact_is_one_even_if_the_server_had_heard_of_it(
    tablet_in_hand: Callable, network: Network, demo_database: Path, tmp_path: Path
) -> None:
    serial = demo.products(demo_database, VerdictKind.TO_WAREHOUSE)[0].serial
    with tablet_in_hand() as page:
        sign_in(page, "clinic")
        lose_contact(page, network)
        network.down, network.fails_after = False, 1.0
        page.get_by_role("button", name="Ny retur").click()
        page.wait_for_url("**/returer/?ny=*")
        expect(page.get_by_role("heading", name="Packa utan kontakt")).to_be_visible()
        type_quickly(page, [serial])
        network.fails_after = 0.0
        expect(page.locator(".queue-note")).to_contain_text("skickat")
    assert asked(tmp_path, "SELECT serial_number FROM line") == [(serial,)]
    assert asked(tmp_path, "SELECT count(*) FROM return") == [(1,)]


def test_what_sealing_needs_stays_on_the_page_until_there_is_contact(
    tablet_in_hand: Callable, network: Network, demo_database: Path
) -> None:
    with tablet_in_hand() as page:
        packed(page, demo_database, 1)
        way.answer_checklists(page)
        page.locator("input[name=order_number]").fill(way.ORDER_NUMBER)
        way.answer_about_envelopes(page)
        lose_contact(page, network)
        page.get_by_role("button", name="Försegla och gör etikett").click()
        expect(page.get_by_role("alert")).to_contain_text("Ingen kontakt med servern")
        expect(page.locator("input[name=order_number]")).to_have_value(way.ORDER_NUMBER)
        network.down = False
        page.get_by_role("button", name="Försök igen").click()
        expect(page.get_by_role("heading", name="Returen är förseglad")).to_be_visible()
