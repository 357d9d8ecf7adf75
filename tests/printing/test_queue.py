"""The queue in the database: nothing is lost, nothing is printed twice without saying so, whoever works it."""

import datetime
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from database import db, utcnow
from labels.contents import contents_json
from printing import Printer, PrintJob, Put, put_in_queue, was_printed_before
from printing.lease import LENGTH, PrinterLease, printers_to_work, try_now
from printing.protocols import zpl as zpl_language
from printing.protocols.send import send
from printing.queue import State
from printing.submitting import (
    FINISHED_STORED_FOR,
    forget_old_jobs,
    queue_for_people,
    queue_of,
    unfinished_on,
)
from printing.worker import Worker
from tests.labels import paper
from tests.labels.samples import LABEL, SETS
from tests.printing.fakes import FakeIpp, FakeZpl

quickly = partial(send, timeout=2.5, patience=1.5)
CODES = {("Code128", LABEL.number), ("QRCode", LABEL.url)}
SUBJECT = f"label:{LABEL.number}"


def printer_at(address: str, name: str = "Zebra") -> Printer:
    printer = Printer.add(actor="admin", now=utcnow(), name=name, paper="102x152", address=address)
    db.session.commit()
    return printer


def put(printer: Printer, content: object = LABEL, subject: str = SUBJECT, times: int = 1) -> Put:
    became = put_in_queue(printer, [content] * times, subject, unit=None, actor="me", now=utcnow())  # type: ignore[list-item]
    db.session.commit()
    return became


def jobs() -> list[PrintJob]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(PrintJob).order_by(PrintJob.id)))


def states() -> list[str]:
    return [job.state for job in jobs()]


def read(fake: FakeZpl | FakeIpp) -> list[set[tuple[str, str]]]:
    if isinstance(fake, FakeIpp):
        return [paper.read(page) for pdf in fake.printed for page in paper.printed(pdf)]
    return [paper.read(page) for data in fake.printed for page in zpl_language.dots(data)]


def work(app: APIFlask) -> None:
    """A worker's round, the pause after a failure waited out."""
    for printer in db.session.scalars(sa.select(Printer)):
        try_now(printer, utcnow())
    db.session.commit()
    Worker(app, quickly).run_once()
    db.session.rollback()


@pytest.mark.parametrize("content", SETS["long"].values(), ids=SETS["long"])
def test_contents_are_the_same_after_they_have_been_kept(content: object) -> None:
    assert contents_json.from_dict(contents_json.to_dict(content)) == content  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", [FakeZpl, FakeIpp])
def test_what_is_put_in_the_queue_comes_out_once_and_can_be_read(
    app: APIFlask, kind: type[FakeZpl | FakeIpp]
) -> None:
    with kind() as fake:
        assert put(printer_at(fake.address)) is Put.NEW
        work(app)
        work(app)
        assert read(fake) == [CODES]
    assert states() == ["printed"]
    assert printers_to_work(utcnow()) == []


@pytest.mark.parametrize("kind", [FakeZpl, FakeIpp])
def test_out_of_paper_keeps_it_and_says_so_until_there_is_paper(
    app: APIFlask, kind: type[FakeZpl | FakeIpp]
) -> None:
    with kind(paper=0) as fake:
        printer = printer_at(fake.address)
        put(printer, times=2)
        work(app)
        assert states() == ["waiting", "waiting"]
        assert [job.tries for job in jobs()] == [1, 0]
        assert "papperet är slut" in str(jobs()[0].why)
        assert printers_to_work(utcnow()) == []  # it rests
        assert unfinished_on(printer) == 2
        fake.paper = 10
        work(app)
        assert len(read(fake)) == 2
    assert states() == ["printed", "printed"]
    assert jobs()[0].why is None


def test_a_printer_that_goes_silent_leaves_a_doubt_and_the_second_print_says_that_it_is_one(
    app: APIFlask,
) -> None:
    with FakeZpl(silent_after=True) as fake:
        put(printer_at(fake.address))
        work(app)
        work(app)
        assert states() == ["doubtful"]
        assert "Titta om den kom ut" in str(jobs()[0].why)
        fake.silent_after = False
        assert queue_for_people().print_again(str(jobs()[0].id))
        db.session.commit()
        assert jobs()[0].says_reprint
        work(app)
        assert len(fake.printed) == 2
        assert fake.printed[0] != fake.printed[1]
    assert states() == ["printed"]


def test_a_slow_printer_does_not_make_another_one_wait(app: APIFlask) -> None:
    with FakeIpp(slow=1.2) as slow, FakeZpl() as quick:
        put(printer_at(slow.address, "Långsam"))
        put(printer_at(quick.address, "Snabb"), subject="another")
        worker = Worker(app, partial(send, timeout=5, patience=20))
        running = threading.Thread(target=worker.run)
        running.start()
        wait_until(lambda: bool(quick.printed))
        assert slow.printed == []
        wait_until(lambda: "sending" not in states() and "waiting" not in states())
        worker.stop()
        running.join()
    assert states() == ["printed", "printed"]


