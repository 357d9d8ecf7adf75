"""A printer that shifts and shrinks is measured once, and then prints right."""

import dataclasses

import numpy
import pypdfium2
import pytest

import labels
from labels import LabelError, Measured, Profile, TestPage, corrected
from labels.format import FORMATS
from labels.layouts.test_page import LINE, ORIGIN, ruler_length
from tests.labels import paper
from tests.labels.samples import DATE, LABEL

CODES = {("Code128", LABEL.number), ("QRCode", LABEL.url)}
RIGHT = Measured(ORIGIN, ORIGIN, ruler_length(102), ruler_length(152))


@dataclasses.dataclass(frozen=True)
class Printer:
    """Puts what should be at x at scale · x + shift."""

    scale_x: float
    scale_y: float
    shift_x: float
    shift_y: float

    def measure(self, profile: Profile) -> Measured:
        """A ruler laid on this printer's test page."""
        placement = profile.placement(102, 152)
        origin = placement.box(labels.typesetting.drawing.Box(ORIGIN, ORIGIN, RIGHT.across, RIGHT.down))
        return Measured(
            self.scale_x * origin.x + self.shift_x,
            self.scale_y * origin.y + self.shift_y,
            self.scale_x * origin.width,
            self.scale_y * origin.height,
        )


@pytest.mark.parametrize(
    "printer", [Printer(0.97, 0.985, 1.5, -2.0), Printer(1.02, 1.01, -1.0, 3.0), Printer(1, 1, 0, 0)]
)
def test_one_measurement_makes_the_next_page_right(printer: Printer) -> None:
    profile = corrected(Profile("Kontorets"), printer.measure(Profile()), RIGHT)
    again = printer.measure(profile)
    for got, wanted in zip(dataclasses.astuple(again), dataclasses.astuple(RIGHT), strict=True):
        assert got == pytest.approx(wanted, abs=0.01)


def test_a_second_measurement_refines_the_first() -> None:
    printer = Printer(0.97, 0.985, 1.5, -2.0)
    rough = Profile("Kontorets", scale_x=1.02, offset_x=-1.0)
    again = printer.measure(corrected(rough, printer.measure(rough), RIGHT))
    assert again.left == pytest.approx(ORIGIN, abs=0.01)
    assert again.across == pytest.approx(RIGHT.across, abs=0.01)


def test_the_rulers_are_where_the_test_page_says() -> None:
    (page,) = paper.pages(labels.render(TestPage("Zebra", DATE), "102x152"), 20)
    row = page[round((ORIGIN + 0.1) * 20)]
    column = page[:, round((ORIGIN + 0.1) * 20)]
    for line, length in ((row, RIGHT.across), (column, RIGHT.down)):
        ink = numpy.flatnonzero(line < 128)
        assert ink.min() / 20 == pytest.approx(ORIGIN, abs=0.05)
        assert (ink.max() + 1) / 20 == pytest.approx(ORIGIN + length + LINE, abs=0.1)


@pytest.mark.parametrize("name", FORMATS)
def test_a_moved_and_stretched_label_is_read_back(name: str) -> None:
    profile = Profile("Kontorets", offset_x=0.8, offset_y=-0.6, scale_x=1.01, scale_y=0.985)
    (page,) = paper.printed(labels.render(LABEL, name, profile=profile))
    assert paper.read(page) == CODES


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_turned_label_is_read_back(rotation: int) -> None:
    pdf = labels.render(LABEL, profile=Profile("Sidledes", rotation=rotation))
    width, height = pypdfium2.PdfDocument(pdf)[0].get_size()
    assert (width > height) == (rotation != 180)
    (page,) = paper.printed(pdf)
    assert paper.read(page) == CODES
    upright = numpy.rot90(page, rotation // 90)
    (straight,) = paper.printed(labels.render(LABEL))
    assert numpy.mean(upright != straight) < 0.01


def test_a_label_that_is_moved_off_the_paper_does_not_come_out() -> None:
    with pytest.raises(LabelError, match="utanför papperet"):
        labels.render(LABEL, profile=Profile("Skev", offset_x=-9))


@pytest.mark.parametrize(
    "wrong",
    [
        {"dpi": 72},
        {"rotation": 45},
        {"offset_x": 20.0},
        {"offset_y": float("nan")},
        {"scale_x": 0.5},
        {"scale_y": 1.2},
    ],
)
def test_a_profile_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(LabelError):
        Profile("X", **wrong)  # type: ignore[arg-type]
