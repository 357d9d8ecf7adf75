"""Printing to printers that fail: nothing is lost, nothing comes out twice without saying so."""

import datetime
import socket
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

import pytest

from labels import LabelError, Profile
from labels.contents.label import Label
from printing.network_printer import NetworkPrinter
from printing.protocols import zpl as zpl_language
from printing.protocols.outcome import NotPrinted
from printing.protocols.send import send
from printing.queue import Job, Queue, State
from tests.labels import paper
from tests.labels.samples import LABEL, SETS
from tests.printing.fakes import FakeIpp, FakeZpl

NOW = datetime.datetime(2026, 11, 23, 8, 0, tzinfo=datetime.UTC)
CODES = {("Code128", LABEL.number), ("QRCode", LABEL.url)}
# Long enough for a machine that is busy with other tests.
quickly = partial(send, timeout=2.5, patience=1.5)


@dataclass
class Shelf:
    """Jobs kept in a dict."""

    jobs: dict[str, Job] = field(default_factory=dict)

    def add(self, job: Job) -> None:
        self.jobs[job.id] = job

    def get(self, job_id: str) -> Job:
        return self.jobs[job_id]

    def unfinished(self) -> Iterable[Job]:
        return [job for job in self.jobs.values() if not job.state.is_finished]

    def change(self, was: Job, job: Job) -> bool:
        now = self.jobs[was.id]
        if (now.state, now.tries) != (was.state, was.tries):
            return False
        self.jobs[was.id] = job
        return True


def printer(fake: FakeZpl | FakeIpp) -> NetworkPrinter:
    return NetworkPrinter("Zebra", address=fake.address)


def queue_for(fake: FakeZpl | FakeIpp, *labels: Label) -> tuple[Queue, Shelf]:
    shelf = Shelf()
    queue = Queue(shelf, {"Zebra": printer(fake)}, quickly)
    for number, label in enumerate(labels or (LABEL,)):
        shelf.add(Job(str(number), label, "102x152", "Zebra", NOW))
    return queue, shelf


def read(fake: FakeZpl | FakeIpp) -> list[set[tuple[str, str]]]:
    """The codes on what came out."""
    if isinstance(fake, FakeIpp):
        return [paper.read(page) for pdf in fake.printed for page in paper.printed(pdf)]
    return [paper.read(page) for data in fake.printed for page in zpl_language.dots(data)]


@pytest.fixture(params=[FakeZpl, FakeIpp])
def kind(request: pytest.FixtureRequest) -> type[FakeZpl | FakeIpp]:
    return request.param


def test_a_label_comes_out_and_can_be_read(kind: type[FakeZpl | FakeIpp]) -> None:
    with kind() as fake:
        queue, shelf = queue_for(fake)
        queue.work()
        assert read(fake) == [CODES]
    assert shelf.jobs["0"].state is State.PRINTED


def test_what_is_printed_is_not_sent_again(kind: type[FakeZpl | FakeIpp]) -> None:
    with kind() as fake:
        queue, _ = queue_for(fake)
        queue.work()
        queue.work()
        assert len(read(fake)) == 1


def test_out_of_paper_keeps_the_label_and_says_so(kind: type[FakeZpl | FakeIpp]) -> None:
    with kind(paper=0) as fake:
        queue, shelf = queue_for(fake)
        queue.work()
        assert (shelf.jobs["0"].state, shelf.jobs["0"].tries) == (State.WAITING, 1)
        assert "papperet är slut" in str(shelf.jobs["0"].reason)
        fake.paper = 10
        queue.work()
        assert read(fake) == [CODES]
    assert shelf.jobs["0"].state is State.PRINTED


def test_the_order_holds_when_a_printer_stops(kind: type[FakeZpl | FakeIpp]) -> None:
    with kind(paper=0) as fake:
        queue, shelf = queue_for(fake, LABEL, LABEL)
        queue.work()
        assert [job.tries for job in shelf.jobs.values()] == [1, 0]


def test_a_slow_printer_is_waited_for(kind: type[FakeZpl | FakeIpp]) -> None:
    with kind(slow=0.3) as fake:
        queue, shelf = queue_for(fake)
        queue.work()
        assert shelf.jobs["0"].state is State.PRINTED
        assert read(fake) == [CODES]


