"""Thirty envelopes with ninety products and every kind of discrepancy, worked through by two receivers at once.

Every kind of page is used in the browser, by the ways that people have: the hand scanner, and presses. What repeats is
sent as the same requests with the receivers' own sessions. In the end the tables, the pages' figures and the stock are
held against what the events alone tell.
"""

import datetime
import logging
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from playwright.sync_api import Browser, Locator, Page, expect

from app import create_app
from database import db, utcnow
from registry.control_steps import steps_for
from registry.demo_register import EXAMPLES
from registry.models import Article, Unit
from registry.verdict import VerdictKind
from returns import Event, EventKind, Line, LineState, Return
from tests.browser import way
from tests.browser.conftest import TABLET, WAITS, new_context
from tests.browser.server import Server, serving
from tests.browser.steps import sign_in
from tests.browser.thirty_envelopes import (
    ENVELOPES,
    PRODUCTS,
    SECOND_RECEIVER,
    UNKNOWN,
    Sent,
    Stage,
    deliver,
    prepare,
)
from tests.conftest import in_context
from tests.databases import fresh_postgresql_database
from tests.warehouse.fold import hold_stock_against_events, hold_tables_against_events, stock_by_events
from tests.warehouse.follow_up.from_events import Sums, sums_of_events
from warehouse import StepBox, StockItem
from web.http.local_time import local_date

log = logging.getLogger(__name__)
IN_THE_BOX = 20
HEADLINES = {
    "extra": "Inte anmäld",
    "wrong article": "Fel artikel",
    "mistyped": "Numret liknar ett som är anmält",
    "another unit's": "En annan enhets produkt",
    "unknown": "Okänd produkt",
    "to the supplier": "Skulle ha gått till leverantören",
    "Sesam first": "Numret stämmer inte med Sesam",
    "not handled": "Hanteras inte av huvudlagret",
    "came elsewhere": "Anmäld i retur",
}
"""What the receiving desk says of the product that is not as announced."""


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'thirty.sqlite'}"
        return
    server = request.getfixturevalue("postgresql_server")
    with fresh_postgresql_database(server) as name:
        yield server.url.set(database=name, drivername="postgresql").render_as_string(hide_password=False)


@pytest.fixture
def app(url: str) -> Iterator[APIFlask]:
    """The application on the same database as the server, for what a test looks up there."""
    with in_context(create_app({"DATABASE_URL": url, "SECRET_KEY": "only-for-the-browser-tests"})) as app:
        yield app


@pytest.fixture
def stage(app: APIFlask, tmp_path: Path) -> Stage:
    db.create_all()
    return prepare(tmp_path)


@pytest.fixture
def server(url: str, stage: Stage, tmp_path: Path) -> Iterator[Server]:
    with serving(url, tmp_path) as started:
        yield started


@dataclass
class Person:
    """Somebody with a tablet of their own."""

    page: Page

    def post(self, path: str, **form: object) -> None:
        """What a press on one of their pages sends."""
        token = self.page.locator("meta[name=csrf-token]").get_attribute("content") or ""
        answer = self.page.request.post(path, form=form, headers={"X-CSRFToken": token}, max_redirects=0)
        assert answer.status == 302, f"{path}: {answer.status}\n{answer.text()}"

    def open(self, path: str) -> None:
        self.page.goto(path)
        way.wait_until_alive(self.page)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).click()


@pytest.fixture
def somebody(server: Server, launch: Callable[..., Browser]) -> Iterator[Callable[[str], Person]]:
    """`somebody("warehouse")` has signed in, each in a session of their own. A failing script fails the test."""
    browser, failures = launch(), []

    def sign(who: str) -> Person:
        page = new_context(browser, server, TABLET, "light", camera=False).new_page()
        page.set_default_timeout(WAITS)
        page.on("pageerror", lambda error: failures.append(error.message))
        sign_in(page, who)
        return Person(page)

    yield sign
    assert not failures


