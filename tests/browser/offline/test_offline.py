"""Without contact the clinic packs on: everything waits on the device, visibly, and goes out once, in order."""

import sqlite3
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from registry.verdict import VerdictKind
from tests.browser import demo, film, way
from tests.browser.contact import (
    add_colleague,
    hand_over_with_unsent,
    lose_contact,
    ready_for_offline,
    type_quickly,
    waiting,
)
from tests.browser.server import Server
from tests.browser.steps import axe_findings, sign_in
from tests.browser.unsteady import Network

SERIALS = [f"OFF{number:05}" for number in range(150)]
WITHOUT_SERIAL = 50
"""Of a product without serial any number may lie in a return: nothing but the keys keeps its lines from doubling."""


@pytest.fixture
def database(demo_database: Path, tmp_path: Path) -> Path:
    """The demo, with the test's own serials registered for the demo clinic."""
    return demo.with_serials(demo_database, tmp_path, SERIALS)


def lines(tmp_path: Path) -> list[tuple[str, str]]:
    """Serial (or article, where there is none) and the return's number of each line, in the order of packing."""
    with sqlite3.connect(tmp_path / "returkoll.sqlite") as connection:
        return connection.execute(
            "SELECT coalesce(line.serial_number, article.number), return.number FROM line"
            " JOIN return ON return.id = line.return_id LEFT JOIN article ON article.id = line.article_id"
            " ORDER BY line.id"
        ).fetchall()


def without_serial(database: Path) -> str:
    """The number of an article that has no serials, and that its supplier does not take back: nothing is asked."""
    with sqlite3.connect(database) as connection:
        return connection.execute(
            "SELECT number FROM article WHERE NOT has_serial AND category = 'amplifier'"
        ).fetchone()[0]


def test_two_hundred_actions_arrive_once_each_over_a_bad_network_and_a_closed_browser(
    tablet_in_hand: Callable, network: Network, database: Path, tmp_path: Path
) -> None:
    article = without_serial(database)
    actions = [*SERIALS]
    for place in range(WITHOUT_SERIAL):
        actions.insert(place * 4, article)
    first, second = actions[:110], actions[110:]

    with tablet_in_hand() as page:
        way.start_return(page)
        number = way.return_number_in(page)
        lose_contact(page, network)
        type_quickly(page, first)
        expect(waiting(page)).to_have_count(len(first))

    with tablet_in_hand() as page:  # started again, still without contact
        page.goto(f"/returer/{number}/")
        expect(page.get_by_role("heading", name="Packa utan kontakt")).to_be_visible()
        expect(waiting(page)).to_have_count(len(first))
        type_quickly(page, second)
        expect(waiting(page)).to_have_count(len(actions))
        network.down = False
        page.wait_for_url("**/logga-in**")  # the session ended with the browser

    assert lines(tmp_path) == []
    with tablet_in_hand() as page:
        # The courier starts at once, on whichever page: it gets no ticket until requests fail as they shall.
        page.route("**/ko", lambda route: route.abort())
        sign_in(page, "clinic")
        page.goto(f"/returer/{number}/")
        expect(waiting(page)).to_have_count(len(actions))
        network.fails_before, network.fails_after = 0.3, 0.1
        page.unroute("**/ko")
        expect(waiting(page)).to_have_count(0, timeout=480_000)
        network.fails_before = network.fails_after = 0.0
        expect(page.locator("#contents li")).to_have_count(len(actions))

    arrived = [what for what, _number in lines(tmp_path)]
    assert Counter(arrived) == Counter(actions)
    assert arrived == actions, "expected the order in which they were typed"
    assert network.failed_before >= 40
    assert network.failed_after >= 10


@pytest.mark.parametrize("script", ["scan/scan_panel", "offline/courier"])
def test_a_page_whose_scripts_were_lost_on_the_way_comes_alive_by_itself(
    launch: Callable, server: Server, script: str
) -> None:
    context = launch().new_context(base_url=server.url, locale="sv-SE", service_workers="block")
    page = context.new_page()
    way.start_return(page)
    page.route(f"**/js/{script}.js*", lambda route: route.abort())
    with page.expect_event("requestfailed", lambda request: f"/{script}.js" in request.url):
        page.reload(wait_until="commit")
    expect(page.locator("html[data-starting]")).to_be_attached()
    page.unroute(f"**/js/{script}.js*")
    way.wait_until_alive(page)
    way.type_in(page, SERIALS[0])
    expect(page.locator("#cards article")).to_have_count(1)


def test_a_photo_waits_with_its_picture_and_is_read_when_contact_is_back(
    tablet_in_hand: Callable, network: Network, demo_database: Path, tmp_path: Path
) -> None:
    product = demo.products(demo_database, VerdictKind.TO_WAREHOUSE)[0]
    with tablet_in_hand() as page:
        way.start_return(page)
        lose_contact(page, network)
        way.photograph(page, film.as_jpeg(film.draw(product.package)))
        expect(waiting(page).locator("img")).to_be_visible()
        expect(page.locator("[data-scan=status]")).to_contain_text("Sparat här")
        network.down = False
        page.get_by_role("button", name="Skicka nu").click()
        expect(page.locator("#contents li").filter(has_text=product.serial)).to_be_visible()
        expect(waiting(page)).to_have_count(0)