def test_a_zpl_printer_that_is_too_slow_leaves_a_doubt_that_a_person_settles() -> None:
    with FakeZpl(slow=30) as fake:
        queue, shelf = queue_for(fake)
        queue.work()
        queue.work()
        assert shelf.jobs["0"].state is State.DOUBTFUL
        assert "Titta om den kom ut" in str(shelf.jobs["0"].reason)
        fake.slow = 0
        fake.feed(0)
        queue.was_printed("0")
        queue.work()
        assert len(fake.printed) == 1


def test_an_ipp_printer_that_is_too_slow_has_the_job_taken_back() -> None:
    with FakeIpp(slow=30) as fake:
        queue, shelf = queue_for(fake)
        queue.work()
        assert shelf.jobs["0"].state is State.WAITING
        fake.slow = 0
        queue.work()
        assert shelf.jobs["0"].state is State.PRINTED
        assert len(fake.printed) == 1


def test_paper_that_runs_out_under_the_label_leaves_a_doubt_and_the_next_one_is_marked() -> None:
    with FakeZpl(paper=1) as fake:
        queue, shelf = queue_for(fake, LABEL, LABEL)
        fake.paper = 1
        fake.slow = 0.1
        queue.work()
        # The first took the last of the paper: the printer says "out" with the label done, which nobody can know.
        assert shelf.jobs["0"].state is State.DOUBTFUL
        fake.feed(5)
        queue.print_again("0")
        queue.work()
        first = shelf.jobs["0"].content
        assert isinstance(first, Label)
        assert first.reprint
        assert len(fake.printed) == 3


def test_a_connection_that_breaks_in_the_middle_of_a_label_prints_nothing_and_keeps_it() -> None:
    with FakeZpl(cut_after=3000) as fake:
        queue, shelf = queue_for(fake)
        queue.work()
        assert fake.printed == []
        assert shelf.jobs["0"].state in (State.WAITING, State.DOUBTFUL)
        fake.cut_after = None
        if shelf.jobs["0"].state is State.DOUBTFUL:
            queue.print_again("0")
        queue.work()
        assert read(fake) == [CODES]


def test_a_zpl_printer_that_goes_silent_with_the_label_leaves_a_doubt() -> None:
    with FakeZpl(silent_after=True) as fake:
        queue, shelf = queue_for(fake)
        queue.work()
        queue.work()
        assert shelf.jobs["0"].state is State.DOUBTFUL
        assert len(fake.printed) == 1


def test_an_ipp_printer_that_breaks_while_the_document_comes_has_printed_nothing() -> None:
    with FakeIpp(cut_request=True) as fake:
        queue, shelf = queue_for(fake)
        queue.work()
        assert shelf.jobs["0"].state is State.WAITING
        fake.cut_request = False
        queue.work()
        assert read(fake) == [CODES]


def test_an_ipp_printer_that_breaks_before_its_answer_is_asked_for_the_job_and_prints_once() -> None:
    with FakeIpp(cut_answer=True) as fake:
        queue, shelf = queue_for(fake)
        queue.work()
        assert shelf.jobs["0"].state is State.PRINTED
        assert read(fake) == [CODES]


def test_an_ipp_printer_that_dies_with_the_job_leaves_a_doubt() -> None:
    with FakeIpp(dies_with_the_job=True) as fake:
        queue, shelf = queue_for(fake)
        queue.work()
        assert shelf.jobs["0"].state is State.DOUBTFUL


def test_a_printer_that_is_off_keeps_the_label(kind: type[FakeZpl | FakeIpp]) -> None:
    with kind() as fake:
        address = fake.address
    with pytest.raises(NotPrinted, match="svarar inte"):
        quickly(LABEL, "102x152", NetworkPrinter("Zebra", address=address), "1")


@pytest.mark.slow
def test_a_printer_that_does_not_answer_gets_no_label() -> None:
    with FakeZpl(mute=True) as fake:
        with pytest.raises(NotPrinted, match="hur den mår"):
            quickly(LABEL, "102x152", printer(fake), "1")
        assert fake.printed == []


def test_a_printer_without_pdf_or_that_refuses_says_so() -> None:
    with FakeIpp(formats=("image/pwg-raster",)) as fake, pytest.raises(NotPrinted, match="förstår inte PDF"):
        quickly(LABEL, "102x152", printer(fake), "1")
    with FakeIpp(refuses=True) as fake, pytest.raises(NotPrinted, match="tog inte emot"):
        quickly(LABEL, "102x152", printer(fake), "1")


@pytest.mark.slow
def test_something_else_on_the_port_is_not_taken_for_a_printer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        port = deaf.getsockname()[1]
        for address in (f"zpl://127.0.0.1:{port}", f"ipp://127.0.0.1:{port}/ipp"):
            with pytest.raises(NotPrinted):
                quickly(LABEL, "102x152", NetworkPrinter("Zebra", address=address), "1")