@pytest.mark.slow
def test_thirty_envelopes(stage: Stage, somebody: Callable[[str], Person], tmp_path: Path) -> None:
    clinic, lars, nils = somebody("clinic"), somebody("warehouse"), somebody(SECOND_RECEIVER)
    own = the_clinic_packs_one(clinic, stage)
    the_labels_are_scanned_into_a_pile([*stage.sent, own], lars, nils)
    for name in HEADLINES:
        a_discrepancy_is_received(name, stage.special[name], lars if len(name) % 2 else nils)
    two_at_one_envelope(stage.special["three envelopes"], lars, nils)
    without_serial(stage.special["without serial"], nils)
    for number, sent in enumerate(sent_with_nothing_special(stage, own)):
        received_by_requests(sent, (lars, nils)[number % 2])
    what_was_missing_turns_up(stage.special["found later"], lars)
    without_label(stage.unlabelled, lars, nils)
    assert count_received() == PRODUCTS
    assert (
        db.session.scalar(sa.text("SELECT count(*) FROM envelope WHERE taken_in_at IS NOT NULL")) == ENVELOPES
    )

    decided(stage, lars, nils)
    a_box_of_twenty(lars)
    controlled_and_shelved(lars, nils)
    on_the_shelves(lars, nils, tmp_path)
    sent_back_and_answered(clinic, lars)
    hold_tables_against_events()
    hold_stock_against_events()
    the_pages_say_what_the_events_tell(lars, clinic)


# --- the clinic, and the pile


def the_clinic_packs_one(clinic: Person, stage: Stage) -> Sent:
    clinic.open("/returer/")
    way.new_return(clinic.page)
    way.type_in(clinic.page, stage.for_clinic)
    way.pack(clinic.page, stage.for_clinic)
    way.answer_checklists(clinic.page)
    way.seal(clinic.page)
    way.hand_over(clinic.page)
    number = way.return_number_in(clinic.page)
    unit = db.session.scalars(sa.select(Return).where(Return.number == number)).one().unit.name
    return Sent(number, unit, [stage.for_clinic], [stage.for_clinic])


def the_labels_are_scanned_into_a_pile(all_sent: list[Sent], *receivers: Person) -> None:
    """Label after label, without a press between, by two people who see the same pile."""
    labels = [
        f"{sent.number}E{number + 1}" if sent.envelopes > 1 else sent.number
        for sent in all_sent
        for number in range(sent.envelopes)
    ]
    assert len(labels) == ENVELOPES - 2
    for person in receivers:
        person.open("/lager/hog")
    for count, label in enumerate(labels, 1):
        page = receivers[count % 2].page
        way.scan_by_hand(page, label)
        expect(page.locator("#pile li")).to_have_count(count)


# --- received


def opened_by_its_label(person: Person, number: str) -> None:
    person.open("/lager/")
    way.scan_by_hand(person.page, number)
    person.page.wait_for_url(re.compile(f"/mottag/{number}"))
    way.wait_until_alive(person.page)


def taken(page: Page, code: str, button: str = "Ta emot", headline: str = "", listed: str = "") -> None:
    """Scanned, looked at, and taken by a press. It is listed under its registered number, where that is another."""
    way.scan_by_hand(page, code)
    card = page.locator("#cards article").filter(has_text=code)
    if headline:
        expect(card).to_contain_text(headline)
    card.get_by_role("button", name=button, exact=True).click()
    expect(undo_of(page, listed or code)).to_be_visible()


def undo_of(page: Page, code: str) -> Locator:
    return page.locator("#received li").filter(has_text=code).get_by_role("button", name="Ångra")


