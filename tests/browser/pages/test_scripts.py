"""The scripts alone, in a real browser without a server: what is sent, how often, what becomes of the answer."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from tests.browser.server import ROOT

SCRIPTS = ROOT / "static" / "js"
HERE = "http://scripts.test"
PAGE = """<!doctype html><html lang="sv"><head><title>Skript</title>
<meta name="csrf-token" content="token-1"></head><body>
<main id="main"><div class="messages" id="flashes"></div>
<form id="adding" method="post" action="/add" data-fragment>
<input type="hidden" name="idempotency_key" value="rendered-key">
<input name="note" value="a"><button>Lägg till</button></form>
<ul id="packed"></ul></main>
<div id="announcer"></div>
<script type="application/json" id="words">{"no_contact": "Ingen kontakt.", "retry": "Försök igen"}</script>
<script type="module">import "/js/core/fragments.js"; document.documentElement.dataset.ready = ""</script></body>
</html>"""

Answer = Callable[[Route], None]


class Scripts:
    """The page above, and what it sent."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.sent: list[Request] = []
        self.answers: list[Answer] = []
        page.route(f"{HERE}/**", self._serve)
        page.goto(f"{HERE}/")
        page.wait_for_selector("html[data-ready]")

    def _serve(self, route: Route) -> None:
        path = route.request.url.removeprefix(HERE)
        if path.startswith("/js/"):
            route.fulfill(path=SCRIPTS / path.removeprefix("/js/"), content_type="text/javascript")
        elif route.request.method == "POST":
            self.sent.append(route.request)
            self.answers.pop(0)(route)
        else:
            route.fulfill(body=PAGE, content_type="text/html; charset=utf-8")

    def keys(self) -> list[str]:
        return [request.headers["idempotency-key"] for request in self.sent]

    def add(self) -> None:
        self.page.get_by_role("button", name="Lägg till").click()


def html(body: str, status: int = 200) -> Answer:
    return lambda route: route.fulfill(body=body, status=status, content_type="text/html; charset=utf-8")


def no_contact(route: Route) -> None:
    route.abort("connectionrefused")


@pytest.fixture
def scripts(launch: Callable[..., Browser]) -> Iterator[Scripts]:
    failures: list[str] = []
    page = launch().new_page()
    page.on("pageerror", lambda error: failures.append(error.message))
    yield Scripts(page)
    assert not failures


PACKED = (
    '<ul id="packed" data-announce="Inlagd: BTE 312"><li>BTE 312</li></ul><p id="not-on-the-page">nothing</p>'
)


# --- forms answered in fragments


def test_a_fragment_takes_the_place_of_the_element_with_its_id(scripts: Scripts) -> None:
    scripts.answers = [html(PACKED)]
    scripts.add()
    expect(scripts.page.locator("#packed li")).to_have_text("BTE 312")
    expect(scripts.page.locator("#announcer")).to_have_text("Inlagd: BTE 312")
    assert scripts.page.locator("#not-on-the-page").count() == 0
    assert scripts.sent[0].headers["x-requested-with"] == "fetch"
    assert scripts.sent[0].headers["x-csrftoken"] == "token-1"


def test_the_rendered_key_is_sent_first_and_a_new_one_after_the_answer(scripts: Scripts) -> None:
    scripts.answers = [html(PACKED), html(PACKED)]
    scripts.add()
    expect(scripts.page.locator("#packed li")).to_be_visible()
    scripts.add()
    scripts.page.wait_for_function("!document.querySelector('form').ariaBusy")
    first, second = scripts.keys()
    assert first == "rendered-key"
    assert second != first


def test_without_contact_the_form_says_so_and_the_retry_is_the_same_deed(scripts: Scripts) -> None:
    scripts.answers = [no_contact, html(PACKED)]
    scripts.page.locator("[name=note]").fill("kvar")
    scripts.add()
    expect(scripts.page.get_by_role("alert")).to_contain_text("Ingen kontakt.")
    expect(scripts.page.locator("[name=note]")).to_have_value("kvar")
    scripts.page.get_by_role("button", name="Försök igen").click()
    expect(scripts.page.locator("#packed li")).to_be_visible()
    expect(scripts.page.get_by_role("alert")).to_have_count(0)
    first, second = scripts.keys()
    assert first == second


def test_changed_contents_are_another_deed(scripts: Scripts) -> None:
    scripts.answers = [no_contact, html(PACKED)]
    scripts.add()
    expect(scripts.page.get_by_role("alert")).to_be_visible()
    scripts.page.locator("[name=note]").fill("något annat")
    scripts.add()
    expect(scripts.page.locator("#packed li")).to_be_visible()
    first, second = scripts.keys()
    assert first != second


def test_two_taps_are_one_request(scripts: Scripts) -> None:
    held: list[Route] = []
    scripts.answers = [held.append]
    scripts.page.evaluate("form = document.querySelector('form'); form.requestSubmit(); form.requestSubmit()")
    scripts.page.wait_for_timeout(300)
    assert len(scripts.sent) == 1
    html(PACKED)(held[0])
    expect(scripts.page.locator("#packed li")).to_be_visible()