def test_two_workers_print_each_job_once_and_in_order(app: APIFlask) -> None:
    with FakeZpl(slow=0.02) as fake:
        printer = printer_at(fake.address)
        for number in range(6):
            put(printer, SETS["usual"]["shelf"] if number % 2 else LABEL, subject=str(number))
        workers = [Worker(app, quickly) for _ in range(3)]
        threads = [threading.Thread(target=worker.run_once) for worker in workers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        work(app)
        assert [len(codes) for codes in read(fake)] == [2, 1] * 3
    assert states() == ["printed"] * 6


def test_a_printer_that_somebody_has_is_left_alone_until_the_lease_has_run_out(app: APIFlask) -> None:
    printer = printer_at("zpl://127.0.0.1:9100")
    put(printer)
    now = utcnow()
    first, second = PrinterLease(printer.id, "first"), PrinterLease(printer.id, "second")
    assert first.take(now)
    assert not second.take(now)
    assert printers_to_work(now) == []
    assert first.renew(now)
    later = now + LENGTH + datetime.timedelta(seconds=1)
    assert second.take(later)
    assert not first.renew(later)
    assert not first.give_back(later, LENGTH)
    assert second.give_back(later, datetime.timedelta())
    assert printers_to_work(later) == [printer.id]


@pytest.mark.slow
def test_a_worker_that_is_killed_while_it_sends_leaves_a_doubt_and_no_second_label(
    app: APIFlask, database_url: str
) -> None:
    """A real process, a real kill: the printer has the label, nobody heard what became of it."""
    with FakeZpl(slow=60) as fake:
        printer = printer_at(fake.address)
        put(printer)
        process = subprocess.Popen([sys.executable, "-c", WORKER, database_url], cwd=ROOT)
        try:
            wait_until(lambda: bool(fake.waiting))
            process.kill()
        finally:
            process.wait()
        fake.slow = 0
        fake.feed(0)
        assert states() == ["sending"]
        work(app)
        assert states() == ["sending"]  # the lease: it might be alive
        db.session.execute(sa.update(Printer).values(free_at=utcnow()))
        db.session.commit()
        work(app)
        work(app)
        assert states() == ["doubtful"]
        assert "startade om" in str(jobs()[0].why)
        assert len(fake.printed) == 1


ROOT = Path(__file__).parent.parent.parent
WORKER = """
import sys
from tests.conftest import build_app
from printing.worker import Worker
Worker(build_app(sys.argv[1])).run()
"""


def wait_until(so: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_the_same_label_is_not_put_twice_while_it_waits(app: APIFlask) -> None:
    printer = printer_at("zpl://127.0.0.1:9100")
    assert put(printer) is Put.NEW
    assert put(printer) is Put.WAITS_ALREADY
    assert len(jobs()) == 1


def test_a_label_that_has_been_printed_says_so_the_next_time(app: APIFlask) -> None:
    with FakeZpl() as fake:
        printer = printer_at(fake.address)
        put(printer)
        work(app)
        assert was_printed_before(SUBJECT)
        assert put(printer) is Put.AGAIN
        work(app)
        assert [job.says_reprint for job in jobs()] == [False, True]
        assert fake.printed[0] != fake.printed[1]


def test_a_job_that_was_called_off_is_not_printed_and_may_be_put_again(app: APIFlask) -> None:
    with FakeZpl() as fake:
        printer = printer_at(fake.address)
        put(printer)
        assert queue_for_people().cancel(str(jobs()[0].id))
        db.session.commit()
        work(app)
        assert fake.printed == []
        assert put(printer) is Put.NEW
        work(app)
        assert len(fake.printed) == 1
    assert states() == ["cancelled", "printed"]
    waiting, finished = queue_of(None)
    assert (waiting, [job.state for job in finished]) == ([], ["printed", "cancelled"])


def test_a_printer_that_lost_its_address_keeps_what_waits(app: APIFlask) -> None:
    printer = printer_at("zpl://127.0.0.1:9100")
    put(printer)
    printer.change(actor="admin", now=utcnow(), address="")
    db.session.commit()
    work(app)
    assert states() == ["waiting"]
    assert "ingen adress" in str(jobs()[0].why)


def test_old_finished_jobs_are_forgotten_and_nothing_else(app: APIFlask) -> None:
    printer = printer_at("zpl://127.0.0.1:9100")
    put(printer, times=3)
    old, waiting, new = jobs()
    old.state, new.state = State.PRINTED.value, State.PRINTED.value
    old.changed_at = waiting.changed_at = utcnow() - FINISHED_STORED_FOR - datetime.timedelta(days=1)
    db.session.commit()
    assert forget_old_jobs(utcnow()) == 1
    db.session.commit()
    assert [job.id for job in jobs()] == [waiting.id, new.id]
