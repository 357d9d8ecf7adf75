"""Pages → PDF bytes. Symbols are vector paths and letters are embedded: nothing depends on the machine.

Why not an HTML engine: the places of a symbol's modules have to be whole printer dots, which a browser's layout rounds
as it likes, and the letters would be whatever fonts the machine has. docs/labels.md has the measurements.
"""

import io
import zlib
from collections.abc import Iterable, Sequence
from functools import cache

import pydyf

from labels.drawing import Fill, Mark, Page, Text
from labels.profile import EXACT, Placement, Profile
from labels.typeface import Typeface, typeface

POINTS_PER_MM = 72 / 25.4
FACES = {False: "R", True: "B"}
"""Weight to the font's name in a page's resources."""


def write(pages: Iterable[Page], title: str, profile: Profile = EXACT) -> bytes:
    """The pages as one file. The same pages give the same bytes."""
    pdf = pydyf.PDF()
    resources = _fonts(pdf)
    for page in pages:
        _add_page(pdf, page, resources, profile)
    pdf.info["Title"] = pydyf.String(title)
    pdf.info["Producer"] = pydyf.String("Returkoll")
    pdf.catalog["Lang"] = pydyf.String("sv")
    # ISO 32000-1, 12.2: viewers print at actual size instead of "fit to page", and choose the paper by the page.
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary(
        {"PrintScaling": "/None", "PickTrayByPDFSize": "true", "Duplex": "/Simplex"}
    )
    output = io.BytesIO()
    pdf.write(output, version=b"1.7", identifier=True)
    return output.getvalue()


def _add_page(pdf: pydyf.PDF, page: Page, resources: pydyf.Dictionary, profile: Profile) -> None:
    placement = profile.placement(page.width, page.height)
    content = zlib.compress(content_of(page, placement).encode("ascii"), 6)
    stream = pydyf.Stream([content], {"Filter": "/FlateDecode"})
    pdf.add_object(stream)
    box = pydyf.Array(
        [0, 0, _number(placement.width * POINTS_PER_MM), _number(placement.height * POINTS_PER_MM)]
    )
    pdf.add_page(
        pydyf.Dictionary(
            {
                "Type": "/Page",
                "Parent": pdf.pages.reference,
                "MediaBox": box,
                "Resources": resources,
                "Contents": stream.reference,
            }
        )
    )


def content_of(page: Page, placement: Placement) -> str:
    """A page's operators. The user space is turned to millimetres from the top left corner."""
    scale, height = _number(POINTS_PER_MM), _number(placement.height * POINTS_PER_MM)
    lines = [f"{scale} 0 0 -{scale} 0 {height} cm", " ".join(map(_number, placement.matrix)) + " cm"]
    for item in page.items:
        match item:
            case Fill():
                lines.append(_fill(item))
            case Mark():
                lines.append(_mark(item))
            case Text():
                lines.append(_text(item))
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


def _text(item: Text) -> str:
    face = typeface(item.bold)
    size = item.size * 25.4 / 72
    return (
        f"BT {1 if item.white else 0} g /{FACES[item.bold]} {_number(size)} Tf "
        f"1 0 0 -1 {_number(item.x)} {_number(item.y)} Tm {_glyphs(face, item.text)} TJ ET"
    )


def _glyphs(face: Typeface, text: str) -> str:
    shown, array = "", []
    for glyph, kern in face.run(text):
        shown += f"{glyph:04x}"
        if kern:
            array.append(f"<{shown}> {-kern}")
            shown = ""
    return "[" + " ".join([*array, f"<{shown}>" if shown else ""]) + "]"


def _rectangle(x: float, y: float, width: float, height: float) -> str:
    return f"{_number(x)} {_number(y)} {_number(width)} {_number(height)} re"


def _number(value: float) -> str:
    """A hundredth of a micrometre is enough for paper, and for the scale of a page."""
    return f"{value:.5f}".rstrip("0").rstrip(".") or "0"


def _fonts(pdf: pydyf.PDF) -> pydyf.Dictionary:
    """Add both weights; returns the resources that name them."""
    fonts = pydyf.Dictionary({FACES[bold]: _font(pdf, typeface(bold)) for bold in FACES})
    return pydyf.Dictionary({"Font": fonts})


def _font(pdf: pydyf.PDF, face: Typeface) -> bytes:
    """A composite font (ISO 32000-1, 9.7) whose codes are glyph numbers, with the way back to text."""
    program = _add(pdf, pydyf.Stream([_program(face)], {"Filter": "/FlateDecode", "Length1": len(face.file)}))
    unicode_map = _add(pdf, pydyf.Stream([_unicode_map(face)], {"Filter": "/FlateDecode"}))
    descriptor = pydyf.Dictionary(
        {
            "Type": "/FontDescriptor",
            "FontName": f"/{face.name}",
            "Flags": 32,
            "FontBBox": pydyf.Array(face.box),
            "ItalicAngle": 0,
            "Ascent": face.ascent,
            "Descent": face.descent,
            "CapHeight": face.cap_height,
            "StemV": 80,
            "FontFile2": program,
        }
    )
    descendant = pydyf.Dictionary(
        {
            "Type": "/Font",
            "Subtype": "/CIDFontType2",
            "BaseFont": f"/{face.name}",
            "CIDSystemInfo": pydyf.Dictionary(
                {"Registry": pydyf.String("Adobe"), "Ordering": pydyf.String("Identity"), "Supplement": 0}
            ),
            "CIDToGIDMap": "/Identity",
            "W": _widths(face),
            "FontDescriptor": _add(pdf, descriptor),
        }
    )
    font = pydyf.Dictionary(
        {
            "Type": "/Font",
            "Subtype": "/Type0",
            "BaseFont": f"/{face.name}",
            "Encoding": "/Identity-H",
            "DescendantFonts": pydyf.Array([_add(pdf, descendant)]),
            "ToUnicode": unicode_map,
        }
    )
    return _add(pdf, font)


def _add(pdf: pydyf.PDF, thing: pydyf.Object) -> bytes:
    pdf.add_object(thing)
    return thing.reference


@cache
def _widths(face: Typeface) -> bytes:
    return b"[0 [" + " ".join(map(str, face.widths)).encode("ascii") + b"]]"


@cache
def _program(face: Typeface) -> bytes:
    return zlib.compress(face.file, 9)


@cache
def _unicode_map(face: Typeface) -> bytes:
    """The ToUnicode map (ISO 32000-1, 9.10.3): what copying, searching and reading back see."""
    pairs = [f"<{glyph:04x}> <{ord(character):04x}>" for character, glyph in face.glyphs.items()]
    blocks = [_block(pairs[start : start + 100]) for start in range(0, len(pairs), 100)]
    text = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n" + "\n".join(blocks) + "\nendcmap end end"
    )
    return zlib.compress(text.encode("ascii"), 9)


def _block(pairs: Sequence[str]) -> str:
    return f"{len(pairs)} beginbfchar\n" + "\n".join(pairs) + "\nendbfchar"
