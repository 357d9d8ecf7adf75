"""Make the two typefaces that travel with the labels, and their measures, from Liberation Sans 2.1.5.

    apt-get download fonts-liberation2 && dpkg -x fonts-liberation2_*.deb DIR
    python -m labels.typesetting.fonts.make DIR/usr/share/fonts/truetype/liberation2

Only a maker of fonts runs this (it needs fontTools, which the running labels do not). Liberation Sans has the
widths of Arial, which the Swedish post's sorting machines are tuned to. A changed font under the SIL Open Font
License may not keep the reserved name, so the cut-down ones are called Etikett Sans.
"""

import json
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
# Latin with every European language's letters, Greek, Cyrillic, and the signs that addresses and texts use.
RANGES = [(0x20, 0x7E), (0xA0, 0x24F), (0x370, 0x3FF), (0x400, 0x45F), (0x1E80, 0x1E85), (0x2010, 0x2027)]
SIGNS = [0x2030, 0x2039, 0x203A, 0x20AC, 0x2116, 0x2122, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212]
NAMES = {1: "Etikett Sans", 3: "Etikett Sans 1", 4: "Etikett Sans", 6: "EtikettSans", 16: "Etikett Sans"}


def cut(source: Path, style: str) -> TTFont:
    """The letters we use and nothing else: no hints (paper has enough dots), no layout tables but kerning."""
    font = TTFont(source)
    options = Options(
        hinting=False, legacy_kern=True, layout_features=[], notdef_outline=True, name_IDs=[0, 13, 14]
    )
    cutter = Subsetter(options)
    cutter.populate(unicodes=[code for low, high in RANGES for code in range(low, high + 1)] + SIGNS)
    cutter.subset(font)
    for name_id, name in {**NAMES, 2: style}.items():
        font["name"].setName(name, name_id, 3, 1, 0x409)
    return font


def measures(font: TTFont) -> dict[str, object]:
    """What setting text needs, in units of 1/1000 em: glyph numbers, widths, kerning, height of line."""
    scale = 1000 / font["head"].unitsPerEm
    order = font.getGlyphOrder()
    number = {name: index for index, name in enumerate(order)}
    pairs = font["kern"].kernTables[0].kernTable if "kern" in font else {}
    return {
        "glyphs": {chr(code): number[name] for code, name in sorted(font.getBestCmap().items())},
        "widths": [round(font["hmtx"][name][0] * scale) for name in order],
        "kerning": {
            f"{number[a]} {number[b]}": round(value * scale)
            for (a, b), value in sorted(pairs.items())
            if abs(value * scale) >= 1
        },
        "ascent": round(font["hhea"].ascent * scale),
        "descent": round(font["hhea"].descent * scale),
        "cap_height": round(font["OS/2"].sCapHeight * scale),
        "box": [round(getattr(font["head"], side) * scale) for side in ("xMin", "yMin", "xMax", "yMax")],
    }


def main(folder: str) -> None:
    for style in ("Regular", "Bold"):
        font = cut(Path(folder) / f"LiberationSans-{style}.ttf", style)
        font.save(HERE / f"EtikettSans-{style}.ttf")
        text = json.dumps(measures(font), ensure_ascii=False, separators=(",", ":"))
        (HERE / f"EtikettSans-{style}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
