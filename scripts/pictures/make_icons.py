"""Draw the PNG icons of the app from static/icons/returkoll.svg: `python -m scripts.pictures.make_icons`."""

from pathlib import Path

import pypdfium2
from PIL import Image
from weasyprint import HTML

ICONS = Path(__file__).parents[2] / "static" / "icons"
GROUND = "#14505c"
POINTS_PER_CSS_PIXEL = 0.75

# A launcher may cut a maskable icon down to a circle of 80 % of its width: the drawing keeps inside it.
MASKABLE_SHARE = 0.92


def main() -> None:
    write("returkoll-192.png", 192)
    write("returkoll-512.png", 512)
    write("returkoll-maskable-512.png", 512, share=MASKABLE_SHARE, ground=GROUND)


def write(name: str, pixels: int, share: float = 1.0, ground: str = "transparent") -> None:
    page = pypdfium2.PdfDocument(HTML(string=markup(pixels, share, ground), base_url=str(ICONS)).write_pdf())[
        0
    ]
    bitmap = page.render(scale=1 / POINTS_PER_CSS_PIXEL, fill_color=(0, 0, 0, 0), maybe_alpha=True)
    image = bitmap.to_pil().convert("RGBA").resize((pixels, pixels))
    if ground != "transparent":
        image = Image.alpha_composite(Image.new("RGBA", image.size, ground), image)  # no seam at the edge
    image.quantize(64).save(ICONS / name, optimize=True)
    print(f"{name}: {(ICONS / name).stat().st_size} bytes")


def markup(pixels: int, share: float, ground: str) -> str:
    margin = (1 - share) / 2 * pixels
    return f"""<style>
      @page {{ size: {pixels}px {pixels}px; margin: 0; background: {ground} }}
      img {{ position: absolute; left: {margin}px; top: {margin}px; width: {pixels * share}px }}
    </style><img src="{(ICONS / "returkoll.svg").as_uri()}">"""


if __name__ == "__main__":
    main()
