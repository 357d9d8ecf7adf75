"""Mail about what waits: one a person and thing, with a link, in their language, and nothing about the thing itself."""

import datetime
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from flask.testing import FlaskClient

from accounts import RoleName, User
from accounts.people import add_user
from database import db, utcnow
from operations.demo import first_unit
from operations.notices import Notice, NoticeKind
from operations.notices.notice import PAUSES
from operations.notices.notice_worker import NoticeWorker
from registry.models.import_job import ImportJob, JobState
from tests.mail_server import Mailbox, mail_server
from tests.web.conftest import Clinic, clinic, examples, stored  # noqa: F401  (fixtures of the pages)
from tests.web.warehouse.steps import take

MINUTE, DAY = datetime.timedelta(minutes=1), datetime.timedelta(days=1)
KLARA = "klinik@returkoll.demo"


@pytest.fixture
def mailbox(demo_app: APIFlask) -> Iterator[Mailbox]:
    with mail_server(demo_app) as box:
        yield box


@pytest.fixture
def sent_back(
    clinic: Clinic,  # noqa: F811
    signed_in: Callable[[str], FlaskClient],
    examples: dict[str, str],  # noqa: F811
) -> None:
    """Two products of one return, back to their unit."""
    warehouse = signed_in("warehouse")
    serials = (examples["to_warehouse"], examples["to_warehouse_2"])
    number = clinic.sealed_return(*serials)
    for serial in serials:
        take(warehouse, number, serial)
    warehouse.post(f"/lager/mottag/{number}/inlagd")
    for line in stored(number).lines:
        warehouse.post(
            f"/lager/kontroll/{line.id}/tillbaka", data={"reasons": ["damaged"], "note": "Sprucket hölje"}
        )
    db.session.rollback()


def work(app: APIFlask, after: datetime.timedelta = datetime.timedelta()) -> int:
    sent = NoticeWorker(app).work_once(utcnow() + after)
    db.session.rollback()
    return sent


@pytest.mark.usefixtures("sent_back")
def test_what_came_back_is_told_to_everybody_at_the_unit_once_in_one_mail(
    demo_app: APIFlask, mailbox: Mailbox
) -> None:
    add_user("kalle@region.se", "Kalle", RoleName.CLINIC, "returkoll-demo", first_unit()).language = "en"
    db.session.commit()
    assert work(demo_app) == 0  # more may come back within some minutes
    assert [work(demo_app, after=6 * MINUTE) for _again in range(3)] == [2, 0, 0]
    by_person = {mail["To"]: mail for mail in mailbox.mails}
    assert set(by_person) == {KLARA, "kalle@region.se"}
    swedish, english = (by_person[to].get_content() for to in (KLARA, "kalle@region.se"))
    assert by_person[KLARA]["Subject"] == "Något har kommit tillbaka från huvudlagret"
    assert by_person["kalle@region.se"]["Subject"] == "Something has come back from the main warehouse"
    for text in (swedish, english):
        assert "https://returkoll.test/returer/kom-tillbaka" in text
        assert "https://returkoll.test/konto/" in text
        for line in stored_lines():
            assert line not in text
        assert "Sprucket" not in text


def stored_lines() -> set[str]:
    names = db.session.execute(sa.text("SELECT serial_number FROM line")).scalars()
    return {name for name in names if name}


@pytest.mark.usefixtures("sent_back")
def test_a_mail_server_that_refuses_is_asked_again_and_given_up_at_last(
    demo_app: APIFlask, mailbox: Mailbox
) -> None:
    mailbox.refuses = True
    after = 6 * MINUTE
    assert work(demo_app) == 0
    for pause in PAUSES:
        assert work(demo_app, after) == 0
        after += pause + MINUTE
    mailbox.refuses = False
    assert work(demo_app, after - MINUTE * 2) == 0
    assert work(demo_app, after) == 1
    assert {notice.sent for notice in db.session.scalars(sa.select(Notice))} == {True}


@pytest.mark.usefixtures("sent_back")
def test_whoever_wants_no_mail_gets_none_and_says_so_on_their_own_page(
    demo_app: APIFlask, mailbox: Mailbox, signed_in: Callable[[str], FlaskClient]
) -> None:
    client = signed_in("clinic")
    assert "Skicka e-post till mig" in client.get("/konto/").text
    assert client.post("/konto/mejl").status_code == 302
    assert work(demo_app) == work(demo_app, after=6 * MINUTE) == 0
    assert client.post("/konto/mejl", data={"wants_mail": "1"}).status_code == 302
    assert work(demo_app) == 0
    assert work(demo_app, after=6 * MINUTE) == 1


def test_whoever_started_an_import_hears_that_it_was_refused(demo_app: APIFlask, mailbox: Mailbox) -> None:
    for actor in ("admin@returkoll.demo", "import"):
        job = ImportJob(token=actor, file_name="a.csv", size=1, touched_at=utcnow(), actor=actor)
        job.state = JobState.REFUSED
        db.session.add(job)
    db.session.commit()
    assert [work(demo_app), work(demo_app)] == [1, 0]
    (mail,) = mailbox.mails
    assert (mail["To"], "/admin/import" in mail.get_content()) == ("admin@returkoll.demo", True)
    assert "a.csv" not in mail.get_content()


def test_an_overdue_charge_is_told_in_the_morning_and_again_after_a_week(
    demo_app: APIFlask, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("operations.notices.noticing.charging_due", lambda _now: Overdue())
    worker, monday = NoticeWorker(demo_app), datetime.datetime(2026, 11, 30, 5, 30, tzinfo=datetime.UTC)
    sent = [
        worker.work_once(monday + datetime.timedelta(hours=hours))
        for hours in (0, 1, 2, 26, 7 * 24 - 1, 7 * 24 + 1, 7 * 24 + 2)
    ]
    assert sent == [0, 1, 0, 0, 0, 1, 0]
    assert {mail["To"] for mail in mailbox.mails} == {"lager@returkoll.demo"}


class Overdue:
    overdue = 1


@pytest.mark.usefixtures("sent_back")
def test_without_a_mail_server_nothing_is_noticed(demo_app: APIFlask) -> None:
    assert work(demo_app, after=6 * MINUTE) == 0
    assert not db.session.scalars(sa.select(Notice)).all()


@pytest.mark.usefixtures("sent_back")
def test_of_two_workers_one_tells(demo_app: APIFlask, mailbox: Mailbox) -> None:
    work(demo_app)
    first, second = NoticeWorker(demo_app), NoticeWorker(demo_app)
    now = utcnow() + 6 * MINUTE
    user = db.session.scalars(sa.select(User).where(User.email == KLARA)).one().id
    db.session.rollback()
    assert Notice.claim(user, NoticeKind.CAME_BACK, first.name, now) == 2
    db.session.commit()
    assert second.work_once(now + MINUTE) == 0
    assert second.work_once(now + 3 * MINUTE) == 1  # the first one has died
    assert len(mailbox.mails) == 1
