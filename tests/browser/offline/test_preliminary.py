"""Without contact a scan gets its answer from the register that the device has taken along. It is preliminary, and is
confirmed or contradicted, once, when contact is back."""

import datetime
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from registry.demo_register import demo_examples
from registry.verdict import VerdictKind
from tests.browser import demo, way
from tests.browser.contact import (
    COLLEAGUE,
    COLLEAGUES_PASSWORD,
    add_colleague,
    lose_contact,
    ready_for_offline,
    type_quickly,
    waiting,
)
from tests.browser.server import flask
from tests.browser.steps import PASSWORD, axe_findings, sign_in
from tests.browser.unsteady import Network

PIN = "2580"
SERIALS = [f"PRE{number:05}" for number in range(200)]
KEPT = """async () => {
  if (!(await indexedDB.databases()).some(({ name }) => name === "returkoll-register")) return {}
  const open = indexedDB.open("returkoll-register")
  const database = await new Promise((done) => { open.onsuccess = () => done(open.result) })
  if (![ ...database.objectStoreNames ].includes("register")) return {}
  const read = (name) => new Promise((done) => {
    const asked = database.transaction("register").objectStore("register").get(name)
    asked.onsuccess = () => done(asked.result)
  })
  const [ file, key ] = [ await read("file"), await read("key") ]
  database.close()
  const held = key?.key.extractable === false ? "kept" : "readable"
  return { file: file?.bytes.byteLength ?? 0, unit: file?.unit, key: key ? held : "" }
}"""
"""What lies in the device's IndexedDB: the size of the file, whose it is, and whether there is a key."""


def wait_until_taken_along(page: Page) -> None:
    way.wait_until_alive(page)
    for _ in range(60):
        if page.evaluate(KEPT).get("key") and page.evaluate(KEPT)["file"]:
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"expected the register on the device, got {page.evaluate(KEPT)}")


def fetch_register(page: Page) -> None:
    """Signed in at the clinic, on the page of a new return, with the register on the device."""
    way.start_return(page)
    wait_until_taken_along(page)


def texts(page: Page, part: str) -> list[str]:
    return page.locator(f"[data-part={part}] > li").all_inner_texts()


def test_a_scan_without_contact_is_answered_and_then_confirmed(
    tablet_in_hand: Callable, network: Network
) -> None:
    examples = demo_examples()
    with tablet_in_hand() as page:
        fetch_register(page)
        lose_contact(page, network)
        status = page.locator("[data-scan=status]")
        for kind, headline in (
            (VerdictKind.TO_WAREHOUSE, "Packa till huvudlagret."),
            (VerdictKind.NOT_HANDLED, "Hanteras inte av huvudlagret."),
            (VerdictKind.CORRECT_SESAM, "Fel serienummer i Sesam, eller gammal etikett."),
            (VerdictKind.ANOTHER_UNIT, "Finns inte bland er enhets produkter."),
        ):
            type_quickly(page, [examples[kind]])
            expect(status).to_contain_text(f"{examples[kind]}: Preliminärt, enligt registret")
            expect(status).to_contain_text(headline)
            expect(status).to_have_attribute("data-preliminary", "")
        assert all("Preliminärt" in text for text in texts(page, "waiting"))
        assert axe_findings(page) == []
        network.down = False
        expect(waiting(page)).to_have_count(0)
        expect(page.locator("[data-part=confirmed] > li")).to_have_count(1)
        left = texts(page, "left")
        assert len(left) == 3
        assert all("Bekräftat." in text for text in left), left
        assert axe_findings(page) == []
        page.get_by_role("button", name="Klar").last.click()
        expect(page.locator("[data-part=confirmed] > li")).to_have_count(0)


@pytest.fixture
def many(demo_database: Path, tmp_path: Path) -> Path:
    return demo.with_serials(demo_database, tmp_path, SERIALS)


