"""Contents → one PDF, every page read back before the bytes are handed out."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from labels import proof
from labels.contents.test_page import TestPage
from labels.errors import LabelError
from labels.format import format_named
from labels.layouts import test_page
from labels.layouts.cells import Content
from labels.layouts.parts import Gettext
from labels.profile import EXACT, Profile
from labels.sheets import RefusedContent, Sheet, arrange
from labels.typesetting import pdf
from labels.typesetting.drawing import Page
from labels.typesetting.pen import Pen

log = logging.getLogger("labels")

DEFAULT_FORMAT = "102x152"


@dataclass(frozen=True)
class Batch:
    """Many contents as one file."""

    pdf: bytes
    """Empty when every one was refused."""
    pages: int
    refused: tuple[RefusedContent, ...]


def render(
    label: Content | TestPage,
    format: str = DEFAULT_FORMAT,  # noqa: A002
    *,
    gettext: Gettext = str,
    position: int = 1,
    profile: Profile = EXACT,
) -> bytes:
    """The content's PDF for this printer, on the sheet's chosen position.

    Raises LabelError when it cannot be set, or does not read back.
    """
    try:
        return proved(pages_of(label, format, gettext, position, profile), label.number, profile)
    except LabelError as error:
        log.warning("label refused: number=%s format=%s reason=%s", label.number, format, error)
        raise


def check_fits(
    content: Content | TestPage,
    format: str = DEFAULT_FORMAT,  # noqa: A002
    *,
    gettext: Gettext = str,
    profile: Profile = EXACT,
) -> None:
    """Raises LabelError for what cannot be set or placed: a text without room, a character that the typeface lacks, a
    printer that would put something off its paper.

    Sixty times as fast as `render`, because nothing is written and read back; for whoever decides now what is printed
    later. What is handed out comes from `render`, which proves it.
    """
    for page in pages_of(content, format, gettext, 1, profile):
        proof.check_layout(page, profile.placement(page.width, page.height))


def pages_of(
    content: Content | TestPage, format_name: str, gettext: Gettext, position: int, profile: Profile
) -> list[Page]:
    paper = format_named(format_name)
    if isinstance(content, TestPage):
        pen = Pen(profile.dpi)
        height = test_page.draw(pen, content, paper, gettext)
        return [Page(paper.width, height, tuple(pen.items))]
    sheets, refused = arrange([content], paper, profile.dpi, position, gettext)
    if refused:
        raise LabelError.of(refused[0].reason)
    return [sheet.page for sheet in sheets]


def render_batch(
    contents: Sequence[Content],
    format: str = DEFAULT_FORMAT,  # noqa: A002
    *,
    gettext: Gettext = str,
    position: int = 1,
    profile: Profile = EXACT,
) -> Batch:
    """All of them as one file, in this order. One that fails stays out, the others come: `refused` says which."""
    paper = format_named(format)
    waiting = list(contents)
    refused: list[RefusedContent] = []
    while waiting:
        sheets, unset = arrange(waiting, paper, profile.dpi, position, gettext)
        data, unread = _prove_sheets(sheets, profile)
        failed = [*unset, *unread]
        refused += failed
        if not unread:
            break
        waiting = [content for content in waiting if all(content is not one.content for one in failed)]
    else:
        sheets, data = [], b""
    for one in refused:
        log.warning("label refused: number=%s format=%s reason=%s", one.content.number, format, one.reason)
    return Batch(data if sheets else b"", len(sheets), tuple(refused))


def _prove_sheets(sheets: Sequence[Sheet], profile: Profile) -> tuple[bytes, list[RefusedContent]]:
    """The sheets as PDF, and what stood on those that did not read back."""
    if not sheets:
        return b"", []
    pages = [sheet.page for sheet in sheets]
    data = pdf.write(pages, "Returkoll", profile)
    failures = proof.read_back(data, pages, profile)
    return data, [
        RefusedContent(content, reason) for at, reason in failures.items() for content in sheets[at].contents
    ]


def proved(pages: Sequence[Page], title: str, profile: Profile = EXACT) -> bytes:
    """The pages as PDF, each read back from those very bytes."""
    data = pdf.write(pages, title, profile)
    for reason in proof.read_back(data, pages, profile).values():
        raise LabelError.of(reason)
    return data