def a_discrepancy_is_received(name: str, sent: Sent, person: Person) -> None:
    """The product that is not as announced is scanned first."""
    opened_by_its_label(person, sent.number)
    announced = [code for code in sent.inside if code in sent.announced]
    (other,) = set(sent.inside) - set(announced)
    button = f"Det är {sent.announced[1]}, felskrivet" if name == "mistyped" else "Ta emot som extra"
    registered = EXAMPLES[VerdictKind.CORRECT_SESAM].serial if name == "Sesam first" else ""
    taken(person.page, other, button, HEADLINES[name], registered)
    for code in announced:
        taken(person.page, code)
    expect(person.page.locator("#received")).to_contain_text("Allt är här.")
    person.press("Ta in kuvertet")
    expect(person.page.locator("main").get_by_text("är inlagd.")).to_be_visible()


def two_at_one_envelope(sent: Sent, *receivers: Person) -> None:
    """Each takes what the other has not, and sees it."""
    for person in receivers:
        person.open(f"/lager/mottag/{sent.number}?kuvert=1")
    for count, code in enumerate(sent.inside[:3], 1):
        taken(receivers[count % 2].page, code)
    for person in receivers:
        for code in sent.inside[:3]:
            expect(undo_of(person.page, code)).to_be_visible()
    receivers[0].press("Ta in kuvertet")
    expect(receivers[0].page.locator("main").get_by_text("Fler väntas i returen")).to_be_visible()
    for envelope, inside in ((2, sent.inside[3:6]), (3, sent.inside[6:])):
        received_by_requests(sent, receivers[1], envelope, inside)


def without_serial(sent: Sent, person: Person) -> None:
    """Two alike in one envelope, scanned one after the other: each is one of the announced ones."""
    serial, gtin, _same = sent.inside
    opened_by_its_label(person, sent.number)
    taken(person.page, serial)
    for count in (2, 3):
        way.scan_by_hand(person.page, gtin)
        person.page.locator("#cards").get_by_role("button", name="Ta emot", exact=True).click()
        expect(person.page.locator("#received")).to_contain_text(f"{count} av 3 mottagna")
    person.press("Ta in kuvertet")
    expect(person.page.locator("main").get_by_text("är inlagd.")).to_be_visible()


def sent_with_nothing_special(stage: Stage, own: Sent) -> list[Sent]:
    found, gone, more = (stage.special[name] for name in ("found later", "one is gone", "three more"))
    missing_one = Sent(found.number, found.unit, found.announced, found.inside[:2])
    return [missing_one, gone, more, *stage.plain, own]


def received_by_requests(
    sent: Sent, person: Person, envelope: int | None = None, inside: list[str] | None = None
) -> None:
    """The same as the page's buttons send."""
    db.session.rollback()
    for number in range(1, sent.envelopes + 1) if envelope is None else (envelope,):
        kuvert = {"kuvert": number}
        share = sent.inside[(number - 1) * 3 : number * 3] if sent.envelopes > 1 else sent.inside
        for code in share if inside is None else inside:
            line_id = sent.line(code).id
            person.post(f"/lager/mottag/{sent.number}/produkter", line_id=line_id, **kuvert)
        person.post(f"/lager/mottag/{sent.number}/inlagd", **kuvert)


def what_was_missing_turns_up(sent: Sent, person: Person) -> None:
    person.open("/lager/lista/saknas")
    lost = sent.inside[2]
    expect(person.page.get_by_role("main")).to_contain_text(lost)
    person.open(f"/lager/mottag/{sent.number}")
    row = person.page.locator("#received li").filter(has_text=lost)
    row.get_by_role("button", name="Ta emot").click()
    expect(undo_of(person.page, lost)).to_be_visible()


def without_label(envelopes: list[list[str]], lars: Person, nils: Person) -> None:
    """One unit is told by a product that lies in it, the other is chosen, with the hämtorder that stands on it."""
    for person, inside, with_order in zip((lars, nils), envelopes, (False, True), strict=True):
        person.open("/lager/utan-etikett")
        page = person.page
        if with_order:
            page.get_by_label("Enhet").select_option(label="Hörselkliniken Öst")
            page.get_by_label("Hämtorder (om det står på kuvertet)").fill("20279999")
            person.press("Ta emot kuvertet")
        else:
            way.scan_by_hand(page, inside[0])
            person.press("Nytt kuvert från Hörselkliniken Öst")
        page.wait_for_url(re.compile("/mottag/RK"))
        way.wait_until_alive(page)
        for code in inside:
            taken(page, code)
        person.press("Ta in kuvertet")
        expect(page.locator("main").get_by_text("är inlagd.")).to_be_visible()


