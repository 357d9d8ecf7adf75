"""The first password, a forgotten one, and a changed one."""

import re
import time
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from flask.testing import FlaskClient

from accounts import User
from accounts.password_link import PasswordLink
from database import db, utcnow, write_apart
from operations.answers import StoredAnswer
from operations.audit import AuditEntry
from tests.browser.server import free_port
from tests.mail_server import Mailbox, mail_server
from tests.web.form_page import FormPage

SignedIn = Callable[[str], FlaskClient]
GOOD = "tre gröna hästar"
BOTH = {"password": GOOD, "again": GOOD}
LINK = re.compile(r"https://returkoll\.test(/valj-losenord/[\w.\-]+)")


@pytest.fixture
def admin(signed_in: SignedIn) -> FlaskClient:
    return signed_in("admin")


def invited(admin: FlaskClient, email: str = "eva@region.example") -> str:
    """Invites somebody; gives the path of the link that the page shows."""
    answer = admin.post("/admin/personer/ny", data={"name": "Eva Ek", "email": email, "roles": ["warehouse"]})
    assert answer.status_code == 302, answer.text
    return shown_link(admin, answer.location)


def shown_link(admin: FlaskClient, path: str) -> str:
    found = LINK.search(admin.get(path).text)
    assert found
    return found.group(1)


def user(email: str) -> User:
    db.session.rollback()
    return db.session.scalars(sa.select(User).where(User.email == email)).one()


def test_the_first_password_is_chosen_by_the_person_alone(admin: FlaskClient, demo_app: APIFlask) -> None:
    path, person = invited(admin), demo_app.test_client()
    for _look in range(2):  # a program that reads mail opens every link
        assert "Eva Ek" in person.get(path).text
    wrong = person.post(path, data={"password": "kort", "again": "kort"})
    assert (wrong.status_code, FormPage(wrong.text).faults.keys()) == (422, {"password"})
    wrong = person.post(path, data={"password": GOOD, "again": "något annat"})
    assert (wrong.status_code, FormPage(wrong.text).faults.keys()) == (422, {"again"})
    assert GOOD not in wrong.text
    assert person.post(path, data=BOTH).location == "/logga-in"
    assert person.post("/logga-in", data={"email": "eva@region.example", "password": GOOD}).location == "/"
    assert person.get("/lager/").status_code == 200
    for again in (
        person.get(path),
        person.post(path, data={"password": "fyra hästar", "again": "fyra hästar"}),
    ):
        assert again.status_code == 410


def test_the_link_is_shown_once_and_stored_nowhere(admin: FlaskClient) -> None:
    form = {"name": "Eva Ek", "email": "eva@region.example", "roles": ["admin"], "idempotency_key": "k" * 20}
    page = admin.post("/admin/personer/ny", data=form).location
    token = shown_link(admin, page).rsplit("/", 1)[1]
    assert token not in admin.get(page).text
    assert admin.post("/admin/personer/ny", data=form).headers["Idempotency-Replayed"]
    bodies = db.session.scalars(sa.select(StoredAnswer.body)).all()
    assert bodies
    assert not any(token in (body or "") for body in bodies)
    assert token not in str(db.session.execute(sa.select(PasswordLink.__table__)).all())


def test_no_log_tells_the_secret_of_a_link(
    admin: FlaskClient, demo_app: APIFlask, capsys: pytest.CaptureFixture[str]
) -> None:
    path, person = invited(admin), demo_app.test_client()
    demo_app.config["WTF_CSRF_ENABLED"] = True
    assert person.post(path, data=BOTH).status_code == 400  # a page that was too old: the link is still good
    demo_app.config["WTF_CSRF_ENABLED"] = False
    person.post(path, data=BOTH)
    db.session.rollback()
    told = [entry.subject for entry in db.session.scalars(sa.select(AuditEntry))]
    printed = capsys.readouterr().out
    assert "POST /valj-losenord/…" in told
    assert "/valj-losenord/…" in printed
    assert path.rsplit("/", 1)[1] not in printed + "".join(told)


def test_a_colleague_of_the_administrators_sees_no_link(admin: FlaskClient, signed_in: SignedIn) -> None:
    page = admin.post(
        "/admin/personer/ny", data={"name": "Eva", "email": "eva@region.example", "roles": ["admin"]}
    ).location
    assert not LINK.search(signed_in("admin").get(page).text)


