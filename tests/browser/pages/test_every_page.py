"""Every page in every state, in both languages: axe (light, dark, tablet, phone), the keyboard alone, 200 %.

None is forgotten: the list of pages comes from the app.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
from playwright.sync_api import Page, expect
from werkzeug.routing import Map

from registry.demo_register import demo_examples, demo_gtin
from registry.verdict import VerdictKind
from tests.browser import demo, way
from tests.browser.conftest import PHONE, TABLET
from tests.browser.english import speak_english
from tests.browser.film import as_jpeg
from tests.browser.looking import axe_everywhere, losses_when_enlarged, out_of_the_keyboards_reach
from tests.browser.server import Server, serving
from tests.browser.steps import PASSWORD, sign_in
from tests.web.account.telephone import Telephone

# Answers to GET that are no pages of their own.
NOT_PAGES = {
    "static": "files",
    "security.static": "files",
    "pwa.shell_file": "files",
    "home.index": "leads on",
    "help.own": "leads on",
    "installed.new_return": "presses its only button by itself",
    "installed.scan": "leads on",
    "home.label_code": "leads on",
    "health.healthz": "JSON",
    "health.readyz": "JSON",
    "health.metrics": "text",
    "pwa.manifest": "JSON",
    "pwa.service_worker": "a script",
    "openapi.spec": "JSON",
    "printing.print_state": "a part of a page",
    "clinic.contents": "a part of a page",
    "clinic.table_now": "a part of a page",
    "clinic.snapshot_file": "a file",
    "clinic.snapshot_key": "JSON",
    "warehouse.received_part": "a part of a page",
    "warehouse.receiving_table_now": "a part of a page",
    "warehouse.counted_rows": "a part of a page",
    "queue_ticket.ticket": "JSON",
    "queue_ticket.of_older_pages": "JSON, for pages that were open before the server was upgraded",
    "warehouse.box_contents": "a part of a page",
    "products.unregistered_product": "the same page as products.product, for what has no serial",
    "admin.import_status": "JSON",
    "admin.import_rows": "a CSV",
    "admin.left_out_rows": "a CSV",
    "trusting.page": "only with HTTPS=1: tests/browser/test_https.py",
    "trusting.authority_crt": "a file",
    "trusting.authority_mobileconfig": "a file",
    "security.logout": "leads on",
    "account.leave_region": "leads on",
    "security.verify": "not linked from any page",
    "account.before_dropping_passkey": "needs a passkey: looked at in tests/browser/accounts/test_passkeys.py",
}

FILES = ("_pdf", "_csv", "_css", "_zpl", "_jpg", "_json")
"""How the endpoints of files end."""

ADMINISTRATORS = {"admin", "reference", "design"}
WAREHOUSES = {"warehouse", "follow_up"}
"""The blueprints whose pages have a test of their own. A page of any other one belongs to the third test."""

UNITS = "Enhetskod;Enhetsnamn\n1099;Hörselkliniken Ny\n"
EXPORT = "Serienummer;Artikelnummer;Enhet;Leveransdatum\nNY1;finns-inte;finns-inte;2026-02-30\n"


@dataclass
class Inspector:
    """Goes through the pages with one browser, and notes what each lacks."""

    page: Page
    language: str
    endpoint_of: Callable[[str], str]
    thorough: bool = True
    """Keyboard and size too: they are the same in every language, but for the length of the words."""
    seen: set[str] = field(default_factory=set)
    findings: list[str] = field(default_factory=list)

    def inspect(self, path: str = "") -> None:
        """Go to the path, or stay, and look at it in every way."""
        if path:
            self.page.goto(path)
        self.page.wait_for_load_state()
        self.seen.add(self.endpoint_of(self.page.url))
        self.look_around()

    def look_around(self) -> None:
        """As it is now, whatever it is."""
        self.findings += axe_everywhere(self.page, (TABLET, PHONE))
        self.findings += losses_when_enlarged(self.page, back_to=TABLET)
        self.page.emulate_media(color_scheme="light")
        if self.thorough:
            self.findings += out_of_the_keyboards_reach(self.page)


@pytest.fixture
def server(database: Path, tmp_path: Path) -> Iterator[Server]:
    """With a region's sign-in service set, which does not answer."""
    with serving(
        database, tmp_path, RETURKOLL_OIDC_ISSUER="http://127.0.0.1:9", RETURKOLL_OIDC_CLIENT_ID="returkoll"
    ) as started:
        yield started


