"""Signing in by the region's service: a real OpenID Connect server says who has come, truly and not."""

import time
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import sqlalchemy as sa
from apiflask import APIFlask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from accounts import RoleName, User
from accounts.oidc import exchange
from accounts.sign_in import CameBy, SignIn
from database import db, write_apart
from operations.audit import AuditEntry, AuditKind
from registry.models import Unit
from tests.conftest import build_app, in_context
from tests.web.account.sign_in_service import COMMISSION, KEYS, LOW, RegionService, region_service
from tests.web.account.telephone import Telephone

KLARA = "klinik@returkoll.demo"
HSA_ID = "SE2321000016-E123"


@pytest.fixture(scope="module")
def running_service() -> Iterator[RegionService]:
    with region_service() as service:
        yield service


@pytest.fixture
def service(running_service: RegionService, demo_app: APIFlask) -> Iterator[RegionService]:
    """The service as it was made; Klara is known to it by her HSA-id."""
    demo_app.config.update(running_service.settings())
    with write_apart() as session:
        session.execute(sa.update(User).where(User.email == KLARA).values(region_id=HSA_ID))
    was = dict(running_service.says)
    yield running_service
    running_service.says, running_service.lies = was, {}
    running_service.only_when_asked, running_service.key = set(), KEYS[0]
    running_service.known_keys = [KEYS[0]]
    running_service.changes_to_what_it_says_of_itself = {}
    running_service.asked.clear()
    exchange._looked_up.clear()


@pytest.fixture
def browser(demo_app: APIFlask) -> FlaskClient:
    return demo_app.test_client()


def go(browser: FlaskClient, path: str = "/logga-in/region") -> str:
    """To the service, which the person signs in with; the path on which they come back."""
    answer = browser.get(path)
    assert answer.status_code == 302, answer.text
    requests.get(answer.location, timeout=10).raise_for_status()
    back = requests.post(answer.location, timeout=10, allow_redirects=False).headers["Location"]
    assert back.startswith("https://returkoll.test/logga-in/region/svar?"), back
    return back.removeprefix("https://returkoll.test")


def come(browser: FlaskClient, path: str = "/logga-in/region") -> TestResponse:
    return browser.get(go(browser, path))


def logged() -> list[tuple[AuditKind, str, str]]:
    db.session.rollback()
    query = sa.select(AuditEntry).order_by(AuditEntry.number)
    return [(entry.kind, entry.actor, entry.subject) for entry in db.session.scalars(query)]


def change(email: str = KLARA, **values: object) -> None:
    with write_apart() as session:
        session.execute(sa.update(User).where(User.email == email).values(**values))


def test_somebody_whom_the_service_knows_is_signed_in(service: RegionService, browser: FlaskClient) -> None:
    assert "Logga in med SITHS" in browser.get("/logga-in").text
    answer = come(browser, "/logga-in/region?next=/returer/etiketter")
    assert answer.location == "/returer/etiketter"
    assert browser.get("/returer/").status_code == 200
    assert logged() == [(AuditKind.SIGNED_IN, KLARA, "GET /logga-in/region/svar")]
    (asked,) = service.asked
    assert asked["code_challenge_method"] == "S256"
    assert asked["acr_values"].split()[0].endswith("loa3")
    assert "prompt" not in asked
    db.session.rollback()
    assert db.session.scalars(sa.select(SignIn.came_by)).all() == [CameBy.REGION]


@pytest.mark.parametrize(
    ("setting", "is_there"), [("", False), ("https://idp.example", True)], ids=["not set", "set"]
)
def test_the_button_is_there_only_where_a_service_is_set(
    demo_app: APIFlask, browser: FlaskClient, setting: str, is_there: bool
) -> None:
    demo_app.config.update(OIDC_ISSUER=setting, OIDC_CLIENT_ID="returkoll")
    assert ("/logga-in/region" in browser.get("/logga-in").text) is is_there
    if not is_there:
        for path in ("/logga-in/region", "/logga-in/region/svar", "/logga-ut/region", "/utloggad"):
            assert browser.get(path).status_code == 404


WRONG_TOKENS = {
    "another issuer": ({"iss": "https://evil.example"}, "answer", "inte att lita på"),
    "for somebody else": ({"aud": "another-client"}, "answer", "inte att lita på"),
    "for several, and not by us": ({"aud": ["returkoll", "x"], "azp": "x"}, "answer", "inte att lita på"),
    "another nonce": ({"nonce": "of-another-browser"}, "answer", "inte att lita på"),
    "too old": ({"iat": 1_000_000_000, "exp": 1_000_000_300}, "expired", "för lång tid"),
    "a lower level": ({"acr": LOW}, "level", "inte är säkert nog"),
    "no level": ({"acr": None}, "level", "inte är säkert nog"),
    "another commission": ({"commissionHsaId": "SE2321000016-XXXX"}, "commission", "annat uppdrag"),
    "no commission": ({"commissionHsaId": None}, "commission", "annat uppdrag"),
    "nobody known": ({"employeeHsaId": "SE2321000016-E999"}, "unknown person", "SE2321000016-E999"),
    "nobody": ({"employeeHsaId": ""}, "unknown person", "Be administratören"),
    "what no database can store": ({"employeeHsaId": "SE\0"}, "unknown person", "Be administratören"),
    "no text": ({"employeeHsaId": ["SE2321000016-E123"]}, "unknown person", "Be administratören"),
}