def test_the_host_of_a_request_stands_in_no_link(admin: FlaskClient) -> None:
    """Somebody's own name for the server, by which a request comes here, would be where the link leads."""
    person = {"name": "Eva Ek", "email": "eva@region.example", "roles": "warehouse"}
    assert admin.post("/admin/personer/ny", data=person, headers={"Host": "evil.example"}).status_code == 421
    made = admin.post("/admin/personer/ny", data=person, headers={"Host": "localhost:9999"})
    page = admin.get(made.location, headers={"Host": "localhost:9999"}).text
    assert LINK.search(page)
    assert "9999" not in page


def test_a_forged_link_leads_nowhere(client: FlaskClient) -> None:
    for token in ("x", "WzEsMV0.x", "a" * 300, "%C3%A5"):
        assert client.get(f"/valj-losenord/{token}").status_code == 410
        assert client.post(f"/valj-losenord/{token}", data=BOTH).status_code == 410


def test_a_new_link_ends_the_one_before_and_closing_ends_them_all(
    admin: FlaskClient, demo_app: APIFlask
) -> None:
    first, stranger = invited(admin), demo_app.test_client()
    page = f"/admin/personer/{user('eva@region.example').id}"
    second = shown_link(admin, admin.post(f"{page}/lank").location)
    assert stranger.get(first).status_code == 410
    assert stranger.get(second).status_code == 200
    admin.post(f"{page}/stang")
    assert stranger.get(second).status_code == 410
    admin.post(f"{page}/oppna")
    assert stranger.get(second).status_code == 410


def test_a_forgotten_password_is_told_to_administrators_and_to_nobody_else(
    admin: FlaskClient, demo_app: APIFlask
) -> None:
    stranger = demo_app.test_client()
    answers = {
        re.sub(
            r'content="[^"]+"|value="[^"]+"', "", stranger.post("/glomt-losenord", data={"email": email}).text
        )
        for email in ("klinik@returkoll.demo", "nobody@returkoll.demo", "", "x" * 400)
    }
    assert len(answers) == 1
    assert "väntar på en länk" in admin.get("/admin/").text
    clinic = user("klinik@returkoll.demo")
    path = shown_link(admin, admin.post(f"/admin/personer/{clinic.id}/lank").location)
    assert "väntar på en länk" not in admin.get("/admin/").text
    signed_in = demo_app.test_client()
    signed_in.post("/logga-in", data={"email": clinic.email, "password": "returkoll-demo"})
    assert stranger.post(path, data=BOTH).status_code == 302
    assert signed_in.get("/returer/").status_code == 302  # signed out by the new password


def test_another_password_needs_the_old_one_and_signs_out_elsewhere(signed_in: SignedIn) -> None:
    here, there = signed_in("clinic"), signed_in("clinic")
    wrong = here.post("/konto/losenord", data={"old": "fel", "password": "kort", "again": ""})
    assert wrong.status_code == 422
    assert FormPage(wrong.text).faults.keys() == {"old", "password"}
    assert there.get("/returer/").status_code == 200
    assert here.post("/konto/losenord", data={"old": "returkoll-demo", **BOTH}).status_code == 302
    assert here.get("/returer/").status_code == 200
    assert there.get("/returer/").status_code == 302
    client = here.application.test_client()
    for password, status in (("returkoll-demo", 200), (GOOD, 302)):
        form = {"email": "klinik@returkoll.demo", "password": password}
        assert client.post("/logga-in", data=form).status_code == status


def test_guessing_the_old_password_is_as_slow_as_guessing_at_the_sign_in(signed_in: SignedIn) -> None:
    client = signed_in("clinic")
    client.application.config["RATELIMIT_ENABLED"] = True
    statuses = [
        client.post("/konto/losenord", data={"old": f"fel {n}", **BOTH}).status_code for n in range(30)
    ]
    assert statuses.count(422) <= 11
    assert statuses[-1] == 429


# --- where a mail server is set


@pytest.fixture
def mailbox(demo_app: APIFlask) -> Iterator[Mailbox]:
    with mail_server(demo_app) as box:
        yield box


def test_an_invitation_goes_by_mail_and_is_not_shown(
    admin: FlaskClient, demo_app: APIFlask, mailbox: Mailbox
) -> None:
    form = {"name": "Eva Ek", "email": "eva@region.example", "roles": ["admin"]}
    page = admin.get(admin.post("/admin/personer/ny", data=form).location).text
    ((to, text),) = mailbox.texts
    assert to == "eva@region.example"
    assert "skickad till eva@region.example" in page
    path = LINK.findall(text)[0]
    assert path not in page
    assert demo_app.test_client().get(path).status_code == 200


