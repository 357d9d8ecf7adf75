"""Printed serials: what looks like one is suggested, what does not is left alone, and nothing becomes an identity."""

import contextlib
import io
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

import scanner
from identity import return_number
from scanner import printed_text
from scanner.engines import text_process
from scanner.engines.text import FEWEST, PrintedLine
from scanner.engines.text import read as read_print
from scanner.engines.text_process import ROOT
from scanner.engines.text_process import read as read_elsewhere
from scanner.time_budget import Clock
from tests.scanner.device import photo_of


def line(content: str, left: float = 0, top: float = 0, confidence: float = 0.9) -> PrintedLine:
    right, bottom = left + 12 * len(content), top + 20
    return PrintedLine(content, ((left, top), (right, top), (right, bottom), (left, bottom)), confidence)


def texts(*lines: PrintedLine) -> list[str]:
    return [suggestion.text for suggestion in printed_text.from_lines(list(lines))]


@pytest.mark.parametrize(
    "printed",
    [
        "SN 24K0O1784",
        "S/N: 24K0O1784",
        "S / N 24K0O1784",
        "SN24K0O1784",
        "Serienr 24K0O1784",
        "Serienummer: 24k0o1784",
        "Serial No. 24K0O1784",
        "SERIAL NUMBER 24K0O1784",
        "Ser.nr 24K0O1784",
        "REF 217-331 SN 24K0O1784",
        "(01)07312345678903(21)24K0O1784",
    ],
)
def test_what_stands_after_the_words_for_serial_number_is_one(printed: str) -> None:
    (suggestion,) = printed_text.from_lines([line(printed)])
    assert suggestion.text == "24K0O1784"
    assert suggestion.named


@pytest.mark.parametrize("place", [(60, 0), (0, 26)])
def test_the_number_may_stand_beside_or_under_the_word(place: tuple[float, float]) -> None:
    assert texts(line("SN"), line("24K0O1784", *place)) == ["24K0O1784"]


def test_a_number_far_away_from_the_word_is_only_one_by_its_shape() -> None:
    (suggestion,) = printed_text.from_lines([line("SN"), line("24K0O1784", 400, 300)])
    assert not suggestion.named


def test_what_is_named_comes_first_then_the_surer() -> None:
    lines = (line("11223344", confidence=0.95), line("55667788", confidence=0.99), line("SN 99887766"))
    assert texts(*lines) == ["99887766", "55667788", "11223344"]


@pytest.mark.parametrize(
    "printed",
    [
        "Hörapparat",
        "miniRITE",
        "312",
        "2026-11-25",
        "2026-11",
        "20261125",
        "REF 217-33188",
        "LOT 24A0098",
        "7312345678903",
        "Tel 08-123 456 78",
        "CE 0123456",
        "IP68",
        "Vänster",
    ],
)
def test_words_dates_and_other_numbers_are_left_alone(printed: str) -> None:
    assert texts(line(printed)) == []


def test_a_personnummer_is_never_suggested() -> None:
    assert texts(line("811228-9874"), line("SN 19811228-9874")) == []


def test_an_envelopes_printed_number_is_suggested_when_its_check_character_is_right() -> None:
    number = return_number.new()
    wrong = number[:-1] + next(c for c in "34679ACD" if c != number[-1])
    shown = f"{number[:2]} {number[2:6]} {number[6:]}"
    assert texts(line(shown), line(wrong)) == [number]


@pytest.mark.slow
def test_a_device_with_nothing_but_print_gives_its_serial() -> None:
    picture = photo_of("Oticon Real 1", "SN 24K7Y1784", "2026-03")
    assert scanner.read(picture).symbols == ()
    (suggestion,) = printed_text.suggest(picture)
    assert (suggestion.text, suggestion.named) == ("24K7Y1784", True)
    assert suggestion.confidence > 0.8
    xs, ys = zip(*suggestion.corners, strict=True)
    assert 340 < min(xs) < max(xs) < 760
    assert 300 < min(ys) < max(ys) < 460


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_it_may_lie_on_its_side_or_head(turns: int) -> None:
    picture = np.rot90(photo_of("S/N 24K7Y1784", turn=0), turns).copy()
    assert [suggestion.text for suggestion in printed_text.suggest(picture)] == ["24K7Y1784"]


def test_a_large_photo_has_its_corners_in_its_own_pixels() -> None:
    picture = np.repeat(np.repeat(photo_of("SN 24K7Y1784", turn=0), 3, axis=0), 3, axis=1)
    (suggestion,) = printed_text.suggest(picture)
    assert suggestion.corners[1][0] > 1280


def test_an_empty_picture_suggests_nothing() -> None:
    assert printed_text.suggest(np.full((300, 400), 200, np.uint8)) == []


def test_what_is_no_picture_is_told() -> None:
    with pytest.raises(scanner.UnreadablePicture):
        printed_text.suggest(b"no picture")