def test_a_server_that_died_while_sending_leaves_a_doubt() -> None:
    with FakeZpl() as fake:
        queue, shelf = queue_for(fake)
        shelf.add(Job("0", LABEL, "102x152", "Zebra", NOW, State.SENDING, 1))
        queue.recover()
        queue.work()
        assert shelf.jobs["0"].state is State.DOUBTFUL
        assert fake.printed == []


def test_a_label_that_cannot_be_made_does_not_stop_the_next_one() -> None:
    with FakeZpl() as fake:
        queue, shelf = queue_for(fake)
        shelf.add(Job("0", LABEL, "no such format", "Zebra", NOW))
        shelf.add(Job("1", LABEL, "102x152", "Zebra", NOW))
        queue.work()
        assert [job.state for job in shelf.jobs.values()] == [State.REFUSED, State.PRINTED]


def test_a_printer_that_is_gone_keeps_its_labels() -> None:
    with FakeZpl() as fake:
        queue, shelf = queue_for(fake)
        queue.printers.clear()
        queue.work()
        assert shelf.jobs["0"].state is State.WAITING
        assert "finns inte" in str(shelf.jobs["0"].reason)


@pytest.mark.parametrize("content", ["to_supplier", "packing", "shelf", "test"])
@pytest.mark.parametrize("dpi", [203, 300])
def test_zpl_of_every_kind_is_read_from_its_own_dots(content: str, dpi: int) -> None:
    data = zpl_language.render_zpl(SETS["long"][content], "102x192", Profile("Zebra", dpi=dpi))
    for picture in zpl_language.dots(data):
        assert picture.shape[1] == pytest.approx(102 * (8 if dpi == 203 else 300 / 25.4), abs=1)
        assert content == "shelf" or paper.read(picture)


def test_zpl_that_was_changed_on_the_way_does_not_read_back() -> None:
    data = zpl_language.render_zpl(LABEL, "102x152", Profile("Zebra"))
    for broken in (data[:-3], data.replace(b"A", b"B", 40), data + b"x"):
        with pytest.raises((LabelError, ValueError)):
            zpl_language.dots(broken)


def test_a_job_that_is_called_off_is_not_printed() -> None:
    with FakeZpl() as fake:
        queue, shelf = queue_for(fake, LABEL, LABEL)
        assert queue.cancel("0")
        assert queue.cancel("0")
        queue.work()
        assert len(fake.printed) == 1
        assert not queue.print_again("0")
        assert not queue.cancel("1")
    assert [job.state for job in shelf.jobs.values()] == [State.CANCELLED, State.PRINTED]


def test_a_job_that_is_called_off_just_before_its_turn_is_not_printed() -> None:
    with FakeZpl() as fake:
        queue, shelf = queue_for(fake, LABEL, LABEL)
        queue.work(keep_on=lambda: queue.cancel("0") or True)
        assert len(fake.printed) == 1
    assert shelf.jobs["0"].state is State.CANCELLED


def test_what_is_on_its_way_cannot_be_called_back_nor_sent_once_more() -> None:
    with FakeZpl() as fake:
        queue, shelf = queue_for(fake)
        shelf.add(Job("0", LABEL, "102x152", "Zebra", NOW, State.SENDING, 1))
        assert not queue.cancel("0")
        assert not queue.print_again("0")
        assert not queue.was_printed("0")


def test_a_process_that_was_taken_for_dead_has_the_last_word_on_what_it_printed() -> None:
    """It was only slow: another one called its job doubtful, and then it came out after all."""
    with FakeZpl() as fake:
        queue, shelf = queue_for(fake)
        other = Queue(shelf, queue.printers, quickly)

        def slowly(*sent: object) -> None:
            other.recover()
            assert shelf.jobs["0"].state is State.DOUBTFUL
            quickly(*sent)  # type: ignore[arg-type]

        queue.send = slowly
        queue.work()
    assert shelf.jobs["0"].state is State.PRINTED


def test_a_doubt_that_a_person_has_settled_meanwhile_stands() -> None:
    with FakeZpl() as fake:
        queue, shelf = queue_for(fake)

        def slowly(*_sent: object) -> None:
            queue.recover()
            queue.print_again("0")

        queue.send = slowly
        queue.work()
    assert shelf.jobs["0"].state is State.WAITING
    assert isinstance(content := shelf.jobs["0"].content, Label)
    assert content.reprint