def test_a_forgotten_password_comes_by_mail_to_who_has_an_account(
    demo_app: APIFlask, mailbox: Mailbox
) -> None:
    client = demo_app.test_client()
    for asked_for in ("nobody@returkoll.demo", "klinik@returkoll.demo"):
        client.post("/glomt-losenord", data={"email": asked_for})
    for _moment in range(200):
        if mailbox.mails:
            break
        time.sleep(0.02)
    ((to, text),) = mailbox.texts
    assert to == "klinik@returkoll.demo"
    assert client.post(LINK.findall(text)[0], data=BOTH).status_code == 302


def test_a_mail_server_that_does_not_answer_leaves_the_link_to_be_handed_over(
    admin: FlaskClient, demo_app: APIFlask
) -> None:
    demo_app.config.update(
        MAIL_SERVER=f"smtp+plain://127.0.0.1:{free_port()}", MAIL_FROM="returkoll@region.example"
    )
    form = {"name": "Eva Ek", "email": "eva@region.example", "roles": ["admin"]}
    page = admin.get(admin.post("/admin/personer/ny", data=form).location).text
    assert "gick inte iväg" in page
    assert LINK.search(page)


@pytest.mark.parametrize("again", [False, True])
def test_nobody_waits_for_the_mail_server_and_a_request_that_comes_again_mails_nothing(
    admin: FlaskClient, demo_app: APIFlask, mailbox: Mailbox, again: bool
) -> None:
    """While the mail is handed over, others write; and the link that it brings is in the database already."""
    links: list[int] = []

    def write_beside() -> None:
        with demo_app.app_context(), write_apart(patience_ms=500) as session:
            session.execute(sa.update(User).where(User.email == "klinik@returkoll.demo").values(name="Klara"))
            links.append(session.scalar(sa.select(sa.func.count()).select_from(PasswordLink)) or 0)

    mailbox.while_it_comes = write_beside
    form = {"name": "Eva Ek", "email": "eva@region.example", "roles": ["admin"], "idempotency_key": "eva"}
    for _time in range(2 if again else 1):
        assert admin.post("/admin/personer/ny", data=form).status_code == 302
    assert (len(mailbox.mails), links) == (1, [1])


def test_no_link_is_mailed_while_the_servers_own_address_is_unknown(
    demo_app: APIFlask, mailbox: Mailbox
) -> None:
    """The link would lead to whatever host the request names."""
    demo_app.config["PUBLIC_URL"] = ""
    demo_app.test_client().post(
        "/glomt-losenord", data={"email": "klinik@returkoll.demo"}, headers={"Host": "evil.example"}
    )
    assert user("klinik@returkoll.demo").wants_link_since is not None
    assert PasswordLink.open_for(user("klinik@returkoll.demo"), utcnow()) is None
    assert mailbox.mails == []


def test_a_password_of_any_characters_and_of_any_length_is_taken(
    admin: FlaskClient, demo_app: APIFlask
) -> None:
    for number, password in enumerate(
        ("korrekt häst batteri 🐎 <b>&'\"%", "   åäö€ \t" * 5, "abcdefgh stol " * 14)
    ):
        path, email = invited(admin, f"eva{number}@region.example"), f"eva{number}@region.example"
        person = demo_app.test_client()
        chosen = person.post(path, data={"password": password, "again": password})
        assert chosen.location == "/logga-in", FormPage(chosen.text).faults
        assert person.post("/logga-in", data={"email": email, "password": password}).location == "/"
        shorter = {"email": email, "password": password[:-1]}
        assert demo_app.test_client().post("/logga-in", data=shorter).status_code == 200


PASSWORD_FIELD = re.compile(r"<input[^>]*name=\"(?:password|again|old|proof)\"[^>]*>")


def test_the_fields_of_a_password_hide_it_and_let_a_manager_fill_it_in(
    admin: FlaskClient, demo_app: APIFlask
) -> None:
    pages = [demo_app.test_client().get("/logga-in").text, demo_app.test_client().get(invited(admin)).text]
    pages += [admin.get(path).text for path in ("/konto/", "/konto/passkeys", "/konto/engangskod")]
    for page in pages:
        found = PASSWORD_FIELD.findall(page)
        assert found
        for field in found:
            assert 'type="password"' in field
            assert re.search('autocomplete="(current|new)-password"', field)
            assert "onpaste" not in field


def test_a_password_stays_good(demo_app: APIFlask) -> None:
    """Nothing asks for another one because of its age, which nobody writes down."""
    assert [name for name in User.__table__.columns.keys() if "password" in name] == ["password"]  # noqa: SIM118
