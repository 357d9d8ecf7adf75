"""One table of written forms at every door that no page is needed for: labels, printed text, exports, the log."""

import datetime
import json
from collections.abc import Callable

import pytest
import structlog

from app import set_up_logging
from common.csv_form import Number, csv_text
from common.privacy import find_in_free_text, find_in_number
from labels import Address, Label, LabelError, LabelKind, PackedLine, ShelfLabel, TestPage
from scanner.engines.text import PrintedLine
from scanner.printed_text import from_lines
from tests.written_forms import NO_PERSONNUMMER, ON_SEVERAL_LINES, ONLY_IN_FREE_TEXT, PERSONNUMMER

ADDRESS = Address("Hörselmottagningen", ("Norrgatan 1",), "900 01", "Norrby")
CORNERS = ((0.0, 0.0), (100.0, 0.0), (100.0, 20.0), (0.0, 20.0))


def label(order_number: str) -> Label:
    return Label(
        kind=LabelKind.TO_WAREHOUSE,
        number="RK7H4MCXD",
        url="https://returkoll.test/r/RK7H4MCXD",
        sender=ADDRESS,
        recipient=ADDRESS,
        order_number=order_number,
        items=1,
        date=datetime.date(2026, 11, 27),
    )


FREE_TEXT_ON_PAPER: dict[str, Callable[[str], object]] = {
    "an address's name": lambda text: Address(text, (), "900 01", "Norrby"),
    "an address's line": lambda text: Address("Mottagningen", (text,), "900 01", "Norrby"),
    "an address's town": lambda text: Address("Mottagningen", (), "900 01", text),
    "an article's name": lambda text: PackedLine(text),
    "a shelf label's title": lambda text: ShelfLabel("A-03-2", text),
    "a shelf label's detail": lambda text: ShelfLabel("A-03-2", "Slingor", (text,)),
    "a test page's printer": lambda text: TestPage(text, datetime.date(2026, 11, 27)),
}
NUMBERS_ON_PAPER: dict[str, Callable[[str], object]] = {
    "an order number": label,
    "a serial number": lambda text: PackedLine("Fjord", "A1", (text,)),
    "an article number": lambda text: PackedLine("Fjord", text),
}


@pytest.mark.parametrize("door", FREE_TEXT_ON_PAPER)
@pytest.mark.parametrize("form", [*PERSONNUMMER, *ON_SEVERAL_LINES, *ONLY_IN_FREE_TEXT])
def test_no_text_on_a_label_holds_one(door: str, form: str) -> None:
    written = {**PERSONNUMMER, **ON_SEVERAL_LINES, **ONLY_IN_FREE_TEXT}[form]
    with pytest.raises(LabelError, match="personnummer") as refused:
        FREE_TEXT_ON_PAPER[door](written)
    assert not find_in_free_text(str(refused.value))


@pytest.mark.parametrize("door", NUMBERS_ON_PAPER)
@pytest.mark.parametrize("form", PERSONNUMMER)
def test_no_number_on_a_label_is_one(door: str, form: str) -> None:
    with pytest.raises(LabelError, match="personnummer") as refused:
        NUMBERS_ON_PAPER[door](PERSONNUMMER[form])
    assert not find_in_free_text(str(refused.value))


@pytest.mark.parametrize("door", NUMBERS_ON_PAPER)
@pytest.mark.parametrize("form", ONLY_IN_FREE_TEXT)
def test_a_number_that_looks_like_one_by_chance_is_printed(door: str, form: str) -> None:
    NUMBERS_ON_PAPER[door](ONLY_IN_FREE_TEXT[form])


@pytest.mark.parametrize("form", PERSONNUMMER)
def test_nothing_of_it_is_suggested_from_print(form: str) -> None:
    written = PERSONNUMMER[form]
    for text in (written, f"S/N {written}", f"Serienr: {written}", f"Anna {written}"):
        suggested = " ".join(suggestion.text for suggestion in from_lines([PrintedLine(text, CORNERS, 0.9)]))
        assert "0016" not in suggested
        assert not find_in_number(suggested)


@pytest.mark.parametrize("form", PERSONNUMMER)
def test_nothing_of_it_is_exported(form: str) -> None:
    written = PERSONNUMMER[form]
    exported = csv_text(["Anteckning", "Serienummer"], [(f"Gäller {written}", Number(written))])
    assert not find_in_free_text(exported)


@pytest.mark.parametrize("form", [*PERSONNUMMER, *ON_SEVERAL_LINES, *ONLY_IN_FREE_TEXT])
def test_nothing_of_it_is_logged(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    written = {**PERSONNUMMER, **ON_SEVERAL_LINES, **ONLY_IN_FREE_TEXT}[form]
    set_up_logging("INFO")
    log = structlog.get_logger()
    try:
        raise ValueError(f"kan inte läsa {written}")
    except ValueError:
        log.exception("unreadable", text=written, form={"note": [written]}, path=f"/sok?q={written}")
    logged = json.loads(capsys.readouterr().out)
    assert logged["event"] == "unreadable"
    assert not [value for value in map(str, logged.values()) if find_in_free_text(value)]


@pytest.mark.parametrize("form", NO_PERSONNUMMER)
def test_what_is_none_passes_every_door(form: str) -> None:
    written = NO_PERSONNUMMER[form]
    Address("Mottagningen", (written,), "900 01", "Norrby")
    PackedLine(written, "A1", (written,))
    assert written in csv_text(["a"], [(f"Se {written}",)])