def count_received() -> int:
    db.session.rollback()
    query = sa.select(sa.func.count(Line.id)).where(Line.received_at.is_not(None))
    return db.session.scalar(query) or 0


# --- decided


def decided(stage: Stage, lars: Person, nils: Person) -> None:
    db.session.rollback()
    kept_by_who_may(extra_in(stage.special["another unit's"]), lars, nils)
    sent_on_and_undone_and_sent_on(extra_in(stage.special["to the supplier"]), lars)
    waits_for_sesam(extra_in(stage.special["Sesam first"]), nils)
    unknown, not_handled = (extra_in(stage.special[name]) for name in ("unknown", "not handled"))
    judged_again(extra_in(stage.special["came elsewhere"]), nils)
    sent_back(unknown, lars, "Serienumret stämmer inte med Sesam", "Numret finns inte i registret")
    sent_back(not_handled, nils, "Produkten hanteras inte av huvudlagret", "")
    dirty, broken = stage.plain[0].lines()[0], stage.plain[3].lines()[0]
    sent_back(dirty, lars, "Produkten är inte rengjord", "Fett på hörslangen")
    way.photograph_what_goes_back(lars.page)
    sent_back(broken, nils, "Felet kommer från leverantören", "Spricka i höljet från början")


def extra_in(sent: Sent) -> Line:
    return next(line for line in sent.lines() if not line.announced)


def on_bench(person: Person, line: Line) -> Page:
    """As a scan of the product leads there."""
    person.open("/lager/")
    way.scan_by_hand(person.page, line.serial_number or "")
    person.page.wait_for_url(f"**/kontroll/{line.id}")
    return person.page


def kept_by_who_may(line: Line, lars: Person, nils: Person) -> None:
    expect(on_bench(lars, line).get_by_text("Be en administratör")).to_be_visible()
    page = on_bench(nils, line)
    page.get_by_text("Behåll den på huvudlagret").click()
    page.get_by_label("Varför behålls den?").fill("Enheten har bytt ägare av den")
    nils.press("Behåll på huvudlagret")
    expect(page.get_by_role("heading", name="Beslut: behålls på huvudlagret")).to_be_visible()


def sent_on_and_undone_and_sent_on(line: Line, person: Person) -> None:
    page = on_bench(person, line)
    send_on(page, "20278881")
    page.get_by_text("Skicka inte vidare").click()
    page.get_by_label("Varför skickas den inte vidare?").fill("Fel nummer i WebSesam")
    way.look_at(page, "sent-on-undone")
    person.press("Ångra")
    expect(
        page.locator("main").get_by_text("Avbryt också retur till leverantör 20278881 i WebSesam.")
    ).to_be_visible()
    send_on(page, "20278882")
    label = page.request.get(page.get_by_role("link", name="Öppna etiketten").get_attribute("href") or "")
    assert label.body().startswith(b"%PDF")
    person.press("Lämnad för transport")
    expect(page.get_by_text("Skicka inte vidare")).to_have_count(0)


def send_on(page: Page, number: str) -> None:
    page.get_by_role("link", name="Skicka vidare till leverantören").click()
    for yes in page.locator("label.choice.yes").all():
        yes.click()
    page.locator("[name=lithium]").check()
    page.get_by_label("Nummer på retur till leverantör").fill(number)
    page.get_by_role("button", name="Försegla").click()
    expect(page.get_by_role("heading", name="Går vidare till leverantören")).to_be_visible()