class TestTwoHundredScans:
    """All of them answered without contact by a register that an import has outdated by then."""

    @pytest.fixture
    def database(self, many: Path) -> Path:
        return many

    def test_each_is_confirmed_or_contradicted_once_and_nothing_goes_in_silently(
        self, tablet_in_hand: Callable, network: Network, demo_database: Path, tmp_path: Path
    ) -> None:
        moved = set(SERIALS[::5])
        delivered_lately = (
            set(SERIALS[2::7]) - moved
        )  # the second stays: it says where the page's return goes
        changed = moved | delivered_lately
        with tablet_in_hand() as page:
            fetch_register(page)
            number = way.return_number_in(page)
            lose_contact(page, network)
            type_quickly(page, SERIALS)
            expect(waiting(page)).to_have_count(len(SERIALS))
            assert all("Packa till huvudlagret." in text for text in texts(page, "waiting"))
            bring_in_newer(demo_database, tmp_path, moved, delivered_lately)
            network.down = False
            expect(waiting(page)).to_have_count(0, timeout=300_000)
            confirmed, left = texts(page, "confirmed"), texts(page, "left")
            # Each product, and the supplier's return beside this one.
            expect(page.locator("#contents li")).to_have_count(len(SERIALS) - len(changed) + 1)
        assert [text.split()[0] for text in confirmed] == [one for one in SERIALS if one not in changed]
        assert [text.split()[0] for text in left] == [one for one in SERIALS if one in changed]
        assert all("utan kontakt sa registret" in text for text in left)
        assert all("”Packa till huvudlagret.”" in text for text in left)
        with sqlite3.connect(tmp_path / "returkoll.sqlite") as connection:
            rows = connection.execute(
                "SELECT serial_number, return.number FROM line JOIN return ON return.id = line.return_id"
            ).fetchall()
        assert {serial for serial, where in rows if where == number} == {*SERIALS} - changed
        assert {serial for serial, where in rows if where != number} == delivered_lately, "for the supplier"
        assert len(rows) == len(SERIALS) - len(moved)


def bring_in_newer(demo_database: Path, tmp_path: Path, moved: set[str], lately: set[str]) -> None:
    """Import an export in which some products are another unit's, and some were delivered yesterday."""
    like = demo.products(demo_database, VerdictKind.TO_WAREHOUSE)[0]
    yesterday = (datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)).date().isoformat()
    rows = [f"{serial};{like.article_number};{other_unit(tmp_path)};2024-01-15" for serial in sorted(moved)]
    rows += [f"{serial};{like.article_number};{like.unit_code};{yesterday}" for serial in sorted(lately)]
    export = tmp_path / "newer.csv"
    export.write_text("\n".join(["Serienummer;Artikelnummer;Enhet;Leveransdatum", *rows]) + "\n")
    flask(tmp_path / "returkoll.sqlite", "registry", "import", str(export))


def test_a_register_that_is_too_old_says_nothing_but_that(tablet_in_hand: Callable, network: Network) -> None:
    """Its sign-in is remembered for longer than the days that were decided."""
    with tablet_in_hand() as page:
        sign_in_ticking(page, "remember")
        way.new_return(page)
        wait_until_taken_along(page)
        lose_contact(page, network)
        page.clock.set_fixed_time(datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=8))
        type_quickly(page, [demo_examples()[VerdictKind.TO_WAREHOUSE]])
        status = page.locator("[data-scan=status]")
        expect(status).to_contain_text("är för gammalt för ett svar")
        expect(status).not_to_contain_text("huvudlagret")


def test_after_the_end_of_the_sign_in_nothing_is_said_and_nothing_is_left(
    tablet_in_hand: Callable, network: Network
) -> None:
    with tablet_in_hand() as page:
        fetch_register(page)
        lose_contact(page, network)
        page.clock.set_fixed_time(datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=25))
        type_quickly(page, [demo_examples()[VerdictKind.TO_WAREHOUSE]])
        expect(page.locator("[data-scan=status]")).to_contain_text("Sparat här")
        expect_nothing(page)


def test_the_page_that_opens_without_contact_answers_too(tablet_in_hand: Callable, network: Network) -> None:
    with tablet_in_hand() as page:
        fetch_register(page)
        ready_for_offline(page)
        network.down = True
        page.goto("/returer/")
        page.get_by_role("link", name="Packa utan kontakt").click()
        expect(page.locator("[data-part=register]")).to_contain_text(
            "Svaren är preliminära, enligt registret"
        )
        type_quickly(page, [demo_examples()[VerdictKind.TO_WAREHOUSE]])
        expect(page.locator("[data-scan=status]")).to_contain_text("Packa till huvudlagret.")
        assert axe_findings(page) == []


# --- nothing readable stays


def test_signing_out_leaves_nothing(tablet_in_hand: Callable, network: Network) -> None:
    with tablet_in_hand() as page:
        fetch_register(page)
        assert page.evaluate(KEPT)["key"] == "kept", "expected a key that no script can read"
        page.locator(".menu > button").last.click()
        page.get_by_role("menuitem", name="Logga ut").click()
        page.wait_for_url("**/logga-in**")
        expect_nothing(page)


