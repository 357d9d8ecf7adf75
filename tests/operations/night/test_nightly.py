"""`flask nightly`: a backup that is restored on trial, and what is old goes, by the rules of the settings."""

import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from click.testing import Result

from database import db, forget_and_write, utcnow
from operations.audit import AuditAnchor, Audited, AuditKind, head, record, verify
from operations.audit.chain import Head
from operations.demo import first_unit
from operations.doctor.database_and_nights import nights
from operations.night import LastRun
from operations.night.backups import FORM, backups_in, to_remove
from registry.imports import job_lock
from registry.models import Article
from returns import Line, Return, ReturnState
from returns.photo import LinePhoto

A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def house(demo_app: APIFlask, tmp_path: Path) -> APIFlask:
    demo_app.config["BACKUP_FOLDER"] = str(tmp_path / "backups")
    return demo_app


def night(app: APIFlask, *options: str) -> Result:
    return app.test_cli_runner().invoke(args=["nightly", *options])


@pytest.mark.slow
def test_a_night_makes_a_backup_restores_it_and_says_so(house: APIFlask, tmp_path: Path) -> None:
    with forget_and_write():
        Return.open(first_unit(), actor="a", now=utcnow())
    done = night(house)
    assert done.exit_code == 0, done.output
    ((_at, file),) = backups_in(tmp_path / "backups")
    assert file.stat().st_mode & 0o077 == 0
    assert f"backup: {file.name}" in done.output
    assert "rows restored in" in done.output
    assert "the last event is “" in done.output
    told = "\n".join(map(str, nights()))
    assert "WRONG" not in told
    assert file.name in told
    done = night(house, "--if-due")
    assert done.output == "", "nothing is due a second time"


def test_a_dry_run_changes_nothing(house: APIFlask, tmp_path: Path) -> None:
    done = night(house, "--dry-run")
    assert done.exit_code == 0, done.output
    assert "would write" in done.output
    assert not (tmp_path / "backups").exists()
    assert db.session.scalars(sa.select(LastRun)).all() == []


@pytest.mark.slow
def test_a_backup_that_does_not_restore_is_told(house: APIFlask, tmp_path: Path) -> None:
    """A page of the file is lost: the disk had a fault."""
    assert night(house, "--only", "backup").exit_code == 0
    ((_at, file),) = backups_in(tmp_path / "backups")
    whole = file.read_bytes()
    file.write_bytes(whole[:20480] + bytes(8192) + whole[28672:])
    done = night(house, "--only", "drill")
    assert done.exit_code == 1
    assert "failed on trial" in done.output
    assert "WRONG night, drill" in "\n".join(map(str, nights()))