def test_a_refusal_is_shown_among_the_messages(scripts: Scripts) -> None:
    scripts.answers = [
        html('<div class="messages" id="flashes"><div role="alert">Redan förseglad.</div></div>', 409)
    ]
    scripts.add()
    expect(scripts.page.get_by_role("alert")).to_have_text("Redan förseglad.")


def test_a_whole_page_as_the_answer_is_shown_as_that_page(scripts: Scripts) -> None:
    scripts.answers = [html(PAGE.replace("Skript</title>", "Nästa</title>").replace("Lägg till", "Vidare"))]
    scripts.add()
    expect(scripts.page.get_by_role("button", name="Vidare")).to_be_visible()
    assert scripts.page.title() == "Nästa"


def test_the_focus_stays_with_what_was_replaced(scripts: Scripts) -> None:
    form = PAGE[PAGE.index("<form") : PAGE.index("</form>") + 7]
    scripts.answers = [html(form.replace("<button", '<button id="again" data-focus'))]
    scripts.page.locator("[name=note]").focus()
    scripts.page.keyboard.press("Enter")
    expect(scripts.page.locator("#again")).to_be_focused()


# --- the hand scanner


@pytest.fixture
def heard(scripts: Scripts) -> Callable[[], list[str]]:
    scripts.page.evaluate("""async () => {
      const { listenForWedge } = await import("/js/scan/hand_scanner.js")
      window.heard = []
      listenForWedge(document.getElementById("main"), (text) => window.heard.push(text))
      document.activeElement.blur()
    }""")
    return lambda: scripts.page.evaluate("window.heard")


def test_a_hand_scanner_is_heard_anywhere_on_the_page(
    scripts: Scripts, heard: Callable[[], list[str]]
) -> None:
    scripts.page.keyboard.type("AB-12/345", delay=4)
    scripts.page.keyboard.press("Enter")
    assert heard() == ["AB-12/345"]


def test_fnc1_arrives_as_a_group_separator(scripts: Scripts, heard: Callable[[], list[str]]) -> None:
    scripts.page.keyboard.type("10LOT7")
    scripts.page.keyboard.press("Control+]")
    scripts.page.keyboard.type("21S1")
    scripts.page.keyboard.press("Enter")
    assert heard() == ["10LOT7\x1d21S1"]


def test_hands_are_too_slow_to_be_a_hand_scanner(scripts: Scripts, heard: Callable[[], list[str]]) -> None:
    scripts.page.keyboard.type("12345", delay=400)
    scripts.page.keyboard.press("Enter")
    assert heard() == []


def test_what_is_typed_into_a_field_stays_there(scripts: Scripts, heard: Callable[[], list[str]]) -> None:
    field = scripts.page.locator("[name=note]")
    field.fill("")
    field.press_sequentially("12345678", delay=4)
    assert heard() == []
    expect(field).to_have_value("12345678")


FOCUSABLE = {
    "button": '<button type="button" id="focused" onclick="window.pressed = true">Ångra</button>',
    "link": '<a href="#pressed" id="focused" onclick="window.pressed = true">Länk</a>',
    "checkbox": '<input type="checkbox" id="focused" onchange="window.pressed = true">',
    "radio": '<input type="radio" id="focused" onchange="window.pressed = true">',
    "summary": '<details ontoggle="window.pressed = this.open"><summary id="focused">Mer</summary>x</details>',
    "select": '<select id="focused" onchange="window.pressed = true"><option>Z<option>A<option>B<option>1</select>',
    "dialog's button": '<dialog open><button id="focused" onclick="window.pressed = true">Ja</button></dialog>',
}
ENDINGS = {
    "CR LF": ["Enter", "Enter"],
    "CR": ["Enter"],
    "Tab": ["Tab"],
    "LF as a control character": ["Enter", "Control+j"],
    "CR Tab": ["Enter", "Tab"],
}


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("focused", FOCUSABLE)
def test_a_scan_and_its_end_press_nothing_whatever_has_the_focus(
    scripts: Scripts, heard: Callable[[], list[str]], focused: str, ending: str
) -> None:
    page = scripts.page
    page.evaluate(
        "html => document.getElementById('main').insertAdjacentHTML('beforeend', html)", FOCUSABLE[focused]
    )
    page.evaluate("() => { window.pressed = false; document.getElementById('focused').focus() }")
    page.keyboard.type("AB12", delay=3)
    for key in ENDINGS[ending]:
        page.keyboard.press(key)
    assert heard() == ["AB12"]
    assert page.evaluate("window.pressed") is False
    assert page.evaluate("document.activeElement.id") == "focused"
    if focused == "select":
        assert page.locator("#focused").input_value() == "Z"


def test_a_button_is_pressed_by_hand_as_ever(scripts: Scripts, heard: Callable[[], list[str]]) -> None:
    page = scripts.page
    page.evaluate(
        "html => document.getElementById('main').insertAdjacentHTML('beforeend', html)", FOCUSABLE["button"]
    )
    page.locator("#focused").focus()
    for key in ("Enter", "Space"):
        page.evaluate("window.pressed = false")
        page.keyboard.press(key)
        assert page.evaluate("window.pressed") is True
        page.wait_for_timeout(150)
    assert heard() == []


