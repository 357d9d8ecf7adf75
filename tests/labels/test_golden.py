"""Every kind looks in every format as when a person last looked at it."""

import numpy
import pytest
from PIL import Image

from tests.labels.golden import FOLDER, PICTURES, drawn, side_by_side

CHANGED = 48
"""Of 255: more than an edge drawn by another build of PDFium."""


@pytest.mark.slow
@pytest.mark.parametrize(("contents", "kind"), PICTURES)
def test_it_looks_as_when_a_person_looked_at_it(contents: str, kind: str) -> None:
    seen = numpy.array(Image.open(FOLDER / f"{contents}-{kind}.png"))
    now = side_by_side(drawn(contents, kind))
    assert now.shape == seen.shape
    changed = numpy.abs(now.astype(int) - seen) > CHANGED
    assert changed.mean() < 0.0005, "look at it; if it is right: python -m tests.labels.golden"