@pytest.fixture
def url_map(demo_database: Path) -> Map:
    return demo.app_on(demo_database).url_map


@pytest.fixture(params=["sv", "en"])
def look(
    request: pytest.FixtureRequest,
    open_page: Callable[..., Page],
    url_map: Map,
    monkeypatch: pytest.MonkeyPatch,
) -> Inspector:
    """An inspector with a tablet that speaks one of the languages."""
    language: str = request.param
    if language == "en":
        speak_english(monkeypatch)
    routes = url_map.bind("127.0.0.1")
    page = open_page(TABLET, locale={"sv": "sv-SE", "en": "en-GB"}[language])

    def endpoint_of(url: str) -> str:
        """Also of the answer to a form, where its address has no page of its own."""
        path = urlsplit(url).path
        methods = set(routes.allowed_methods(path))
        return str(routes.match(path, method="GET" if "GET" in methods else "POST")[0])

    return Inspector(page, language, endpoint_of, thorough=language == "sv")


def test_every_page_of_the_administrator_is_for_everybody(look: Inspector, url_map: Map) -> None:
    admin_pages(look)
    nothing_is_wrong(look, forgotten=pages_of(url_map, ADMINISTRATORS) - look.seen)


def test_every_page_of_the_warehouse_is_for_everybody(
    look: Inspector, url_map: Map, demo_database: Path
) -> None:
    way.start_return(look.page)
    number = sent_return(look.page, demo_database)
    sign_out(look.page)
    warehouse_pages(look, number)
    nothing_is_wrong(look, forgotten=pages_of(url_map, WAREHOUSES) - look.seen)


def test_every_other_page_is_for_everybody(look: Inspector, url_map: Map, demo_database: Path) -> None:
    signed_out_pages(look)
    clinic_pages(look, demo_database)
    elsewhere = {rule.endpoint.split(".")[0] for rule in url_map.iter_rules()} - ADMINISTRATORS - WAREHOUSES
    nothing_is_wrong(look, forgotten=pages_of(url_map, elsewhere) - look.seen)


def nothing_is_wrong(look: Inspector, forgotten: set[str]) -> None:
    assert look.page.locator("html").get_attribute("lang") == look.language
    assert not look.findings, f"{len(look.findings)} findings:\n" + "\n".join(sorted(set(look.findings)))
    assert not forgotten, f"pages that this test does not visit: {', '.join(sorted(forgotten))}"


def sent_return(page: Page, database: Path) -> str:
    """A return with two products on its way to the warehouse; its number."""
    number = way.return_number_in(page)
    for product in demo.products(database, VerdictKind.TO_WAREHOUSE)[:2]:
        way.type_in(page, product.serial)
        way.pack(page, product.serial)
    way.answer_checklists(page)
    way.seal(page)
    way.hand_over(page)
    return number


def pages_of(url_map: Map, blueprints: set[str]) -> set[str]:
    """The endpoints of these blueprints that are pages."""
    return {
        rule.endpoint
        for rule in url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and rule.endpoint.split(".")[0] in blueprints
        and rule.endpoint not in NOT_PAGES
        and not rule.rule.startswith("/api/")
        and not rule.endpoint.endswith(FILES)
    }


def signed_out_pages(look: Inspector) -> None:
    look.inspect("/logga-in")
    look.inspect("/offline")
    look.inspect("/app/installera")
    look.inspect("/valj-losenord/for-gammal")
    look.inspect("/logga-in/region")  # which does not answer
    look.inspect("/logga-in/region/svar")
    look.inspect("/utloggad")
    look.inspect("/glomt-losenord")
    look.page.get_by_label("E-post").fill("nobody@returkoll.demo")
    look.page.get_by_role("button", name="Be om en länk").click()
    expect(look.page.locator(".message.good")).to_be_visible()
    look.inspect()
    look.page.goto("/logga-in")
    look.page.locator("input[name=email]").fill("nobody@returkoll.demo")
    look.page.locator("input[name=password]").fill("wrong")
    look.page.locator("input[name=password]").press("Enter")
    look.inspect()