ALT_CODES = {
    "three digits": (("065", "066", "049", "050"), "AB12"),
    "four digits": (("0065", "0066", "0049", "0050"), "AB12"),
    "a separator": (("065", "029", "066", "051"), "A\x1dB3"),
    "small letters": (("097", "098", "099", "100"), "abcd"),
    "two digits": (("65", "66", "49", "50"), "AB12"),
}


@pytest.mark.parametrize("tells_alt", [True, False])
@pytest.mark.parametrize("codes", ALT_CODES)
def test_alt_codes_of_any_length_are_the_characters_that_they_name(
    scripts: Scripts, heard: Callable[[], list[str]], codes: str, *, tells_alt: bool
) -> None:
    numbers, text = ALT_CODES[codes]
    events: list[dict[str, object]] = []
    for number in numbers:
        events += [{"key": "Alt", "code": "AltLeft", "altKey": True}] if tells_alt else []
        events += [{"key": digit, "code": f"Numpad{digit}", "altKey": True} for digit in number]
    scripts.page.evaluate(TYPE, [*events, {"key": "Enter", "code": "Enter"}])
    assert heard() == [text]


TYPE = """events => {
  for (const event of events) {
    document.body.dispatchEvent(new KeyboardEvent("keydown", { ...event, bubbles: true, cancelable: true }))
  }
}"""


@pytest.mark.parametrize("pause", [250, 600, 1000])
def test_a_scan_in_two_pieces_is_one_scan(
    scripts: Scripts, heard: Callable[[], list[str]], pause: int
) -> None:
    scripts.page.keyboard.type("24B01", delay=3)
    scripts.page.wait_for_timeout(pause)
    scripts.page.keyboard.type("F7C99", delay=3)
    scripts.page.keyboard.press("Enter")
    assert heard() == ["24B01F7C99"]


def test_two_scans_are_two_scans(scripts: Scripts, heard: Callable[[], list[str]]) -> None:
    for serial in ("24B01F7C", "24B01F7D"):
        scripts.page.keyboard.type(serial, delay=3)
        scripts.page.keyboard.press("Enter")
        scripts.page.wait_for_timeout(150)
    assert heard() == ["24B01F7C", "24B01F7D"]


# --- what the live camera sees again and again


def test_the_same_sight_is_told_once_until_it_has_been_away(scripts: Scripts) -> None:
    told = scripts.page.evaluate("""async () => {
      const { SeenLately } = await import("/js/scan/repeated_sightings.js")
      const sight = new SeenLately()
      const looks = [["A", 0], ["A", 3000], ["A", 6000], ["A|B", 6300], ["B", 6600], ["C", 7000], ["A|B", 15000]]
      return looks.map(([key, at]) => sight.judge(key, "good", at))
    }""")
    assert told == ["new", "old", "old", "more", "old", "new", "new"]


def test_more_of_a_product_that_changes_the_verdict_is_told_as_new(scripts: Scripts) -> None:
    told = scripts.page.evaluate("""async () => {
      const { SeenLately } = await import("/js/scan/repeated_sightings.js")
      const sight = new SeenLately()
      return [sight.judge("A", "attention", 0), sight.judge("A|B", "good", 300)]
    }""")
    assert told == ["new", "new"]


def test_what_the_camera_sees_is_put_in_once_and_what_stays_unclear_when_it_has_gone(
    scripts: Scripts,
) -> None:
    put = scripts.page.evaluate("""async () => {
      const { Batch } = await import("/js/scan/batch.js")
      const put = []
      const panel = document.createElement("div")
      const batch = new Batch({ panel, addToQueue: ({ what }) => put.push(what) }, null)
      batch.take([{ may: "look", what: "a box without its serial" }], "new")
      batch.take([{ may: "pack", what: "S1" }], "more")
      batch.take([{ may: "pack", what: "S1" }], "more")
      batch.take([{ may: "look", what: "unknown" }], "new")
      batch.take([{ may: "pack", what: "S2" }, { may: "there", what: "S3" }], "new")
      return put
    }""")
    assert put == ["S1", "unknown", "S2"]


# --- history


def test_back_from_a_page_that_an_answer_led_to_shows_the_one_before(scripts: Scripts) -> None:
    redirected = """(page) => {
      window.here = "still"
      window.fetch = async () => ({ redirected: true, url: location.origin + "/next", ok: true, status: 200,
                                    headers: new Headers(), text: async () => page })
    }"""
    scripts.page.evaluate(redirected, PAGE)
    scripts.add()
    scripts.page.wait_for_url("**/next")
    assert scripts.page.evaluate("window.here") == "still"
    scripts.page.evaluate("history.back()")
    scripts.page.wait_for_function("window.here === undefined")
    assert scripts.page.url == f"{HERE}/"


def test_a_skip_link_reloads_nothing(scripts: Scripts) -> None:
    scripts.page.evaluate("window.here = 'still'; location.hash = 'main'")
    scripts.page.wait_for_timeout(300)
    assert scripts.page.evaluate("window.here") == "still"