def page_of_print(rows: int = 40, columns: int = 8) -> np.ndarray:
    """A document of hundreds of words, in whose middle a serial number stands."""
    page = np.full((rows * 25, columns * 160), 255, np.uint8)
    for row in range(rows):
        for column in range(columns):
            is_middle = (row, column) == (rows // 2, columns // 2)
            word = "SN 24K7Y1784" if is_middle else f"WORD{row * columns + column}"
            cv2.putText(page, word, (column * 160 + 5, row * 25 + 18), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 0, 1)
    return page


@pytest.mark.slow
def test_a_page_full_of_print_keeps_the_time_and_is_read_from_its_middle() -> None:
    """It took half a minute, while whoever sent it waited, and every other photo of that worker with it."""
    page = page_of_print()
    printed_text.suggest(page_of_print(2, 2))  # the models are loaded
    start = time.thread_time()
    lines = read_print(page, Clock(printed_text.BUDGET_MS))
    assert time.thread_time() - start < 5
    found = printed_text.from_lines(lines)
    assert (found[0].text, found[0].named) == ("24K7Y1784", True)


def test_some_lines_are_read_also_when_the_time_is_over() -> None:
    lines = read_print(page_of_print(10, 4), Clock(0))
    assert 0 < len(lines) <= FEWEST
    assert "24K7Y1784" in "".join(line.text for line in lines).replace(" ", "")
    rows = [round(line.corners[0][1] / 25) for line in lines]
    assert rows == sorted(rows)


def test_bars_that_look_like_a_line_without_end_are_no_print() -> None:
    picture = np.full((600, 2200), 255, np.uint8)
    picture[290:300, ::9] = 0
    assert read_print(picture) == []


@pytest.mark.slow
def test_a_large_picture_is_let_go_before_its_print_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading print takes some 250 MB, of another process. A picture of 64 megapixels took up to 400 MB beside it."""
    written = io.BytesIO()
    Image.new("RGB", (7000, 7000), "white").save(written, "PNG")
    taken: list[int] = []
    read, before = text_process.read, resident_megabytes()

    def remember(*asked: Any) -> Any:
        taken.append(resident_megabytes() - before)
        return read(*asked)

    monkeypatch.setattr(text_process, "read", remember)
    printed_text.suggest(written.getvalue(), budget_ms=20_000)
    assert taken[-1] < 150


def resident_megabytes() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() // 2**20


def test_the_networks_are_not_loaded_where_pictures_are_decoded() -> None:
    code = (
        "import sys, numpy, scanner.printed_text as print_of; "
        "print(print_of.suggest(numpy.full((300, 400), 200, numpy.uint8)), 'onnxruntime' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[] False"


def reading_processes() -> set[int]:
    """The processes that read print for this one."""
    children = Path("/proc/self/task").glob("*/children")
    numbers = {int(number) for path in children for number in path.read_text().split()}
    return {number for number in numbers if b"text_process" in Path(f"/proc/{number}/cmdline").read_bytes()}


def test_one_process_reads_all_pictures_and_another_one_when_it_has_died() -> None:
    picture = page_of_print(2, 2)
    assert read_elsewhere(picture, Clock(5000))
    (first,) = reading_processes()
    assert read_elsewhere(picture, Clock(5000))
    assert reading_processes() == {first}
    subprocess.run(["kill", "-9", str(first)], check=True)
    while first in reading_processes():
        time.sleep(0.05)
    assert [line.text for line in read_elsewhere(picture, Clock(5000))] == [
        line.text for line in read_print(picture)
    ]


def megabytes_of(process: int, what: str) -> int:
    """A line of the process's status, such as VmHWM: the most memory that it has had."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.split(f"{what}:")[1].split()[0]) // 1024


@pytest.mark.slow
def test_the_densest_page_of_the_largest_size_is_read_within_the_memory_that_is_allowed() -> None:
    page = page_of_print(88, 14)[:2200, :2200]
    assert page.shape == (2200, 2200)
    assert read_elsewhere(page, Clock(0))
    (process,) = reading_processes()
    limits = Path(f"/proc/{process}/limits").read_text().splitlines()
    (allowed,) = [line.split()[3] for line in limits if line.startswith("Max data size")]
    assert int(allowed) == text_process.MEMORY
    assert megabytes_of(process, "VmHWM") < text_process.MEMORY >> 20


@pytest.mark.slow
def test_a_picture_that_needs_more_memory_is_not_read_and_is_not_tried_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[object] = []
    start = subprocess.Popen

    def remember(*asked: Any, **more: Any) -> Any:
        started.append(asked)
        return start(*asked, **more)

    monkeypatch.setattr(text_process, "MEMORY", 330 << 20)
    monkeypatch.setattr(subprocess, "Popen", remember)
    with contextlib.closing(text_process.Elsewhere()) as elsewhere:
        assert elsewhere.read(page_of_print(80, 12), Clock(5000)) == []
        assert len(started) == 1
        monkeypatch.undo()
        assert elsewhere.read(page_of_print(2, 2), Clock(5000))