def waits_for_sesam(line: Line, person: Person) -> None:
    page = on_bench(person, line)
    page.get_by_text("Rätta Sesam först").click()
    person.press("Jag har skickat det")
    expect(page.locator("main").get_by_text("Väntar på att Sesam rättas")).to_be_visible()
    person.press("Sesam är rättat")
    expect(page.locator("main").get_by_text("Sesam är rättat:")).to_be_visible()


def judged_again(line: Line, person: Person) -> None:
    """It was announced in another return when it came, and is not any more."""
    page = on_bench(person, line)
    person.press("Bedöm på nytt")
    expect(page.locator("main").get_by_text("Registret säger nu")).to_be_visible()


def sent_back(line: Line, person: Person, reason: str, note: str) -> None:
    page = on_bench(person, line)
    page.get_by_text("Skicka tillbaka till enheten").click()
    page.get_by_label(reason).check()
    page.get_by_role("textbox", name="Kommentar").fill(note)
    person.press("Skicka tillbaka")
    expect(page.get_by_role("heading", name="Går tillbaka till enheten.")).to_be_visible()


# --- controlled


def still_on_bench() -> list[Line]:
    db.session.rollback()
    query = sa.select(Line).where(Line.state.in_([LineState.RECEIVED, LineState.IN_CONTROL]))
    return list(db.session.scalars(query.order_by(Line.id)))


def a_box_of_twenty(person: Person) -> None:
    """Into the UVC device by scans alone, and out in the same way when its time is over."""
    in_light = [line for line in still_on_bench() if "uvc" in codes_of(line) and line.serial_number][
        :IN_THE_BOX
    ]
    person.open("/lager/lador")
    person.press("UVC")
    way.wait_until_alive(person.page)
    products, began = person.page.locator("#box .lines > li"), time.monotonic()
    for count, line in enumerate(in_light, 1):
        way.scan_by_hand(person.page, line.serial_number or "")
        expect(products).to_have_count(count)
    log.info("%s products into the box by wedge: %.1f s", IN_THE_BOX, time.monotonic() - began)
    person.press("Starta ljuset")
    expect(person.page.get_by_role("timer")).to_be_visible()
    db.session.rollback()
    box = db.session.scalars(sa.select(StepBox)).one()
    box.ends_at = utcnow()
    db.session.commit()
    person.page.get_by_role("link", name="Skanna ut en i taget").click()
    person.page.wait_for_load_state()
    way.wait_until_alive(person.page)
    way.look_at(person.page, "box-scanned-out")
    contents, began = person.page.locator("#box"), time.monotonic()
    for count, line in enumerate(in_light, 1):
        way.scan_by_hand(person.page, line.serial_number or "")
        left = IN_THE_BOX - count
        expect(contents).to_contain_text(f"{left} av {IN_THE_BOX} kvar" if left else "Klart ")
    log.info("out of the box: %.1f s", time.monotonic() - began)


def codes_of(line: Line) -> list[str]:
    return [step.code for step in steps_for(line.article)] if line.article else []


def controlled_and_shelved(lars: Person, nils: Person) -> None:
    """One product step by step on the page, the others by the requests that the page sends."""
    by_hand, *others = still_on_bench()
    page = on_bench(lars, by_hand)
    steps = page.get_by_role("button", name="Klart")
    page.locator("summary").filter(has_text="Något annat").first.click()
    page.get_by_label("Ej tillämpligt").first.check()
    page.get_by_label("Varför?").first.fill("Förpackningen är bruten men hel")
    lars.press("Spara")
    for left in reversed(range(steps.count())):
        steps.first.click()
        expect(steps).to_have_count(left)
    page.get_by_label("Hylla (valfritt)").fill("a 1")
    lars.press("Gör tillgänglig")
    expect(page.locator("main").get_by_text("är tillgänglig igen")).to_be_visible()
    done = {(event.line_id, (event.after or {})["code"]) for event in events_of(EventKind.CONTROL_STEP)}
    for number, line in enumerate(others):
        person = (lars, nils)[number % 2]
        for code in codes_of(line):
            if (line.id, code) not in done:
                person.post(f"/lager/kontroll/{line.id}/steg/{code}", outcome="done")
        person.post(f"/lager/kontroll/{line.id}/tillganglig", shelf=f"B {number // 10}")
    assert not still_on_bench()