def clinic_pages(look: Inspector, database: Path) -> None:
    """The clinic's pages in each of their states."""
    page, product = look.page, demo.products(database, VerdictKind.TO_WAREHOUSE)[0]
    way.start_return(page)
    number = way.return_number_in(page)
    look.inspect()
    look.inspect(f"/returer/{number}/forsegla")
    look.inspect("/returer/returratt-snart-slut")
    look.inspect("/utskrifter/")
    look.inspect("/utskrifter/skrivare")
    page.goto(f"/returer/{number}/")
    offline(look, product.serial)
    way.type_in(page, demo_examples()[VerdictKind.CORRECT_SESAM])
    page.get_by_role("link", name="Skriv till Stöd och Support").click()
    page.wait_for_url("**/anmal*")
    look.inspect()
    page.goto(f"/returer/{number}/")
    boxes = [f"(01){demo_gtin(number)}(21){product.serial}" for number in (1, 2)]  # one at least is another's
    for text in (product.serial[:-1], "finns-inte-alls", *boxes):
        way.type_in(page, text)
        expect(page.locator("#cards article")).to_be_visible()
        look.inspect()
    for packed in demo.products(database, VerdictKind.TO_WAREHOUSE)[:2]:
        way.type_in(page, packed.serial)
        way.pack(page, packed.serial)
    look.inspect()
    page.get_by_role("link", name="Klar med packningen").click()
    page.wait_for_url("**/hela-hogen")
    look.inspect()
    page.locator(".tick input").first.uncheck()
    look.inspect()
    look.inspect(f"/returer/{number}/hela-hogen/charging")
    page.goto(f"/returer/{number}/")
    way.ask_one_by_one(page)
    look.inspect()
    add_photo(page)
    look.inspect()
    page.locator("label.choice.no").first.click()
    for yes in page.locator("label.choice.yes").all()[1:]:
        yes.click()
    page.get_by_role("button", name="Nästa").click()
    expect(page.locator("#kvar")).to_be_visible()
    look.inspect()
    page.goto(f"/returer/{number}/")
    way.answer_checklists(page)
    look.inspect()
    page.locator("input[name=order_number]").fill("12")
    way.answer_about_envelopes(page)
    page.get_by_role("button", name="Försegla och gör etikett").click()
    expect(page.locator(".field.wrong")).to_be_visible()
    look.inspect()
    way.seal(page)
    look.inspect()
    look.inspect(f"/returer/{number}/avbryt")
    page.goto(f"/returer/{number}/")
    look.inspect("/returer/etiketter")
    look.inspect("/returer/etiketter?dag=2020-01-01")
    page.goto(f"/returer/{number}/")
    way.hand_over(page)
    look.inspect()
    look.inspect("/handlasare/")
    look.inspect("/app/enheten")
    look.inspect("/app/dela?utan=1")
    look.inspect("/kommandokort/")
    for role in ("klinik", "lager", "administration"):
        look.inspect(f"/hjalp/{role}")
    page.locator(".menu > button").click()
    look.inspect()
    for wrong in ("/finns-inte", "/admin/", "/returer/?q=finns-inte-alls"):
        page.goto(wrong)
        look.look_around()
    look.inspect("/konto/")
    page.get_by_role("button", name="Byt lösenord").click()
    expect(page.locator(".field.wrong").first).to_be_visible()
    look.inspect()
    look.inspect("/arbetsplats")
    shared_tablet_pages(look)
    sign_in(page, "clinic")
    look.inspect("/returer/bord")
    look.page.locator("form[action$=bord] button").click()
    look.page.locator("#table").wait_for()
    look.inspect()
    look.inspect("/returer/kom-tillbaka")
    look.inspect("/returer/utan-kontakt")
    look.inspect("/produkter/")
    way.wait_until_alive(page)
    way.type_in(page, product.serial)
    page.wait_for_url(re.compile(r"/produkter/\d+$"))
    look.inspect()
    for group in ("pagar", "skickade", "avslutade"):
        look.inspect(f"/returer/?visa={group}")
    one_time_code_pages(look)