def test_a_command_takes_the_backup_elsewhere_and_its_failure_is_told(
    house: APIFlask, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    house.config["BACKUP_COMMAND"] = f"cp -t {tmp_path / 'elsewhere'}"
    assert night(house, "--only", "backup").exit_code == 0
    ((_at, file),) = backups_in(tmp_path / "backups")
    assert (tmp_path / "elsewhere" / file.name).read_bytes() == file.read_bytes()
    house.config["BACKUP_COMMAND"] = "sh -c 'echo the line is down >&2; exit 7'"
    done = night(house, "--only", "backup")
    assert done.exit_code == 1
    assert "ended with 7: the line is down" in done.output


def test_a_folder_that_takes_nothing_is_told_and_the_other_jobs_are_done(
    house: APIFlask, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    house.config["BACKUP_FOLDER"] = str(tmp_path / "file" / "backups")
    done = night(house, "--only", "backup", "--only", "drafts")
    assert done.exit_code == 1
    assert "could not be written" in done.output
    assert "empty drafts" in done.output


def test_only_one_at_a_time(house: APIFlask) -> None:
    with job_lock.take(db.engine, -1):  # type: ignore[union-attr]
        assert "Another machine" in night(house).output


def test_the_newest_of_each_day_week_and_month_stay(house: APIFlask, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "somebody-elses.txt").write_text("")
    newest = datetime.datetime(2026, 11, 28, 2, 15, tzinfo=datetime.UTC)
    for days in range(400):
        (folder / f"returkoll-{(newest - days * A_DAY).strftime(FORM)}Z.backup").write_text("")
    house.config.update(BACKUPS_DAILY=7, BACKUPS_WEEKLY=5, BACKUPS_MONTHLY=12)
    removed = set(to_remove(folder))
    left = [at.date() for at, path in backups_in(folder) if path not in removed]
    assert left[:7] == [(newest - days * A_DAY).date() for days in range(7)]
    assert datetime.date(2026, 11, 15) in left  # a Sunday, the newest of its week
    assert datetime.date(2026, 2, 28) in left
    assert len(left) <= 7 + 5 + 12
    assert min(left) == datetime.date(2025, 12, 31)


def test_old_empty_drafts_are_cancelled_and_others_are_not(house: APIFlask) -> None:
    now = utcnow()
    with forget_and_write():
        old = Return.open(first_unit(), actor="a", now=now - 40 * A_DAY)
        new = Return.open(first_unit(), actor="a", now=now - 20 * A_DAY)
        numbers = old.number, new.number
    before = states()
    assert "would cancel" in night(house, "--only", "drafts", "--dry-run").output
    assert states() == before
    assert "cancelled" in night(house, "--only", "drafts").output
    assert states()[numbers[0]] is ReturnState.CANCELLED
    assert states()[numbers[1]] is ReturnState.DRAFT
    with_products = {one.number for one in db.session.scalars(sa.select(Return)) if one.lines}
    assert {number: before[number] for number in with_products} == {
        number: states()[number] for number in with_products
    }


def states() -> dict[str, ReturnState]:
    db.session.rollback()
    return dict(db.session.execute(sa.select(Return.number, Return.state)).all())


def test_photos_of_closed_returns_go_when_they_are_old_and_the_history_says_so(house: APIFlask) -> None:
    now = utcnow()
    with forget_and_write():
        photos = [
            photographed(ReturnState.CLOSED, now - 400 * A_DAY),
            photographed(ReturnState.CLOSED, now - 10 * A_DAY),
            photographed(ReturnState.DRAFT, now - 400 * A_DAY),
        ]
        ids = [photo.id for photo in photos]
    assert "removed 0 photos" in night(house, "--only", "photos").output, "0 months: never"
    house.config["PHOTO_MONTHS"] = 12
    assert "would remove 1 photos" in night(house, "--only", "photos", "--dry-run").output
    assert "removed 1 photos" in night(house, "--only", "photos").output
    db.session.rollback()
    left = set(db.session.scalars(sa.select(LinePhoto.id)))
    assert (ids[0] in left, ids[1] in left, ids[2] in left) == (False, True, True)


def photographed(state: ReturnState, at: datetime.datetime) -> LinePhoto:
    """A photo of a product in a return of that state."""
    return_ = Return.open(first_unit(), actor="a", now=at)
    article = db.session.scalars(sa.select(Article)).first()
    line = Line(article=article, codes=[], packed_by="a", packed_at=at)
    return_.lines.append(line)
    photo = LinePhoto(jpeg=b"x", width=1, height=1, actor="a", at=at)
    line.photos.append(photo)
    return_.state = state
    db.session.flush()
    return photo


def test_old_audit_entries_go_and_the_chain_holds(house: APIFlask) -> None:
    now = utcnow()
    with forget_and_write():
        for days in (4000, 3000, 1):
            record(db.session, Audited(AuditKind.PACKED, "a@b.test", "POST /x"), now - days * A_DAY)
    assert "would remove 2 entries" in night(house, "--only", "audit", "--dry-run").output
    assert "removed 2 entries" in night(house, "--only", "audit").output
    db.session.rollback()
    assert verify(db.session()) is None
    assert db.session.scalars(sa.select(AuditAnchor)).all()


def test_the_head_of_the_audit_log_goes_into_the_machines_log_each_night(
    house: APIFlask, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where that log is sent to another machine, nobody can write the chain anew unseen."""
    with forget_and_write():
        record(db.session, Audited(AuditKind.PACKED, "a@b.test", "POST /x"), utcnow())
    noted = str(head(db.session))
    done = night(house, "--only", "audit")
    assert noted in done.output
    assert f'"head": "{noted}", "event": "audit_head"' in done.output + capsys.readouterr().out
    db.session.rollback()
    assert verify(db.session(), Head.parse(noted)) is None