def events_of(kind: EventKind) -> list[Event]:
    db.session.rollback()  # what the server has written since is seen in a new transaction
    return list(db.session.scalars(sa.select(Event).where(Event.what == kind)))


# --- on the shelves


def on_the_shelves(lars: Person, nils: Person, folder: Path) -> None:
    db.session.rollback()
    items = [item for item in db.session.scalars(sa.select(StockItem).order_by(StockItem.id)) if item.device]
    charged(items[10:13], nils)
    moved_and_picked(items[20], items[21:24], lars)
    counted("B3", nils)
    gone = items[25]
    assert gone.device
    assert gone.device.unit
    tomorrow = utcnow().date() + datetime.timedelta(days=1)
    deliver(folder, gone.device.serial_number, gone.article.name, gone.device.unit.code, tomorrow)


def charged(items: list[StockItem], person: Person) -> None:
    """What has stood for a quarter of a year is due, and noted by a scan alone."""
    for item in db.session.scalars(sa.select(StockItem)):
        item.charged_at -= datetime.timedelta(days=100)
    db.session.commit()
    person.open("/lager/laddning")
    rows = person.page.locator("#to-charge > .lines > li")
    before = rows.count()
    for count, item in enumerate(items, 1):
        way.scan_by_hand(person.page, item.line.serial_number or "")
        expect(rows).to_have_count(before - count)
    assert len(events_of(EventKind.CHARGED)) == len(items)


def moved_and_picked(moved: StockItem, picked: list[StockItem], person: Person) -> None:
    person.open("/lager/hyllor")
    page, card = person.page, person.page.locator("#cards article")
    way.scan_by_hand(page, moved.line.serial_number or "")
    page.get_by_label("Flytta till hylla").fill("C 1")
    person.press("Flytta")
    expect(card).to_have_count(0)
    for item in picked:
        way.scan_by_hand(page, item.line.serial_number or "")
        page.get_by_label("Beställning i WebSesam").fill("4711")
        person.press("Plocka")
        expect(page.get_by_text(f"{item.line.shown_name} är plockad.").first).to_be_visible()
    page.get_by_text("Senast plockade").click()
    page.get_by_role("button", name="Ställ tillbaka").first.click()
    expect(page.get_by_text("är tillbaka på hyllan").first).to_be_visible()


def counted(shelf: str, person: Person) -> None:
    """One product of the shelf is not there. It is missing, and found again."""
    page = person.page
    db.session.rollback()
    query = sa.select(StockItem).where(StockItem.shelf == shelf, StockItem.left_at.is_(None))
    *there, lost = [item for item in db.session.scalars(query.order_by(StockItem.id)) if item.device]
    person.open("/lager/inventering")
    way.scan_by_hand(page, shelf)
    page.wait_for_url(re.compile(r"/inventering/\d+"))
    way.wait_until_alive(page)
    for count, item in enumerate(there, 1):
        way.scan_by_hand(page, item.line.serial_number or "")
        expect(page.locator("#counted > .lines").first.locator("li")).to_have_count(count)
    assert there
    person.press("Avsluta")
    expect(page.locator("main").get_by_text("Avslutad", exact=True)).to_be_visible()
    person.open("/lager/inventering")
    page.get_by_role("button", name=f"{lost.line.shown_name} är hittad").click()
    expect(page.get_by_role("button", name=f"{lost.line.shown_name} är hittad")).to_have_count(0)


# --- sent back, and what the pages say


