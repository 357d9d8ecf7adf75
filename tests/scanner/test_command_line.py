"""`python -m scanner`: a JSON line a file, errors beside answers, an exit status that scripts can use."""

import json
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp

from tests.scanner.device import photo_of


def scan(*arguments: str, stdin: bytes = b"") -> tuple[int, list[dict]]:
    command = [sys.executable, "-m", "scanner", *arguments]
    done = subprocess.run(command, input=stdin, capture_output=True, check=False)
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done.returncode, [json.loads(line) for line in done.stdout.decode().splitlines()]


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    payload = "(01)09520000000011(17)271231(21)NV2400017"
    symbol = np.array(
        zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.DataMatrix, gs1=True).to_image(scale=6)
    )
    page = np.full((360, 480), 255, np.uint8)
    page[60 : 60 + symbol.shape[0], 90 : 90 + symbol.shape[1]] = symbol
    path = tmp_path / "förpackning.png"
    cv2.imwrite(str(path), page)
    return path


def test_a_picture_is_one_line_with_everything_that_was_read(picture: Path) -> None:
    status, (answer,) = scan(str(picture))
    assert status == 0
    assert answer["file"] == str(picture)
    assert answer["size"] == [480, 360]
    assert answer["elapsed_ms"] > 0
    (symbol,) = answer["symbols"]
    assert bytes.fromhex(symbol["bytes"]) == b"010952000000001117271231" + b"21NV2400017"
    assert symbol["format"] == "DataMatrix"
    assert len(symbol["corners"]) == 4
    assert symbol["identity"]["serial"] == "NV2400017"
    assert symbol["identity"]["expiry_date"] == "2027-12-31"
    assert "suggestions" not in answer


def test_what_cannot_be_read_is_a_line_too_and_the_others_go_on(picture: Path, tmp_path: Path) -> None:
    text = tmp_path / "letter.txt"
    text.write_text("Hej")
    status, answers = scan(str(text), str(tmp_path / "missing.png"), str(tmp_path), str(picture))
    assert status == 1
    assert [answer.get("error") for answer in answers] == ["not_a_picture", "file", "file", None]
    assert all(answer["text"] for answer in answers[:3])
    assert answers[3]["symbols"]


def test_a_picture_without_a_code_is_no_failure(tmp_path: Path) -> None:
    path = tmp_path / "empty.png"
    cv2.imwrite(str(path), np.full((300, 400), 200, np.uint8))
    status, (answer,) = scan("--budget-ms", "50", str(path))
    assert (status, answer["symbols"]) == (0, [])


def test_the_standard_input_may_bring_the_picture(picture: Path) -> None:
    status, (answer,) = scan("-", stdin=picture.read_bytes())
    assert (status, answer["file"]) == (0, "-")
    assert answer["symbols"]


@pytest.mark.slow
def test_printed_serials_come_as_suggestions_when_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "device.png"
    cv2.imwrite(str(path), photo_of("S/N 24K7Y1784"))
    status, (answer,) = scan("--text", str(path))
    assert (status, answer["symbols"]) == (0, [])
    (suggestion,) = answer["suggestions"]
    assert (suggestion["text"], suggestion["named"]) == ("24K7Y1784", True)


@pytest.mark.parametrize("wrong", [[], ["--budget-ms", "soon", "a.png"], ["--budget-ms", "0", "a.png"]])
def test_wrong_usage_is_told_with_status_2(wrong: list[str]) -> None:
    assert scan(*wrong) == (2, [])


def test_a_reader_that_has_seen_enough_ends_it_quietly(picture: Path) -> None:
    command = f"{sys.executable} -m scanner {picture} {picture} {picture} | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == ""
