"""Pages → PDF bytes. WeasyPrint sets the words; boxes and symbols are drawn into its pages as vector paths.

WeasyPrint lays out the letters (its fonts travel with the project, so that a label looks the same everywhere)
and writes the file. A symbol's modules have to be whole printer dots, which an HTML layout rounds as it likes, and
an SVG picture of one costs more than the rest of the page: they are put in at the end, through WeasyPrint's
finisher (docs/decisions/0004).

WeasyPrint is imported by the first label: loading it takes a second, which a command or a test that makes none does
not wait for. The server loads it before it answers (gunicorn.conf.py).
"""

import atexit
import threading
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

import pydyf

from labels.profile import EXACT, Profile
from labels.typesetting.drawing import Fill, Mark, Page, Text
from labels.typesetting.setting import LEADING
from labels.typesetting.typeface import FONTS, MM_PER_POINT, typeface

if TYPE_CHECKING:
    from weasyprint import CSS, Document
    from weasyprint.text.fonts import FontConfiguration

POINTS_PER_MM = 72 / 25.4
FAMILY = "Etikett"

STYLE = f"""
{
    "".join(
        f"@font-face {{ font-family: {FAMILY}; font-weight: {weight}; src: url({(FONTS / f'{name}.ttf').as_uri()}) }}"
        for name, weight in ((typeface(False).name, 400), (typeface(True).name, 700))
    )
}
html, body {{ margin: 0; font-family: {FAMILY} }}
section {{ position: relative; overflow: hidden }}
section + section {{ break-before: page }}
p {{ position: absolute; margin: 0; line-height: {LEADING}; white-space: pre }}
"""

_own = threading.local()


def write(pages: Sequence[Page], title: str, profile: Profile = EXACT) -> bytes:
    """The pages as one file. The same pages give the same bytes."""
    from weasyprint import HTML

    fonts, style = _fonts_and_style()

    def finish(_document: "Document", pdf: pydyf.PDF) -> None:
        for page, written in zip(pages, _pages_of(pdf), strict=True):
            _draw(pdf, written, page, profile)
        # ISO 32000-1, 12.2: viewers print at actual size instead of "fit to page", and choose the paper by the page.
        pdf.catalog["ViewerPreferences"] = pydyf.Dictionary(
            {"PrintScaling": "/None", "PickTrayByPDFSize": "true", "Duplex": "/Simplex"}
        )

    pdf: bytes = HTML(string=_html(pages, title)).write_pdf(
        stylesheets=[style], font_config=fonts, finisher=finish, pdf_identifier=b"Returkoll"
    )
    return pdf


def _fonts_and_style() -> "tuple[FontConfiguration, CSS]":
    """The fonts are loaded once for each thread, because Pango's font map may not be shared between threads."""
    if not hasattr(_own, "fonts"):
        from weasyprint import CSS
        from weasyprint.text.fonts import FontConfiguration

        _own.fonts = FontConfiguration()
        # At the interpreter's end WeasyPrint could no longer let go of them, and would say so.
        atexit.register(vars(_own).clear)
        _own.style = CSS(string=STYLE, font_config=_own.fonts)
    return _own.fonts, _own.style


# --- the words


def _html(pages: Sequence[Page], title: str) -> str:
    """A section for each page, a paragraph for each text. Equal looks share a class: WeasyPrint then computes them
    once for all pages, which a style attribute on each would not let it (its StyleFor)."""
    looks: dict[str, str] = {}
    sections = []
    for page in pages:
        size = f"{_number(page.width)}mm {_number(page.height)}mm"
        paper = looks.setdefault(size, f"p{len(looks)}")
        words = "".join(_words(paragraph, page.width, looks) for paragraph in _paragraphs(page.texts))
        sections.append(f"<section class={paper}>{words}</section>")
    rules = "".join(_rule(look, name) for look, name in looks.items())
    head = f"<meta charset=utf-8><title>{escape(title)}</title><style>{rules}</style>"
    return f"<!doctype html><html lang=sv><head>{head}</head><body>{''.join(sections)}</body></html>"


def _rule(look: str, name: str) -> str:
    """The declarations of a text's look, or the width and the height of a paper."""
    if ":" in look:
        return f".{name}{{{look}}}"
    width, height = look.split()
    return f"@page {name}{{size:{look};margin:0}}.{name}{{page:{name};width:{width};height:{height}}}"


def _paragraphs(texts: Iterable[Text]) -> Iterator[list[Text]]:
    """Rows of one setting belong together: one paragraph is quicker to lay out than three."""
    paragraph: list[Text] = []
    for item in texts:
        if paragraph and not _goes_on(paragraph[-1], item):
            yield paragraph
            paragraph = []
        paragraph.append(item)
    if paragraph:
        yield paragraph


