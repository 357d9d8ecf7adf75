"""The documents name modules that are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NAMED = re.compile(r"`((?:[a-z_]+/)+[a-z_0-9]+\.(?:py|js|html))`")


@pytest.mark.parametrize("name", ["a-request.md", "architecture.md"])
def test_every_module_that_a_document_names_is_there(name: str) -> None:
    named = NAMED.findall((ROOT / "docs" / name).read_text())
    assert named
    assert [path for path in named if not (ROOT / path).is_file()] == []