def one_time_code_pages(look: Inspector) -> None:
    """Set up, and asked for."""
    page = look.page
    look.inspect("/konto/passkeys")
    look.inspect("/konto/inloggningar")
    look.inspect("/konto/engangskod")
    page.get_by_label("Ditt lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Sätt upp").click()
    expect(page.locator(".symbol-box svg")).to_be_visible()
    look.inspect()
    telephone = Telephone(page.content())
    page.get_by_label("Koden i appen").fill(telephone.code(-1))
    page.get_by_role("button", name="Klar", exact=True).click()
    page.wait_for_url("**/reservkoder")
    look.inspect()
    look.inspect("/konto/engangskod")
    sign_out(page)
    sign_in(page, "clinic")
    page.wait_for_url("**/logga-in/kod**")
    look.inspect()
    page.get_by_label("Kod").fill("12")
    page.get_by_role("button", name="Logga in", exact=True).click()
    expect(page.locator(".field.wrong")).to_be_visible()
    look.inspect()


def shared_tablet_pages(look: Inspector) -> None:
    """The PIN of one's own, the colleagues, and a wrong PIN."""
    page = look.page
    page.goto("/konto/")
    page.get_by_role("button", name="Spara PIN-koden").click()
    expect(page.locator("#pin .field.wrong").first).to_be_visible()
    look.inspect()
    page.get_by_label("Ditt lösenord").fill("returkoll-demo")
    page.get_by_label("Ny PIN-kod").fill("2580")
    page.get_by_role("button", name="Spara PIN-koden").click()
    expect(page.locator(".message.good")).to_be_visible()
    look.inspect()
    sign_out(page)
    page.goto("/logga-in")
    page.locator("input[name=email]").fill("klinik@returkoll.demo")
    page.locator("input[name=password]").fill("returkoll-demo")
    page.locator("input[name=shared][type=checkbox]").check()
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/returer/")
    look.inspect()
    look.inspect("/byt")
    page.locator(".menu > button").click()
    page.get_by_role("menuitem", name="Logga ut").click()
    page.wait_for_url("**/logga-in*")
    look.inspect("/byt")
    page.locator(".colleagues a").first.click()
    look.inspect()
    page.locator("input[name=pin]").fill("1111")
    page.locator("input[name=pin]").press("Enter")
    expect(page.locator(".field.wrong")).to_be_visible()
    look.inspect()
    sign_out(page)


def offline(look: Inspector, serial: str) -> None:
    """What waits on the device, and the page that stands in for one that cannot come."""
    page, packing = look.page, look.page.url
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    way.type_in(page, serial)
    expect(page.locator("[data-part=waiting] li")).to_be_visible()
    look.inspect()
    page.context.set_offline(False)
    expect(page.locator("[data-part=waiting] li")).to_have_count(0)
    page.goto(packing)
    page.get_by_role("button", name="Ta bort").first.click()
    expect(page.locator("#contents ul.lines")).to_have_count(0)


def warehouse_pages(look: Inspector, number: str) -> None:
    page = look.page
    sign_in(page, "warehouse")
    look.inspect("/lager/")
    look.inspect("/lager/hog")
    way.wait_until_alive(page)
    way.type_in(page, number)
    expect(page.locator("#pile li")).to_have_count(1)
    look.inspect()
    receive_directly(look, number)
    look.inspect(f"/lager/mottag/{number}")
    unscanned = page.get_by_role("button", name="utan att skanna")
    for left in reversed(range(unscanned.count())):
        unscanned.first.click()
        expect(unscanned).to_have_count(left)
    look.inspect()
    page.get_by_role("button", name="Ta in kuvertet").click()
    look.inspect()
    page.get_by_role("link", name="Till kontrollen").click()
    look.inspect()
    page.go_back()
    way.control(page)
    look.inspect()
    look.inspect(f"{page.url}/leverantor")
    look.inspect("/lager/lador")
    page.get_by_role("button", name="UVC").click()
    look.inspect()
    look.inspect("/lager/lador")
    look.inspect("/lager/utan-etikett")
    for group in ("bestridda", "obesvarade", "klara"):
        look.inspect(f"/lager/skickat-tillbaka?visa={group}")
    look.inspect("/lager/hyllor")
    way.wait_until_alive(page)
    way.type_in(page, "A3")
    expect(page.locator("#cards article")).to_have_count(1)
    look.inspect()
    page.get_by_label("Beställning i WebSesam").fill("4711")
    page.get_by_role("button", name="Plocka").click()
    page.get_by_text("Senast plockade").click()
    look.inspect()
    look.inspect("/lager/hyllor/lista")
    look.inspect("/lager/inventering")
    way.wait_until_alive(page)
    way.type_in(page, "A3")
    page.wait_for_url(re.compile(r"/inventering/\d+"))
    look.inspect()
    look.inspect("/lager/laddning")
    look.inspect("/lager/saldo")
    look.inspect("/lager/handelser")
    page.get_by_label("Returnummer").fill("RKXX")
    page.get_by_role("button", name="Hämta filen").click()
    expect(page.locator(".field .error")).to_be_visible()
    look.inspect()
    for kind in ("pa-vag", "i-kontroll", "att-besluta", "vantar-pa-sesam", "saknas"):
        look.inspect(f"/lager/lista/{kind}")
    look.inspect("/uppfoljning/")
    look.inspect("/uppfoljning/1")
    page.get_by_role("button", name="Spara kontakten").click()
    expect(page.locator(".field.wrong")).to_be_visible()
    look.inspect()
    page.get_by_label("Vad sades?").fill("De går igenom rutinen.")
    page.get_by_role("button", name="Spara kontakten").click()
    expect(page.locator("main").get_by_text("Kontakten är sparad")).to_be_visible()
    look.inspect()