def test_a_card_whose_form_finds_no_server_waits_too(
    tablet_in_hand: Callable, network: Network, tmp_path: Path
) -> None:
    with tablet_in_hand() as page:
        way.start_return(page)
        way.type_in(page, SERIALS[0])
        expect(page.locator("#cards article")).to_have_count(1)
        lose_contact(page, network)
        page.get_by_role("button", name="Lägg i returen").click()
        expect(waiting(page)).to_contain_text(SERIALS[0])
        expect(page.locator("#cards article")).to_have_count(0)
        network.down = False
        expect(page.locator("#contents li").filter(has_text=SERIALS[0])).to_be_visible()
    assert [what for what, _number in lines(tmp_path)] == [SERIALS[0]]


def test_sealed_meanwhile_is_shown_and_the_products_can_go_into_a_new_return(
    tablet_in_hand: Callable, network: Network, tmp_path: Path
) -> None:
    with tablet_in_hand() as page:
        way.start_return(page)
        number = way.return_number_in(page)
        way.type_in(page, SERIALS[0])
        way.pack(page, SERIALS[0])
        lose_contact(page, network)
        type_quickly(page, SERIALS[1:3])
        seal_behind_its_back(tmp_path, number)
        network.down = False
        left = page.locator("[data-part=left] > li")
        expect(left).to_have_count(2)
        expect(left.first).to_contain_text("redan förseglad")
        page.get_by_role("button", name="Lägg i en ny retur").click()
        expect(page.locator(".queue-note")).to_contain_text("skickat")
    arrived = lines(tmp_path)
    assert [what for what, _number in arrived] == SERIALS[:3]
    assert arrived[0][1] == number
    assert arrived[1][1] == arrived[2][1] != number


def seal_behind_its_back(tmp_path: Path, number: str) -> None:
    """As a colleague on another device does it."""
    with sqlite3.connect(tmp_path / "returkoll.sqlite") as connection:
        connection.execute("UPDATE return SET state = 'sealed' WHERE number = ?", [number])


def test_a_return_begun_without_contact_becomes_one_return(
    tablet_in_hand: Callable, network: Network, tmp_path: Path
) -> None:
    with tablet_in_hand() as page:
        sign_in(page, "clinic")
        lose_contact(page, network)
        page.goto("/returer/")
        page.get_by_role("link", name="Packa utan kontakt").click()
        page.wait_for_url("**/returer/?ny=*")
        type_quickly(page, SERIALS[:5])
        network.down = False
        expect(page.locator(".queue-note")).to_contain_text("skickat")
    arrived = lines(tmp_path)
    assert [what for what, _number in arrived] == SERIALS[:5]
    assert len({number for _what, number in arrived}) == 1


def test_on_a_shared_tablet_nobody_sees_or_sends_what_a_colleague_left(
    tablet_in_hand: Callable, network: Network, server: Server, tmp_path: Path
) -> None:
    add_colleague(tmp_path / "returkoll.sqlite", "clinic", "--unit", "1010")
    with tablet_in_hand() as page:
        way.start_return(page)
        number = way.return_number_in(page)
        lose_contact(page, network)
        type_quickly(page, SERIALS[:2])
        hand_over_with_unsent(page, network, 2)
        page.goto(f"/returer/{number}/")
        expect(page.locator("section.waiting")).to_be_hidden()
        assert lines(tmp_path) == []
        page.context.clear_cookies()
        sign_in(page, "clinic")
        page.goto(f"/returer/{number}/")
        expect(page.locator("#contents li")).to_have_count(2)
    with sqlite3.connect(tmp_path / "returkoll.sqlite") as connection:
        packers = connection.execute("SELECT DISTINCT packed_by FROM line").fetchall()
    assert packers == [("klinik@returkoll.demo",)]


def test_no_verdict_is_kept_for_later(tablet_in_hand: Callable, network: Network) -> None:
    with tablet_in_hand() as page:
        way.start_return(page)
        ready_for_offline(page)
        way.type_in(page, SERIALS[0])
        expect(page.locator("#cards article")).to_be_visible()
        kept = page.evaluate("""async () => {
            const names = await caches.keys()
            const caught = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()))
            return caught.flat().map(({ url }) => new URL(url).pathname)
        }""")
        assert {path.split("/")[1] for path in kept} == {"v", "offline"}
        lose_contact(page, network)
        page.reload()
        expect(page.get_by_role("heading", name="Packa utan kontakt")).to_be_visible()
        assert SERIALS[0] not in page.content()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_what_waits_and_what_came_back(
    theme: str, tablet_in_hand: Callable, network: Network, demo_database: Path
) -> None:
    findings: list[str] = []
    with tablet_in_hand() as page:
        page.emulate_media(color_scheme=theme)
        way.start_return(page)
        number = way.return_number_in(page)
        lose_contact(page, network)
        type_quickly(page, [SERIALS[0], "finns-inte-alls"])
        expect(waiting(page)).to_have_count(2)
        findings += axe_findings(page)
        for address in (f"/returer/{number}/", "/returer/"):
            page.goto(address)
            expect(page.get_by_text("utan kontakt").filter(visible=True).first).to_be_visible()
            findings += axe_findings(page)
        network.down = False
        page.goto(f"/returer/{number}/")
        expect(page.locator("[data-part=left] > li")).to_have_count(1)
        expect(page.locator("#contents li").filter(has_text=SERIALS[0])).to_be_visible()
        findings += axe_findings(page)
        page.goto("/returer/")
        expect(page.locator(".queue-note")).to_be_visible()
        findings += axe_findings(page)
    assert not findings, "\n".join(findings)
