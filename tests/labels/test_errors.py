"""Why a label did not come out can be said in another language."""

import ast
import socket
from pathlib import Path

import pytest

import labels
from common.sentence import Sentence
from labels import LabelError
from printing.protocols.outcome import Doubtful, NotPrinted, why

ROOM = Path(labels.__file__).parent
TOLD = {"LabelError", "NotPrinted", "Doubtful", "Sentence"}


def test_str_is_the_swedish_sentence_with_its_values() -> None:
    error = LabelError("Högst %(most)s rader, men %(lines)s.", most=4, lines=5)
    assert str(error) == "Högst 4 rader, men 5."
    assert error.sentence == Sentence("Högst %(most)s rader, men %(lines)s.", {"most": 4, "lines": 5})


def test_a_text_without_values_may_hold_a_percent_sign() -> None:
    assert str(NotPrinted("94 % av sidan")) == "94 % av sidan"


@pytest.mark.parametrize("path", sorted(ROOM.rglob("*.py")), ids=lambda path: path.name)
def test_every_reason_is_written_as_one_text_that_a_catalogue_can_hold(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TOLD:
            is_title = ast.unparse(node.args[0]).endswith(".title")  # in the catalogue from the table itself
            assert is_title or isinstance(node.args[0], ast.Constant), f"line {node.lineno}"


def test_a_failed_connection_is_told_without_the_systems_words() -> None:
    errors = (
        TimeoutError(),
        ConnectionRefusedError(111, "Connection refused"),
        ConnectionResetError(104, "Connection reset by peer"),
        socket.gaierror(-2, "Name or service not known"),
        OSError(113, "No route to host"),
        OSError(5, "Input/output error"),
        ValueError("HTTP 404"),
    )
    said = [why(error) for error in errors]
    assert len(set(said)) == len(said)
    assert not any(str(error) in str(words) for error, words in zip(errors[1:], said[1:], strict=True))
    assert str(Doubtful("Nej (%(why)s).", why=said[0])) == "Nej (den svarade inte i tid)."