def receive_directly(look: Inspector, number: str) -> None:
    """The page for scanning without a press between: nothing open, an envelope open, and a question."""
    page = look.page
    look.inspect("/lager/bord")
    look.inspect("/lager/bord/mottag")
    look.inspect("/lager/direkt")
    way.wait_until_alive(page)
    way.type_in(page, number)
    expect(page.locator("#received ul.lines")).to_be_visible()
    way.type_in(page, "finns-inte-alls")
    expect(page.locator("[data-part=left] > li")).to_have_count(1)
    look.inspect()
    page.locator("[data-do=done]").first.click()
    expect(page.locator("[data-part=left] > li")).to_have_count(0)


def admin_pages(look: Inspector) -> None:
    page = look.page
    sign_in(page, "admin")
    printer_pages(look)
    people_pages(look)
    token_pages(look)
    webhook_pages(look)
    look.inspect("/admin/logg")
    look.inspect("/admin/logg?q=finns-inte-alls")
    look.inspect("/admin/artiklar")
    look.inspect("/admin/artiklar/1")
    add_photo(page)
    look.inspect()
    look.inspect("/admin/artiklar?q=finns-inte-alls")
    for path in ("skal", "skal/nytt", "skal/other"):
        look.inspect(f"/admin/{path}")
    look.inspect("/admin/installningar")
    page.get_by_label("Så många dagar får en påbörjad retur ligga").fill("5")
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.locator("main").get_by_text("Inställningarna är sparade")).to_be_visible()
    look.inspect()
    look.inspect("/admin/antaganden")
    page.get_by_label("Så stor del av priset sparas, i procent").fill("101")
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.locator(".field.wrong")).to_be_visible()
    look.inspect()
    look.inspect("/formgivning/")
    for path in ("", "returratt", "returratt/ny", "returratt/1", "returratt/snart", "import"):
        look.inspect(f"/admin/{path}")
    page.get_by_role("button", name="Titta på filen").click()  # without a file
    expect(page.locator(".field .error")).to_be_visible()
    look.inspect()
    for content in (EXPORT, UNITS):
        page.goto("/admin/import")
        page.locator("input[type=file]").set_input_files(
            {"name": "export.csv", "mimeType": "text/csv", "buffer": content.encode()}
        )
        page.get_by_role("button", name="Titta på filen").click()
        page.wait_for_url("**/import/*")
        look.inspect()
        page.get_by_role("button", name="Prova", exact=True).click()
        page.wait_for_url("**/resultat")
        expect(page.locator("progress")).to_have_count(0)  # until then the page comes again by itself
        look.inspect()
    page.get_by_role("button", name="Importera nu").click()
    expect(page.locator("main .message.good")).to_be_visible()
    look.inspect()
    look.inspect("/admin/import")