def sent_back_and_answered(clinic: Person, lars: Person) -> None:
    clinic.open("/returer/kom-tillbaka")
    page = clinic.page
    cards = page.locator("main section.card")
    for words, answer in (("Fett på hörslangen", "Stämmer inte"), (UNKNOWN, "Åtgärdad, packas på nytt")):
        card = cards.filter(has_text=words)
        card.get_by_label(answer).check()
        card.get_by_role("textbox", name="Kommentar").fill("Den var hel när vi packade den")
        card.get_by_role("button", name="Svara huvudlagret").click()
        expect(card).to_contain_text(answer.split(",")[0])
        expect(card.get_by_text("Ändra svaret")).to_be_visible()
    lars.open("/lager/skickat-tillbaka")
    thread = lars.page.locator("main section").filter(has_text="Fett på hörslangen")
    thread.get_by_role("textbox", name="Till enheten").fill("Titta på fotot: det sitter vax i slangen")
    thread.get_by_role("button", name="Skicka till enheten").click()
    expect(lars.page.locator("main").get_by_text("Enheten ser det på sin sida")).to_be_visible()


def the_pages_say_what_the_events_tell(lars: Person, clinic: Person) -> None:
    saldo_is_as_told(lars)
    the_history_is_told(lars)
    day = local_date(utcnow())
    names = {unit.id: unit.name for unit in db.session.scalars(sa.select(Unit))}
    told = {name: sums_of_events(day, day, unit_id) for unit_id, name in names.items()}
    lars.open(f"/uppfoljning/?fran={day}&till={day}")
    rows = [row.locator("th, td").all_inner_texts() for row in lars.page.locator("tbody tr").all()]
    shown = {name.strip(): [int(count) for count in counts[:3]] for name, *counts in rows}
    assert shown == {
        name: [len(sums.returns), sum(sums.received.values()), sum(sums.wrong.values())]
        for name, sums in told.items()
        if sums.returns
    }
    own = db.session.scalars(sa.select(Unit).order_by(Unit.id)).first()
    assert own
    for person in (lars, clinic):
        person.open(f"/uppfoljning/{own.id}?fran={day}&till={day}")
        unit_page_says(person.page, told[own.name])


def the_history_is_told(person: Person) -> None:
    """Of the product that was picked and put back: one happening for each of its events that a person is told of."""
    db.session.rollback()
    line_id = events_of(EventKind.PICK_UNDONE)[0].line_id
    line = db.session.get_one(Line, line_id)
    person.open(f"/produkter/{line.device_id}")
    told = person.page.locator(".timeline")
    for event in line.return_.events:
        if event.line_id == line_id:
            expect(told).to_contain_text(event.what.words.text)
    person.open("/lager/handelser")
    expect(person.page.get_by_role("main").get_by_role("button").first).to_be_visible()


def saldo_is_as_told(person: Person) -> None:
    db.session.rollback()
    numbers_of = dict(db.session.execute(sa.select(Line.id, Article.number).join(Line.article)).all())
    told: dict[str, int] = {}
    for line in stock_by_events():
        told[numbers_of[line]] = told.get(numbers_of[line], 0) + 1
    person.open("/lager/saldo")
    rows = person.page.locator("tbody tr")
    shown = {
        row.locator("td.code").inner_text(): int(row.locator("td.number").inner_text()) for row in rows.all()
    }
    assert shown == told


def unit_page_says(page: Page, sums: Sums) -> None:
    tiles = page.locator(".tiles")
    wrong, received = sum(sums.wrong.values()), sum(sums.received.values())
    expect(tiles).to_contain_text(f"felpackade: {wrong} av {received}")
    percent = f"{100 * wrong / received:.1f}".replace(".", ",")
    expect(tiles).to_contain_text(re.compile(rf"{percent}\s%"))
    reasons = page.locator("section").filter(has=page.get_by_role("heading", name="Vad som var fel"))
    counts = sorted(int(text) for text in reasons.locator(".count").all_inner_texts())
    assert counts == sorted(sums.reasons.values())
    expect(reasons).to_contain_text(f"Räknas inte: {sums.not_counted} som gick tillbaka av andra skäl")
