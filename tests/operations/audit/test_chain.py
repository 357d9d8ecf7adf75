"""The audit log shows when it was changed, whatever was changed in it."""

import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from click.testing import Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from database import db, forget_and_write, utcnow
from operations.audit import AuditAnchor, Audited, AuditEntry, AuditKind, head, record, verify
from operations.audit.chain import Head
from operations.audit.entry import KIND_WORDS
from operations.audit.trimming import count_older, trim

TEXT_COLUMNS = ("actor", "unit", "address", "subject", "previous", "hash")


def write(count: int, at: datetime.datetime | None = None) -> None:
    for number in range(count):
        with forget_and_write():
            said = Audited(
                AuditKind.PACKED, f"anna{number}@clinic.test", f"POST /returer/{number}", "10.0.0.1", "1010"
            )
            record(db.session, said, at or utcnow())


def write_and_fail() -> None:
    with forget_and_write():
        record(db.session, Audited(AuditKind.PACKED, "a@b.test", "POST /x"), utcnow())
        raise RuntimeError("the deed failed")


def broken_at() -> int | None:
    db.session.rollback()
    broken = verify(db.session())
    return broken and broken.number


def run(app: APIFlask, *command: str) -> Result:
    return app.test_cli_runner().invoke(args=["audit", *command])


def test_every_kind_has_words() -> None:
    assert set(KIND_WORDS) == set(AuditKind)


def test_a_chain_that_nobody_touched_holds(app: APIFlask) -> None:
    assert broken_at() is None
    write(5)
    assert broken_at() is None
    assert head(db.session).number == 5


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    number=st.integers(1, 6),
    column=st.sampled_from(TEXT_COLUMNS),
    text=st.text("abcdef0123456789", min_size=1),
)
def test_any_change_of_any_column_is_told(app: APIFlask, number: int, column: str, text: str) -> None:
    with forget_and_write():
        db.session.execute(sa.delete(AuditEntry))
    write(6)
    was = getattr(db.session.get_one(AuditEntry, number), column)
    with forget_and_write():
        db.session.execute(sa.update(AuditEntry).where(AuditEntry.number == number).values({column: text}))
    assert broken_at() == (None if was == text else number)


@pytest.mark.parametrize("number", [1, 3])
def test_an_entry_that_is_taken_out_is_told(app: APIFlask, number: int) -> None:
    write(4)
    with forget_and_write():
        db.session.execute(sa.delete(AuditEntry).where(AuditEntry.number == number))
    assert broken_at() == number


def test_another_time_or_kind_is_told(app: APIFlask) -> None:
    write(3)
    with forget_and_write():
        entry = db.session.get_one(AuditEntry, 2)
        entry.at += datetime.timedelta(microseconds=1)
    assert broken_at() == 2
    with forget_and_write():
        db.session.execute(sa.delete(AuditEntry))
    write(3)
    with forget_and_write():
        db.session.get_one(AuditEntry, 3).kind = AuditKind.PRINTED
    assert broken_at() == 3


def test_an_end_that_is_cut_off_is_told_by_the_head_that_was_noted(app: APIFlask) -> None:
    write(4)
    noted = str(head(db.session))
    assert run(app, "verify", "--head", noted).exit_code == 0
    with forget_and_write():
        db.session.execute(sa.delete(AuditEntry).where(AuditEntry.number == 4))
    assert run(app, "verify").exit_code == 0  # the chain is whole, and shorter
    told = run(app, "verify", "--head", noted)
    assert told.exit_code == 1
    assert "entry 4" in told.output


def test_what_is_no_head_is_refused_with_what_was_expected(app: APIFlask) -> None:
    told = run(app, "verify", "--head", "4")
    assert told.exit_code == 2
    assert "expected number:hash" in told.output
    with pytest.raises(ValueError, match="expected number:hash"):
        Head.parse("x:" + "0" * 64)


def test_old_entries_go_and_the_rest_still_hangs_together(app: APIFlask) -> None:
    old, new = utcnow() - datetime.timedelta(days=6 * 365.25), utcnow()
    write(3, old)
    write(2, new)
    assert count_older(db.session(), 5, new) == 3
    assert "3 entries are older" in run(app, "trim", "--dry-run").output
    assert "3 entries removed" in run(app, "trim").output
    assert broken_at() is None
    assert sorted(db.session.scalars(sa.select(AuditEntry.number))) == [4, 5, 6]
    assert db.session.get_one(AuditEntry, 6).kind is AuditKind.TRIMMED
    with forget_and_write():  # the first that is left is tied to what went
        db.session.execute(sa.delete(AuditEntry).where(AuditEntry.number == 4))
    assert broken_at() == 4


def test_a_log_that_is_trimmed_wholly_goes_on_from_its_anchor(app: APIFlask) -> None:
    write(3, utcnow() - datetime.timedelta(days=6 * 365.25))
    with forget_and_write():
        assert trim(db.session(), 5, actor="test", now=utcnow()) == 3
    assert db.session.scalars(sa.select(AuditAnchor.number)).one() == 3
    write(1)
    assert broken_at() is None
    assert head(db.session).number == 5


def test_a_log_that_somebody_shortened_by_hand_says_so(app: APIFlask) -> None:
    """With a right anchor the rest hangs together: what is missing is the entry that tells of it."""
    write(4)
    with forget_and_write():
        last = db.session.get_one(AuditEntry, 2)
        db.session.add(AuditAnchor(number=2, hash=last.hash, at=utcnow(), actor="flask nightly"))
        db.session.execute(sa.delete(AuditEntry).where(AuditEntry.number <= 2))
    assert broken_at() == 2
    assert "does not hold at entry 2" in run(app, "verify").output


def test_an_end_that_is_cut_off_after_a_trimming_is_told_without_a_noted_head(app: APIFlask) -> None:
    write(3, utcnow() - datetime.timedelta(days=6 * 365.25))
    with forget_and_write():
        trim(db.session(), 5, actor="test", now=utcnow())
    assert broken_at() is None
    with forget_and_write():
        db.session.execute(sa.delete(AuditEntry))
    assert broken_at() == 3


def test_a_chain_that_does_not_hold_is_not_trimmed(app: APIFlask) -> None:
    write(3, utcnow() - datetime.timedelta(days=6 * 365.25))
    with forget_and_write():
        db.session.get_one(AuditEntry, 1).actor = "nobody"
    told = run(app, "trim")
    assert told.exit_code == 1
    assert "does not hold at entry 1" in told.output
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) == 3


def test_a_deed_that_fails_leaves_no_entry(app: APIFlask) -> None:
    write(1)
    with pytest.raises(RuntimeError):
        write_and_fail()
    assert head(db.session).number == 1


def test_a_personnummer_in_an_address_is_not_stored(app: APIFlask) -> None:
    with forget_and_write():
        record(db.session, Audited(AuditKind.PACKED, "a@b.test", "POST /x/811228-9874"), utcnow())
    assert "9874" not in db.session.get_one(AuditEntry, 1).subject


def test_export(app: APIFlask, tmp_path: Path) -> None:
    write(2)
    assert run(app, "export", str(tmp_path / "log.csv")).exit_code == 0
    text = (tmp_path / "log.csv").read_text("utf-8-sig")
    assert [row.split(";")[0] for row in text.splitlines()] == ["Nummer", "2", "1"]
