"""Pages → PDF bytes. WeasyPrint sets the words; boxes and symbols are drawn beside them as vector paths.

WeasyPrint lays out the letters (its fonts travel with the project, so that a label looks the same everywhere)
and writes the file. It sets each different line once, on a sheet that is thrown away: a file of 500 labels repeats the
recipient and the captions 500 times. From there its finisher puts the lines, the boxes and the symbols into the pages,
each where the drawing has it (docs/decisions/0004).

WeasyPrint is imported by the first label: loading it takes a second, which a command or a test that makes none does
not wait for. The server loads it before it answers (gunicorn.conf.py).
"""

import atexit
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import pydyf

from labels.profile import EXACT, Profile
from labels.typesetting.drawing import Fill, Mark, Page, Text
from labels.typesetting.typeface import FONTS, typeface

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
@page {{ size: 2000mm 2000mm; margin: 0 }}
p {{ margin: 0; line-height: 1; white-space: pre }}
"""
CSS_PIXEL = 0.75
"""Points. WeasyPrint writes the font's size in pixels."""

_own = threading.local()


def write(pages: Sequence[Page], title: str, profile: Profile = EXACT) -> bytes:
    """The pages as one file. The same pages give the same bytes."""
    from weasyprint import HTML

    fonts, style = _fonts_and_style()
    lines = list(dict.fromkeys(_Line.of(item) for page in pages for item in page.texts))

    def finish(_document: "Document", pdf: pydyf.PDF) -> None:
        _replace_sheets(pdf, lines, pages, profile)
        # ISO 32000-1, 12.2: viewers print at actual size instead of "fit to page", and choose the paper by the page.
        pdf.catalog["ViewerPreferences"] = pydyf.Dictionary(
            {"PrintScaling": "/None", "PickTrayByPDFSize": "true", "Duplex": "/Simplex"}
        )

    pdf: bytes = HTML(string=_html(lines, title)).write_pdf(
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


@dataclass(frozen=True, slots=True)
class _Line:
    """What lines have in common that look the same, wherever they stand. The size is in points."""

    text: str
    size: float
    bold: bool

    @classmethod
    def of(cls, item: Text) -> "_Line":
        return cls(item.text, item.size, item.bold)


def _html(lines: Iterable[_Line], title: str) -> str:
    """A paragraph for each line. Equal looks share a class: WeasyPrint then computes them once, which a style attribute
    on each would not let it (its StyleFor)."""
    looks: dict[str, str] = {}
    words = []
    for line in lines:
        look = f"font-size:{_number(line.size)}pt" + (";font-weight:700" if line.bold else "")
        words.append(f"<p class={looks.setdefault(look, f't{len(looks)}')}>{escape(line.text)}</p>")
    rules = "".join(f".{name}{{{look}}}" for look, name in looks.items())
    head = f"<meta charset=utf-8><title>{escape(title)}</title><style>{rules}</style>"
    return f"<!doctype html><html lang=sv><head>{head}</head><body>{''.join(words)}</body></html>"


def _replace_sheets(pdf: pydyf.PDF, lines: Sequence[_Line], pages: Sequence[Page], profile: Profile) -> None:
    """The pages in place of the sheets on which WeasyPrint has set the lines, with their fonts."""
    sheets = [
        thing for thing in pdf.objects if isinstance(thing, pydyf.Dictionary) and thing.get("Type") == "/Page"
    ]
    resources = sheets[0]["Resources"]
    written: list[bytes] = []
    for sheet in sheets:
        contents = next(thing for thing in pdf.objects if thing.reference == sheet["Contents"])
        written += _lines_in(contents)
        # Objects are known by their place in pydyf's list: these stay in the file, empty.
        sheet.clear()
        contents.stream = []
    glyphs = dict(zip(lines, written, strict=True))
    pdf.pages["Kids"], pdf.pages["Count"] = pydyf.Array([]), 0
    for page in pages:
        placement = profile.placement(page.width, page.height)
        size = [_number(placement.width * POINTS_PER_MM), _number(placement.height * POINTS_PER_MM)]
        stream = pydyf.Stream([_operators(page, glyphs, profile)], compress=True)
        pdf.add_object(stream)
        pdf.add_page(
            pydyf.Dictionary(
                {
                    "Type": "/Page",
                    "Parent": pdf.pages.reference,
                    "MediaBox": pydyf.Array([0, 0, *size]),
                    "Contents": stream.reference,
                    "Resources": resources,
                }
            )
        )


def _lines_in(stream: pydyf.Stream) -> list[bytes]:
    """Font, size and glyphs of each line on a sheet, without its place. WeasyPrint places each line (operator Tm), and
    names the font where it is another than the one before (ISO 32000-1, 9.3 and 9.4)."""
    lines: list[list[bytes]] = []
    font = b""
    for operator in b"\n".join(stream.stream).split(b"\n"):
        if operator.endswith(b" Tm"):
            lines.append([font])
        elif operator.endswith(b" Tf"):
            font = operator
            lines[-1].append(font)
        elif operator.endswith(b" TJ"):
            lines[-1].append(operator)
    return [b"\n".join(line) for line in lines]


def _operators(page: Page, glyphs: Mapping[_Line, bytes], profile: Profile) -> bytes:
    """What is drawn, in the order in which it lies: first the shapes, then the words on them. The whole is placed where
    this printer needs it."""
    shapes = f"{_placed(page, profile)} cm\nq\n{_shapes(page)}\nQ".encode("ascii")
    return b"\n".join([shapes, *(_placed_line(item, page, glyphs[_Line.of(item)]) for item in page.texts)])


def _placed_line(item: Text, page: Page, glyphs: bytes) -> bytes:
    x, y = item.x * POINTS_PER_MM, (page.height - item.y) * POINTS_PER_MM
    at = f"{1 if item.white else 0} g\nBT\n{CSS_PIXEL} 0 0 {CSS_PIXEL} {_number(x)} {_number(y)} Tm\n"
    return at.encode("ascii") + glyphs + b"\nET"


# --- boxes and symbols


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
