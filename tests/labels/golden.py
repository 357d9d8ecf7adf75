"""The pictures that a person has looked at: `python -m tests.labels.golden` makes them anew. Look before committing."""

import dataclasses
from pathlib import Path

import numpy
from PIL import Image

import labels
from labels import FORMATS
from labels.layouts.cells import Content
from tests.labels import paper
from tests.labels.samples import SETS

FOLDER = Path(__file__).parent / "golden"
DOTS_PER_MM = 2.5
SETS_SHOWN = ("usual", "long")
SSCC = "376104250021234569"
PICTURES = [
    *((contents, kind) for contents in SETS_SHOWN for kind in SETS[contents]),
    *((contents, "sscc") for contents in SETS_SHOWN),
]


def drawn(contents: str, kind: str) -> dict[str, numpy.ndarray]:
    """The first page in every format, or in every one that has room for an SSCC."""
    if kind == "sscc":
        label = SETS[contents]["to_warehouse"]
        assert isinstance(label, labels.Label)
        content: Content | labels.TestPage = dataclasses.replace(label, sscc=SSCC)
        names = [name for name, format_ in FORMATS.items() if format_.sscc_module]
    else:
        content, names = SETS[contents][kind], list(FORMATS)
    return {name: paper.pages(labels.render(content, name), DOTS_PER_MM)[0] for name in names}


def side_by_side(pages: dict[str, numpy.ndarray]) -> numpy.ndarray:
    """All formats on a grey table, 16 greys: one picture a kind is what eyes manage."""
    height = max(page.shape[0] for page in pages.values()) + 10
    columns = [
        numpy.pad(page, ((5, height - 5 - page.shape[0]), (5, 5)), constant_values=160)
        for page in pages.values()
    ]
    return (numpy.hstack(columns) // 17 * 17).astype(numpy.uint8)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for contents, kind in PICTURES:
        picture = Image.fromarray(side_by_side(drawn(contents, kind)))
        picture.save(FOLDER / f"{contents}-{kind}.png", optimize=True)


if __name__ == "__main__":
    main()
