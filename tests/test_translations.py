"""English: complete, compiled, and given to those who ask for it. Swedish to everybody else."""

import gettext
import re
from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from apiflask import APIFlask
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo, write_mo
from flask.testing import FlaskClient

from accounts import User
from common.sentence import SentenceError
from database import db
from labels import EXACT, FORMATS
from labels.render import pages_of
from registry.demo_catalogue import WAREHOUSE
from scripts import translations
from tests.labels.samples import SETS

ENGLISH = {"Accept-Language": "en-GB,en;q=0.9"}
PLACE = re.compile(r"%\(\w+\)[a-z]|%%")
SWEDISH_WORDS = re.compile(
    r"\b(returer?|logga|kuvert|huvudlagret|lagersaldo|packa|och|inte|skanna|sök|språk)\b", re.I
)


@pytest.fixture(scope="module")
def kept() -> Catalog:
    return translations.translated()


def texts(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def said(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def test_every_text_is_in_english(kept: Catalog) -> None:
    missing = [
        message.id
        for message in translations.extracted()
        if message.id and ((found := kept.get(message.id)) is None or found.fuzzy or not all(said(found)))
    ]
    assert not missing, "run `make translations` and translate what it names"


def test_the_texts_of_every_error_for_the_user_are_looked_for() -> None:
    """Those whose first argument is the text: the others have theirs in a table, or in Sentences of their own."""
    import accounts.oidc.refusal  # noqa: F401 - no other test of this file asks for it

    def kinds(of: type[SentenceError]) -> Iterator[type[SentenceError]]:
        for kind in of.__subclasses__():
            yield kind
            yield from kinds(kind)

    names = {kind.__name__ for kind in kinds(SentenceError) if not kind.__module__.startswith("tests.")}
    assert names - translations.KEYWORDS.keys() == {"SignInRefused", "PatientDataError", "WrongFields"}


@pytest.mark.slow
def test_nothing_is_kept_that_no_longer_stands_in_the_code(kept: Catalog) -> None:
    now = translations.extracted()
    assert [message.id for message in kept if message.id and now.get(message.id) is None] == []


def test_places_for_values_are_the_same(kept: Catalog) -> None:
    for message in kept:
        if message.id:
            wanted = set(PLACE.findall(texts(message)[-1]))
            assert all(set(PLACE.findall(text)) == wanted for text in said(message)), message.id


def test_the_compiled_catalogue_is_the_one_that_is_read(kept: Catalog) -> None:
    compiled = BytesIO()
    write_mo(compiled, kept)
    compiled.seek(0)
    with translations.MO.open("rb") as file:
        assert as_said(read_mo(file)) == as_said(read_mo(compiled))


def as_said(catalog: Catalog) -> dict[str, object]:
    return {str(message.id): message.string for message in catalog if message.id}


@pytest.mark.parametrize("kind", SETS["long"])
def test_the_longest_label_has_room_for_its_english_words(kind: str) -> None:
    english = gettext.translation("messages", translations.ROOT / "translations", ["en"]).gettext
    for paper in FORMATS:
        assert pages_of(SETS["long"][kind], paper, english, 1, EXACT)


# --- pages


def is_english(html: str) -> bool:
    """Whether the page says so, and what a reader sees of it holds no Swedish."""
    assert '<html lang="en">' in html
    body = re.sub(r"<(script|style)\b.*?</\1>", "", html, flags=re.S)
    shown = re.sub(r"<[^>]+>", " ", body) + " ".join(
        re.findall(r'(?:aria-label|placeholder)="([^"]*)"', body)
    )
    for name in ("Stöd och Support", "Svenska", WAREHOUSE[1]):  # names stay what they are
        shown = shown.replace(name, "")
    assert not (swedish := SWEDISH_WORDS.findall(shown)), swedish
    return True


def test_sign_in_in_english(demo_app: APIFlask) -> None:
    html = demo_app.test_client().get("/logga-in", headers=ENGLISH).text
    assert is_english(html)
    assert "Sign in" in html
    assert "Password" in html


def test_a_wrong_password_is_told_in_english(demo_app: APIFlask) -> None:
    data = {"email": "klinik@returkoll.demo", "password": "not that one"}
    html = demo_app.test_client().post("/logga-in", data=data, headers=ENGLISH).text
    assert is_english(html)
    assert "Wrong e-mail or password. Check both and try again." in html


@pytest.mark.parametrize(
    "path",
    [
        "/returer/",
        "/returer/returratt-snart-slut",
        "/returer/no-such-return",
        "/lager/saldo",
        "/utskrifter/",
        "/utskrifter/skrivare",
        "/returer/etiketter",
    ],
)
def test_the_clinics_pages_in_english(signed_in: Callable[[str], FlaskClient], path: str) -> None:
    assert is_english(signed_in("clinic").get(path, headers=ENGLISH, follow_redirects=True).text)


def test_packing_in_english(signed_in: Callable[[str], FlaskClient]) -> None:
    client = signed_in("clinic")
    packing = client.post("/returer/", headers=ENGLISH).location
    html = client.get(packing, headers=ENGLISH).text
    assert is_english(html)
    assert "Nothing packed yet" in html
    assert '"looking": "Reading the picture' in html


def test_a_verdict_in_english(signed_in: Callable[[str], FlaskClient]) -> None:
    client = signed_in("clinic")
    packing = client.post("/returer/", headers=ENGLISH).location
    answer = client.post(
        f"{packing.rstrip('/')}/skanna",
        data={"text": "NOTHING-LIKE-IT"},
        headers={**ENGLISH, "Accept": "application/json"},
    ).json
    assert answer["message"] == "The serial number is not registered."
    assert "NOTHING-LIKE-IT is not in the register." in answer["html"]


def test_a_picture_that_cannot_be_read_is_told_in_english(signed_in: Callable[[str], FlaskClient]) -> None:
    client = signed_in("clinic")
    packing = client.post("/returer/", headers=ENGLISH).location
    answer = client.post(
        f"{packing.rstrip('/')}/skanna",
        data={"picture": (BytesIO(b"no picture"), "x.jpg")},
        headers={**ENGLISH, "Accept": "application/json"},
    )
    assert answer.json["message"].startswith("The file is not a picture that can be read. Send a photo (JPEG")


@pytest.mark.parametrize("path", ["/lager/", "/lager/saldo"])
def test_the_warehouses_pages_in_english(signed_in: Callable[[str], FlaskClient], path: str) -> None:
    assert is_english(signed_in("warehouse").get(path, headers=ENGLISH).text)


@pytest.mark.parametrize(
    "path",
    [
        "/admin/",
        "/admin/import",
        "/admin/returratt",
        "/admin/returratt/ny",
        "/admin/skrivare",
        "/admin/skrivare/ny",
    ],
)
def test_the_administrators_pages_in_english(signed_in: Callable[[str], FlaskClient], path: str) -> None:
    assert is_english(signed_in("admin").get(path, headers=ENGLISH).text)


@pytest.mark.parametrize("browser", [{}, {"Accept-Language": "de"}, {"Accept-Language": "*"}])
def test_swedish_is_the_default(demo_app: APIFlask, browser: dict[str, str]) -> None:
    html = demo_app.test_client().get("/logga-in", headers=browser).text
    assert '<html lang="sv">' in html
    assert "Lösenord" in html


# --- the choice


def test_a_choice_wins_over_the_browser_and_stays_with_the_account(
    signed_in: Callable[[str], FlaskClient],
) -> None:
    client = signed_in("clinic")
    answer = client.post("/sprak", data={"language": "en", "back": "/returer/?visa=skickade"})
    assert answer.location == "/returer/?visa=skickade"
    assert '<html lang="en">' in client.get("/returer/", headers={"Accept-Language": "sv"}).text
    assert '<html lang="en">' in signed_in("clinic").get("/returer/").text


def test_the_choice_works_signed_out(demo_app: APIFlask) -> None:
    client = demo_app.test_client()
    assert client.post("/sprak", data={"language": "en"}).status_code == 302
    assert '<html lang="en">' in client.get("/logga-in", headers={"Accept-Language": "sv"}).text


def test_an_accounts_choice_wins_over_what_the_tablet_was_set_to(
    signed_in: Callable[[str], FlaskClient],
) -> None:
    client = signed_in("clinic")
    for user in db.session.query(User):
        user.language = "sv"
    db.session.commit()
    with client.session_transaction() as session:
        session["language"] = "en"
    assert '<html lang="sv">' in client.get("/returer/").text


@pytest.mark.parametrize("language", ["de", "", "../en"])
def test_an_unknown_language_is_refused(demo_app: APIFlask, language: str) -> None:
    assert demo_app.test_client().post("/sprak", data={"language": language}).status_code == 400


def test_the_choice_is_guarded_against_other_sites(demo_app: APIFlask) -> None:
    demo_app.config["WTF_CSRF_ENABLED"] = True
    assert demo_app.test_client().post("/sprak", data={"language": "en"}).status_code == 400