def test_a_session_that_has_ended_leaves_nothing(tablet_in_hand: Callable, network: Network) -> None:
    with tablet_in_hand() as page:
        fetch_register(page)
        page.context.clear_cookies()
        page.goto("/returer/")
        page.wait_for_url("**/logga-in**")
        expect_nothing(page)


def test_another_unit_on_the_same_tablet_opens_nothing_of_it(
    tablet_in_hand: Callable, network: Network, tmp_path: Path
) -> None:
    add_colleague(tmp_path / "returkoll.sqlite", "clinic", "--unit", other_unit(tmp_path))
    with tablet_in_hand() as page:
        fetch_register(page)
        before = page.evaluate(KEPT)["unit"]
        page.context.clear_cookies()
        page.route("**/register-pa-enheten*", lambda route: route.abort())
        sign_in(page, COLLEAGUE, COLLEAGUES_PASSWORD)
        expect_nothing(page)
        page.unroute("**/register-pa-enheten*")
        page.reload()
        wait_until_taken_along(page)
        assert page.evaluate(KEPT)["unit"] != before


def other_unit(tmp_path: Path) -> str:
    with sqlite3.connect(tmp_path / "returkoll.sqlite") as connection:
        found: str = connection.execute(
            "SELECT code FROM unit WHERE NOT is_warehouse ORDER BY id DESC LIMIT 1"
        ).fetchone()[0]
    return found


def test_a_colleagues_turn_on_a_shared_tablet_keeps_the_file_and_not_the_key(
    tablet_in_hand: Callable, network: Network, tmp_path: Path
) -> None:
    add_colleague(tmp_path / "returkoll.sqlite", "clinic", "--unit", own_unit(tmp_path))
    with tablet_in_hand() as page:
        sign_in_ticking(page, "shared", COLLEAGUE, COLLEAGUES_PASSWORD)
        choose_pin(page)
        page.context.clear_cookies(name="session")
        sign_in_ticking(page, "shared")
        wait_until_taken_along(page)
        before = page.evaluate(KEPT)
        lock(page)
        expect_kept(page, {"file": before["file"], "unit": before["unit"], "key": ""})
        answers: list[int] = []
        is_file = re.compile(r"/register-pa-enheten$")
        page.on("response", lambda one: answers.append(one.status) if is_file.search(one.url) else None)
        page.get_by_role("link", name="Kollega").click()
        page.locator("input[name=pin]").fill(PIN)
        page.locator("input[name=pin]").press("Enter")
        page.wait_for_url("**/returer/**")
        wait_until_taken_along(page)
        page.wait_for_timeout(2500)
        assert answers == [304], "expected the file that lay there to serve the colleague, too"
        way.new_return(page)
        lose_contact(page, network)
        type_quickly(page, [demo_examples()[VerdictKind.TO_WAREHOUSE]])
        expect(page.locator("[data-scan=status]")).to_contain_text("Packa till huvudlagret.")


def lock(page: Page) -> None:
    page.evaluate("""() => fetch("/las", { method: "POST", redirect: "manual",
        headers: { "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content } })""")
    page.goto("/byt")
    way.wait_until_alive(page)


def choose_pin(page: Page) -> None:
    page.goto("/konto/")
    page.get_by_label("Ditt lösenord").fill(COLLEAGUES_PASSWORD)
    page.get_by_label("Ny PIN-kod").fill(PIN)
    page.get_by_role("button", name="Spara PIN-koden").click()
    expect(page.locator("main").get_by_text("PIN-koden är sparad")).to_be_visible()


def own_unit(tmp_path: Path) -> str:
    with sqlite3.connect(tmp_path / "returkoll.sqlite") as connection:
        found: str = connection.execute(
            "SELECT code FROM unit WHERE NOT is_warehouse ORDER BY id LIMIT 1"
        ).fetchone()[0]
    return found


def sign_in_ticking(
    page: Page, box: str, email: str = "klinik@returkoll.demo", password: str = PASSWORD
) -> None:
    page.goto("/logga-in")
    page.locator("input[name=email]").fill(email)
    page.locator("input[name=password]").fill(password)
    page.locator(f"input[name={box}][type=checkbox]").check()
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/returer/**")


def expect_kept(page: Page, expected: dict[str, object]) -> None:
    for _ in range(20):
        found = {"file": 0, "key": "", **page.evaluate(KEPT)}
        if {name: found[name] for name in expected} == expected:
            return
        page.wait_for_timeout(250)
    raise AssertionError(f"expected {expected} on the device, got {found}")


def expect_nothing(page: Page) -> None:
    way.wait_until_alive(page)
    expect_kept(page, {"file": 0, "key": ""})
