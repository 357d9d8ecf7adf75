"""The clinic's templates can be read without scrolling sideways."""

from pathlib import Path

import pytest

TEMPLATES = sorted((Path(__file__).parents[3] / "templates" / "clinic").glob("*.html"))
MOST = 140


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_line_is_longer_than_an_editor_is_wide(template: Path) -> None:
    long = [
        number for number, line in enumerate(template.read_text("utf-8").splitlines(), 1) if len(line) > MOST
    ]
    assert long == []