@pytest.mark.parametrize("wrong", WRONG_TOKENS)
def test_what_is_not_as_it_should_be_is_refused_with_a_sentence_and_an_entry(
    service: RegionService, browser: FlaskClient, wrong: str
) -> None:
    service.lies, kind, told = WRONG_TOKENS[wrong]
    answer = come(browser)
    assert answer.status_code == 403
    assert told in answer.text
    assert browser.get("/returer/").status_code == 302
    assert logged() == [(AuditKind.SIGN_IN_FAILED, "–", f"GET /logga-in/region/svar ({kind})")]


def test_a_signature_of_anybody_else_is_refused(service: RegionService, browser: FlaskClient) -> None:
    service.key = KEYS[1]
    assert come(browser).status_code == 403
    service.known_keys = KEYS  # the service has changed its keys
    assert come(browser).status_code == 302


@pytest.mark.parametrize("way", ["none", "HS256"])
def test_a_token_without_a_signature_of_the_services_own_is_refused(
    service: RegionService, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    from joserfc import jwt
    from joserfc.jwk import OctKey
    from joserfc.jws import JWSRegistry

    def signed_badly(code: object) -> str:
        claims = jwt.decode(truly(code), KEYS[0]).claims
        key = OctKey.import_key(service.client.secret)
        return jwt.encode({"alg": way}, claims, key, registry=JWSRegistry(algorithms=[way]))

    truly = service.token
    monkeypatch.setattr(service, "token", signed_badly)
    answer = come(browser)
    assert (answer.status_code, "inte att lita på" in answer.text) == (403, True)


def test_an_answer_belongs_to_the_browser_that_asked_and_is_good_once(
    service: RegionService, browser: FlaskClient, demo_app: APIFlask
) -> None:
    path = go(browser)
    assert demo_app.test_client().get(path).status_code == 403  # sent to somebody else
    state = parse_qs(urlsplit(path).query)["state"][0]
    assert browser.get(path.replace(state, "made-up")).status_code == 403
    assert browser.get(path).status_code == 302
    assert browser.get(path).status_code == 403
    assert [kind for kind, _, _ in logged()].count(AuditKind.SIGNED_IN) == 1


def test_a_code_without_its_verifier_is_worth_nothing(
    service: RegionService, browser: FlaskClient, demo_app: APIFlask
) -> None:
    """PKCE: whoever has caught a code in one browser cannot use it in another one's sign-in."""
    caught = parse_qs(urlsplit(go(browser)).query)["code"][0]
    other = demo_app.test_client()
    path = go(other)
    own = parse_qs(urlsplit(path).query)["code"][0]
    assert other.get(path.replace(own, caught)).status_code == 502
    assert other.get("/returer/").status_code == 302


def test_who_waits_too_long_begins_anew(
    service: RegionService, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = go(browser)
    late = time.time() + exchange.COMES_BACK_WITHIN_S + 1
    monkeypatch.setattr(exchange.time, "time", lambda: late)
    assert "Försök igen" in browser.get(path).text


def test_who_turns_back_at_the_service_is_told_so(service: RegionService, browser: FlaskClient) -> None:
    state = parse_qs(urlsplit(go(browser)).query)["state"][0]
    answer = browser.get(f"/logga-in/region/svar?state={state}&error=access_denied")
    assert "avbröts" in answer.text
    assert logged()[-1][2].endswith("(cancelled)")


@pytest.mark.parametrize(
    ("active", "region_id", "told"), [(False, HSA_ID, "stängt"), (True, None, "tjänste-id")]
)
def test_a_closed_account_and_a_person_without_one_stay_out(
    service: RegionService, browser: FlaskClient, active: bool, region_id: str | None, told: str
) -> None:
    change(active=active, region_id=region_id)
    answer = come(browser)
    assert (answer.status_code, told in answer.text) == (403, True)
    assert logged()[-1][1] == ("–" if active else KLARA)


def test_an_account_that_is_closed_while_signed_in_is_out_at_once(
    service: RegionService, browser: FlaskClient
) -> None:
    come(browser)
    change(active=False)
    assert browser.get("/returer/").status_code == 302


def test_the_id_is_the_same_however_its_letters_are_written(
    service: RegionService, browser: FlaskClient
) -> None:
    change(region_id=HSA_ID.lower())
    assert come(browser).status_code == 302


def test_claims_that_only_userinfo_has_are_asked_for(service: RegionService, browser: FlaskClient) -> None:
    service.only_when_asked = {"employeeHsaId", "commissionHsaId"}
    assert come(browser).status_code == 302


def test_a_commission_leads_to_its_workplace(
    service: RegionService, browser: FlaskClient, demo_app: APIFlask
) -> None:
    unit = db.session.scalars(sa.select(Unit).join(User, User.unit_id == Unit.id)).first()
    assert unit
    demo_app.config["OIDC_COMMISSIONS"] = f"{COMMISSION}=clinic:{unit.code}"
    db.session.rollback()
    assert come(browser).status_code == 302
    db.session.rollback()
    (workplace,) = db.session.scalars(sa.select(SignIn.workplace))
    assert workplace == f"clinic-{unit.id}"
    demo_app.config["OIDC_COMMISSIONS"] = f"{COMMISSION}=warehouse"
    answer = come(demo_app.test_client())
    assert (answer.status_code, "annat uppdrag" in answer.text) == (403, True)
    assert logged()[-1][1] == KLARA


def test_roles_and_units_may_come_from_the_service(
    service: RegionService, browser: FlaskClient, demo_app: APIFlask
) -> None:
    demo_app.config.update(
        OIDC_ROLE_CLAIM="groups",
        OIDC_ROLES="CN=Returkoll-lager=warehouse Returkoll-klinik=clinic",
        OIDC_UNIT_CLAIM="unitCode",
    )
    unit = db.session.scalars(sa.select(Unit).where(~Unit.is_warehouse).order_by(Unit.id.desc())).first()
    assert unit
    code, name = unit.code, unit.name
    service.says.update(groups=["CN=Returkoll-lager", "Returkoll-klinik", "others"], unitCode=code)
    assert come(browser).status_code == 302
    db.session.rollback()
    klara = db.session.scalars(sa.select(User).where(User.email == KLARA)).one()
    assert klara.role_names == {RoleName.CLINIC, RoleName.WAREHOUSE}
    assert [one.name for one in klara.units] == [name]
    assert klara.history[-1].actor == "127.0.0.1"
    for groups, units in (([], code), (["Returkoll-klinik"], "no-such-unit")):
        service.says.update(groups=groups, unitCode=units)
        assert "säger inte vad du arbetar med" in come(demo_app.test_client()).text


def test_the_last_administrator_is_not_taken_away_by_a_claim(
    service: RegionService, browser: FlaskClient, demo_app: APIFlask
) -> None:
    change(region_id=None)
    change("admin@returkoll.demo", region_id=HSA_ID)
    demo_app.config.update(OIDC_ROLE_CLAIM="groups", OIDC_ROLES="lager=warehouse")
    service.says["groups"] = "lager"
    assert come(browser).status_code == 403


def test_on_a_shared_tablet_the_person_has_to_show_who_they_are(
    service: RegionService, browser: FlaskClient, demo_app: APIFlask
) -> None:
    assert come(browser, "/logga-in/region?delad=1").status_code == 302
    assert service.asked[-1]["prompt"] == "login"
    # A PIN can be chosen with no password: she has just shown who she is.
    change(password=None)
    page = browser.get("/konto/").text
    assert 'name="proof"' not in page
    assert browser.post("/konto/pin", data={"pin": "4938"}).status_code == 302
    with write_apart() as session:
        session.execute(sa.update(SignIn).values(begun_at=None))
    answer = browser.post("/konto/pin", data={"pin": "4939"})
    assert (answer.status_code, "Logga ut och in igen" in answer.text) == (422, True)
    browser.post("/logga-ut")
    assert "Surfplattan delas" in browser.get("/logga-in").text
    assert come(browser).status_code == 302  # the tablet is still a shared one
    assert service.asked[-1]["prompt"] == "login"
    browser.post("/logga-ut")
    service.lies = {"auth_time": int(time.time()) - 3600}  # the service remembered somebody all the same
    assert come(browser).status_code == 403


def test_a_one_time_code_is_asked_for_where_no_level_is_demanded(
    service: RegionService, browser: FlaskClient, demo_app: APIFlask, signed_in: Callable[[str], FlaskClient]
) -> None:
    klara = signed_in("clinic")
    klara.post("/konto/engangskod", data={"proof": "returkoll-demo"})
    telephone = Telephone(klara.get("/konto/engangskod").text)
    klara.post("/konto/engangskod/bekrafta", data={"code": telephone.code(-1)})
    klara.post("/konto/pin", data={"proof": "returkoll-demo", "pin": "4938"})
    assert come(browser).status_code == 302
    assert browser.get("/returer/").status_code == 200
    unit = db.session.scalars(sa.select(Unit).join(User, User.unit_id == Unit.id)).first()
    assert unit
    commissions = f"{COMMISSION}=clinic:{unit.code}"
    db.session.rollback()
    demo_app.config.update(OIDC_LEVELS="", OIDC_COMMISSIONS=commissions)
    tablet = demo_app.test_client()
    assert come(tablet, "/logga-in/region?delad=1").status_code == 302
    assert tablet.get("/returer/").location.startswith("/logga-in/kod")
    assert tablet.get("/byt").location.startswith("/logga-in")  # the tablet is not open yet
    tablet.post("/logga-in/kod", data={"code": telephone.code()})
    assert tablet.get("/returer/").status_code == 200
    tablet.post("/las")
    assert "Klara" in tablet.get("/byt").text


def test_any_worker_takes_the_answer(
    service: RegionService, browser: FlaskClient, demo_app: APIFlask
) -> None:
    path = go(browser, f"/logga-in/region?next=/{'x' * 1900}")
    settings = {name: value for name, value in demo_app.config.items() if name.startswith("OIDC_")}
    with in_context(build_app(demo_app.config["DATABASE_URL"], **settings)) as worker:
        other = worker.test_client()
        other._cookies = browser._cookies  # type: ignore[attr-defined]
        assert other.get(path).location == "/"  # and a long address does not fill the cookie
        assert other.get("/returer/").status_code == 200


def test_who_came_by_the_service_can_leave_it_too(service: RegionService, browser: FlaskClient) -> None:
    come(browser)
    assert browser.post("/logga-ut").location == "/utloggad"
    assert "inloggad hos SITHS" in browser.get("/utloggad").text
    out = browser.get("/logga-ut/region").location
    assert out.startswith(f"{service.issuer}/leave?")
    assert "https://returkoll.test/logga-in" in requests.get(out, timeout=10).text
    assert browser.get("/returer/").status_code == 302
    service.changes_to_what_it_says_of_itself = {"end_session_endpoint": None}
    exchange._looked_up.clear()
    assert browser.get("/logga-ut/region").location == "/logga-in"


@pytest.mark.parametrize(
    "changed",
    [
        {"issuer": "https://another.example"},
        {"jwks_uri": None},
        {"token_endpoint": "http://127.0.0.1:9/token"},
    ],
)
def test_a_service_that_is_not_what_it_should_be_signs_nobody_in(
    service: RegionService, browser: FlaskClient, changed: dict[str, object]
) -> None:
    service.changes_to_what_it_says_of_itself = changed
    begun = browser.get("/logga-in/region")
    answer = come(browser) if begun.status_code == 302 else begun
    assert answer.status_code in (403, 502)
    assert "Försök igen" in answer.text
    assert browser.get("/returer/").status_code == 302


@pytest.mark.parametrize(("endpoint", "path"), [("token_endpoint", "token"), ("jwks_uri", "keys")])
def test_it_is_followed_nowhere_else(
    service: RegionService, browser: FlaskClient, endpoint: str, path: str
) -> None:
    """Our secret and the person's code go to the address that the service says, and no further."""
    service.changes_to_what_it_says_of_itself = {endpoint: f"{service.issuer}/elsewhere/{path}"}
    assert come(browser).status_code == 502
    assert browser.get("/returer/").status_code == 302


def test_a_service_that_does_not_answer_leaves_the_password(
    demo_app: APIFlask, browser: FlaskClient, signed_in: Callable[[str], FlaskClient]
) -> None:
    demo_app.config.update(OIDC_ISSUER="http://127.0.0.1:9", OIDC_CLIENT_ID="returkoll")
    answer = browser.get("/logga-in/region")
    assert (answer.status_code, "svarar inte" in answer.text) == (502, True)
    assert signed_in("clinic").get("/returer/").status_code == 200


def test_the_id_is_written_on_the_persons_page_and_belongs_to_one(
    signed_in: Callable[[str], FlaskClient],
) -> None:
    admin = signed_in("admin")
    form = {
        "name": "Eva Ek",
        "email": "eva@region.example",
        "roles": ["warehouse"],
        "region_id": f" {HSA_ID} ",
    }
    page = admin.post("/admin/personer/ny", data=form).location
    assert f'value="{HSA_ID}"' in admin.get(page).text
    again = {**form, "email": "bo@region.example", "region_id": HSA_ID.lower()}
    answer = admin.post("/admin/personer/ny", data=again)
    assert (answer.status_code, "Eva Ek" in answer.text) == (422, True)
    assert "personnummer" in admin.post(page, data={**form, "region_id": "880320-0016"}).text
    admin.post(page, data={**form, "region_id": "", "proof": "returkoll-demo"})
    assert HSA_ID in admin.get(page).text  # in the history
    assert f'value="{HSA_ID}"' not in admin.get(page).text