def _goes_on(row: Text, following: Text) -> bool:
    same = (row.x, row.size, row.bold, row.white) == (
        following.x,
        following.size,
        following.bold,
        following.white,
    )
    return same and abs(following.y - row.y - row.size * LEADING * MM_PER_POINT) < 1e-6


def _words(paragraph: Sequence[Text], page_width: float, looks: dict[str, str]) -> str:
    """Rows whose first baseline is at `y`: within a row the baseline lies where ascent and descent, centred
    together, leave it (CSS 2.2, section 10.8.1)."""
    first = paragraph[0]
    em, face = first.size * MM_PER_POINT, typeface(first.bold)
    baseline = (LEADING / 2 + (face.ascent + face.descent) / 2000) * em
    # With a width WeasyPrint sets each row once, instead of twice to find one (CSS 2.2, section 10.3.7).
    look = (
        f"left:{_number(first.x)}mm;top:{_number(first.y - baseline)}mm;"
        f"font-size:{_number(first.size)}pt;width:{_number(page_width - first.x)}mm"
    )
    look += ";font-weight:700" if first.bold else ""
    look += ";color:#fff" if first.white else ""
    name = looks.setdefault(look, f"t{len(looks)}")
    return f"<p class={name}>{escape(chr(10).join(item.text for item in paragraph))}</p>"


# --- boxes and symbols


def _pages_of(pdf: pydyf.PDF) -> list[pydyf.Dictionary]:
    return [
        thing for thing in pdf.objects if isinstance(thing, pydyf.Dictionary) and thing.get("Type") == "/Page"
    ]


def _draw(pdf: pydyf.PDF, written: pydyf.Dictionary, page: Page, profile: Profile) -> None:
    """Put the shapes under the words, and the whole page where this printer needs it."""
    placement = profile.placement(page.width, page.height)
    before = _stream(pdf, f"q {_placed(page, profile)} cm q {_shapes(page)} Q q")
    after = _stream(pdf, "Q Q")
    written["Contents"] = pydyf.Array([before, written["Contents"], after])
    size = [_number(placement.width * POINTS_PER_MM), _number(placement.height * POINTS_PER_MM)]
    written["MediaBox"] = pydyf.Array([0, 0, *size])


def _stream(pdf: pydyf.PDF, operators: str) -> bytes:
    stream = pydyf.Stream([operators.encode("ascii")], compress=True)
    pdf.add_object(stream)
    reference: bytes = stream.reference
    return reference


def _placed(page: Page, profile: Profile) -> str:
    """The profile's map as a PDF matrix: it is in millimetres downwards, PDF in points upwards."""
    placement = profile.placement(page.width, page.height)
    a, b, c, d, e, f = placement.matrix
    high, paper = page.height * POINTS_PER_MM, placement.height * POINTS_PER_MM
    matrix = (a, -b, -c, d, c * high + e * POINTS_PER_MM, paper - d * high - f * POINTS_PER_MM)
    return " ".join(map(_number, matrix))


def _shapes(page: Page) -> str:
    """A page's boxes and symbols as operators, in millimetres from the top left corner."""
    scale, height = _number(POINTS_PER_MM), _number(page.height * POINTS_PER_MM)
    lines = [f"{scale} 0 0 -{scale} 0 {height} cm"]
    lines += [_fill(item) for item in page.items if isinstance(item, Fill)]
    lines += [_mark(item) for item in page.marks]
    return "\n".join(lines)


def _fill(item: Fill) -> str:
    box = item.box
    return f"{1 if item.white else 0} g {_rectangle(box.x, box.y, box.width, box.height)} f"


def _mark(mark: Mark) -> str:
    """All modules as one path: neighbours painted one by one would show hairlines between them."""
    tall = mark.height if mark.symbol.symbology.linear else mark.module
    rectangles = [
        _rectangle(mark.x + column * mark.module, mark.y + row * mark.module, columns * mark.module, tall)
        for row, column, columns in mark.symbol.runs()
    ]
    return "0 g " + " ".join(rectangles) + " f"


def _rectangle(x: float, y: float, width: float, height: float) -> str:
    return f"{_number(x)} {_number(y)} {_number(width)} {_number(height)} re"


def _number(value: float) -> str:
    """A hundredth of a micrometre is enough for paper, and for the scale of a page."""
    return f"{value:.5f}".rstrip("0").rstrip(".") or "0"
