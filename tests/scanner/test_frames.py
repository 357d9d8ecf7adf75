"""The benchmark's frames: the same for a seed, good ones readable, every damage and symbology among them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import zxingcpp

from benchmarks import frames, payloads, report
from benchmarks.engines import Answer, same_form
from benchmarks.promises import OURS, of_engines
from benchmarks.score import Look, Result, Sample, look_at, scores


def test_a_seed_gives_the_same_frame_every_time() -> None:
    one, other = frames.frame(4_000_001), frames.frame(4_000_001)
    assert np.array_equal(one.picture, other.picture)
    assert one.codes == other.codes
    assert one.picture.shape == (1080, 1920)


@pytest.mark.parametrize("symbology", payloads.SYMBOLOGIES)
def test_a_clean_frame_is_read_by_the_best_engine_alone(symbology: str) -> None:
    frame = frames.frame(5_000_003, "clean", symbology)
    read = {same_form(barcode.bytes) for barcode in zxingcpp.read_barcodes(frame.picture)}
    assert frame.codes[0].symbology == symbology
    assert same_form(frame.codes[0].payload) in read


@pytest.mark.parametrize("axis", frames.AXES)
def test_every_damage_makes_a_picture(axis: str) -> None:
    frame = frames.frame(6_000_000, axis)
    assert frame.axis == axis
    assert frame.picture.std() > 2


def test_a_misread_is_an_answer_that_does_not_stand_in_the_picture() -> None:
    blank = np.full((50, 50), 255, np.uint8)
    sample = Sample(blank, (("EAN", b"0012345678905"),), ("clean",), also=(b"extra",))
    readers = {
        "right": lambda _picture: [Answer(b"012345678905"), Answer(b"extra")],
        "wrong": lambda _picture: [Answer(b"012345678905"), Answer(b"999")],
        "ours": lambda _picture: [],
    }
    made = scores([look_at(sample, readers)])
    assert (made["right"]["all"].read, made["right"]["all"].misread) == (1, 0)
    assert (made["wrong"]["EAN"].read, made["wrong"]["clean"].misread) == (1, 1)
    assert (made["ours"]["all"].codes, made["ours"]["all"].read) == (1, 0)


def test_an_engine_that_reads_a_2d_code_more_than_we_do_is_told() -> None:
    blank = np.full((50, 50), 255, np.uint8)
    sample = Sample(blank, (("QR", b"A"), ("EAN", b"012345678905")), ("clean",), name="blank")
    ean, qr = Answer(b"012345678905", symbology="EAN13"), Answer(b"A", symbology="QRCode")
    both = look_at(sample, {"engine": lambda _picture: [ean, qr], OURS: lambda _picture: [ean, qr]})
    no_qr = look_at(sample, {"engine": lambda _picture: [qr], OURS: lambda _picture: [ean]})
    no_ean = look_at(sample, {"engine": lambda _picture: [ean], OURS: lambda _picture: [qr]})
    assert [promise.holds for promise in of_engines("views", [both])] == [True]
    assert [promise.holds for promise in of_engines("views", [no_qr])] == [False]
    assert [promise.holds for promise in of_engines("views", [no_ean])] == [False]
    # What is weak is counted over the set: another picture can make up for it.
    assert [promise.holds for promise in of_engines("views", [no_ean, no_qr, both])] == [False]
    assert [promise.holds for promise in of_engines("views", [no_ean, _the_other_way(no_ean)])] == [True]


def _the_other_way(result: Result) -> Result:
    """Each reader says what the other one said; what was read only by the engine has a weak check."""
    looks = {"engine": Look((), 1.0), OURS: result.looks["engine"]}
    return replace(result, looks=looks)


def test_a_section_of_the_document_is_replaced_and_the_rest_stays(tmp_path: Path) -> None:
    path = tmp_path / "benchmarks.md"
    path.write_text("# Benchmarks\n\nBy hand.\n\n<!-- scanner: begin -->old<!-- scanner: end -->\n\nAfter.\n")
    report.write(path, "scanner", ["Machine.", "Table."], {"frames": "<svg/>"})
    text = path.read_text()
    assert "old" not in text
    assert text.startswith("# Benchmarks\n\nBy hand.")
    assert text.endswith("After.\n")
    assert "benchmarks-scanner-frames.svg" in text
    assert (path.parent / "benchmarks-scanner-frames.svg").read_text() == "<svg/>"