def people_pages(look: Inspector) -> None:
    """Somebody invited to two units and the warehouse, the link that they get, and the choice that they have."""
    page = look.page
    for path in ("personer", "personer?q=finns-inte-alls", "enheter", "personer/ny"):
        look.inspect(f"/admin/{path}")
    page.get_by_role("button", name="Bjud in").click()
    expect(page.locator(".field.wrong").first).to_be_visible()
    look.inspect()
    page.get_by_label("Namn").fill("Eva Ek")
    page.get_by_label("E-post").fill("eva@returkoll.demo")
    for box in (page.locator("input[value=warehouse]"), *page.locator("input[name=units]").all()[:2]):
        box.check()
    page.get_by_role("button", name="Bjud in").click()
    expect(page.locator("#link")).to_be_visible()
    look.inspect()
    link = page.locator("#link").inner_text()
    page.get_by_role("button", name="Stäng kontot").click()
    page.get_by_role("button", name="Öppna kontot igen").click()
    page.get_by_role("button", name="Ny länk för lösenordet").click()
    link = page.locator("#link").inner_text()
    look.inspect(urlsplit(link).path)
    page.goto("/admin/")


def token_pages(look: Inspector) -> None:
    """A token of the API asked for without anything, then made, shown once and revoked."""
    page = look.page
    look.inspect("/admin/api")
    look.inspect("/hjalp/api")
    look.inspect("/hjalp/api/imports")
    look.inspect("/admin/api/ny")
    page.get_by_role("button", name="Gör nyckeln").click()
    expect(page.locator(".field.wrong").first).to_be_visible()
    look.inspect()
    page.get_by_label("Vad den är till för").fill("Ekonomisystemet")
    page.get_by_label("Arbetar på").select_option("warehouse")
    page.locator("input[value='read:returns']").check()
    page.get_by_role("button", name="Gör nyckeln").click()
    expect(page.locator("#token")).to_be_visible()
    look.inspect()
    page.locator("button.danger").click()
    look.inspect()


def webhook_pages(look: Inspector) -> None:
    """A subscriber that leads into the house's own network, which is refused, and one that is taken and paused."""
    page = look.page
    look.inspect("/admin/webhooks")
    look.inspect("/admin/webhooks/ny")
    page.get_by_label("Vad den är till för").fill("Ekonomisystemet")
    page.get_by_label("Adress").fill("https://127.0.0.1/")
    page.get_by_role("button", name="Lägg in").click()
    expect(page.locator(".field.wrong")).to_be_visible()
    look.inspect()
    page.get_by_label("Adress").fill("https://93.184.215.14/")
    page.get_by_role("button", name="Lägg in").click()
    page.wait_for_url(re.compile(r"/webhooks/[0-9]+$"))
    look.inspect()
    page.get_by_role("button", name="Pausa").click()
    look.inspect()
    look.inspect("/admin/webhooks")


def printer_pages(look: Inspector) -> None:
    """A printer added, measured, and a test page in its queue, which nobody works."""
    page = look.page
    look.inspect("/admin/skrivare")
    look.inspect("/admin/skrivare/ny")
    page.get_by_label("Namn").fill("Zebran vid packbordet")
    page.get_by_label("Adress i nätet").fill("zpl://zebran:22")
    page.get_by_role("button", name="Spara").click()
    expect(page.locator(".error")).to_be_visible()
    look.inspect()
    page.get_by_label("Adress i nätet").fill("zpl://zebran:9100")
    page.get_by_role("button", name="Spara").click()
    page.wait_for_url("**/matt")
    look.inspect()
    for side, measured in (("left", "11,5"), ("top", "8"), ("across", "77,6"), ("down", "127,4")):
        page.locator(f"#field-{side}").fill(measured)
    page.get_by_role("button", name="Räkna ut").click()
    expect(page.locator("#preview")).to_be_visible()
    look.inspect()
    page.get_by_role("button", name="Spara rättningen").click()
    expect(page.locator("main").get_by_text("nu ska måtten stämma")).to_be_visible()
    page.get_by_role("button", name="Skriv ut testsidan").click()
    expect(page.locator("main").get_by_text("Skickas till Zebran")).to_be_visible()
    look.inspect()
    for path in ("/admin/skrivare", "/admin/skrivare/1", "/utskrifter/", "/utskrifter/skrivare"):
        look.inspect(path)


def add_photo(page: Page) -> None:
    """Choosing one is enough: it is sent at once."""
    photo = as_jpeg(np.full((300, 400, 3), 140, np.uint8))
    page.locator("input[type=file]").set_input_files(
        {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": photo}
    )
    expect(page.locator("main figure img, main .photos img").first).to_be_visible()


def sign_out(page: Page) -> None:
    page.context.clear_cookies()
