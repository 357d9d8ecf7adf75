"""Labels: ours, read back, against plain WeasyPrint for the same page, unverified; reportlab as the lower limit."""

import argparse
import base64
import datetime
import io
import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path

import zxingcpp
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

import labels
from labels import Address, Kind, Label
from labels.checks import grouped
from labels.drawing import Fill, Mark, Page, Text
from labels.render import pages_of
from labels.typeface import FONTS

ALPHABET = "34679ACDEFHJKMNPRTUWXY"
Maker = Callable[[Sequence[Label]], bytes]

# The page as a web developer would write it: flow, flex, and the symbols as SVG pictures.
STYLE = """
@page { size: 102mm 152mm; margin: 4mm }
body { margin: 0; FACE font-size: 10pt; line-height: 1.2 }
section { break-after: page; position: relative; height: 144mm }
h1 { margin: 0; background: #000; color: #fff; font-size: 19pt; line-height: 11mm; text-align: center }
small { display: block; font-size: 7pt } p { margin: 0 } .rule { border-top: .375mm solid #000; margin-top: 1mm }
.to { font-size: 17pt } .facts { display: flex; position: absolute; bottom: 56mm; width: 100% }
.facts div { flex: 1 } .facts b { font-size: 13pt }
.code { position: absolute; left: 5mm; bottom: 36.6mm; width: 67mm; height: 18mm }
.number { position: absolute; left: 5mm; bottom: 30mm; width: 67mm; text-align: center; font-size: 15pt }
.qr { position: absolute; left: 5mm; bottom: 3mm; width: 21.75mm }
"""
OUR_FONTS = "".join(
    f"@font-face {{ font-family: Etikett; font-weight: {weight}; "
    f"src: url({(FONTS / f'EtikettSans-{style}.ttf').as_uri()}) }}"
    for style, weight in (("Regular", 400), ("Bold", 700))
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--labels", type=int, default=500, help="how many in one file")
    parser.add_argument("--rounds", type=int, default=15, help="single labels timed, each maker in turn")


def run(arguments: argparse.Namespace) -> None:
    batch = [sample(number) for number in range(arguments.labels)]
    makers: dict[str, Maker] = {
        "ours, every label read back": ours,
        "plain WeasyPrint, our fonts, unverified": weasyprint_with(OUR_FONTS, "font-family: Etikett;"),
        "plain WeasyPrint, the machine's fonts, unverified": weasyprint_with("", "font-family: sans-serif;"),
        "reportlab, the same drawing, unverified": reportlab,
    }
    single = one_by_one(makers, batch[: arguments.rounds])
    together = {name: seconds(maker, batch) / len(batch) for name, maker in makers.items()}
    print(f"Machine: {machine()}; {time.strftime('%Y-%m-%d')}.\n")
    print(f"| | one label, median ms | one of {len(batch)} in one file, ms |\n|---|---|---|")
    for name in makers:
        print(f"| {name} | {single[name] * 1000:.1f} | {together[name] * 1000:.1f} |")
    ours_name, *plain = list(makers)[:3]
    for what, times in (("one label", single), (f"one of {len(batch)}", together)):
        best = min(times[name] for name in plain)
        print(
            f"\n{what}: ours takes {times[ours_name] / best:.2f} of plain WeasyPrint's best time (at most 1)."
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    add_arguments(parser)
    run(parser.parse_args())


def one_by_one(makers: dict[str, Maker], batch: Sequence[Label]) -> dict[str, float]:
    """Median seconds for one label; the makers take turns, so that a busy machine is busy for all of them."""
    for maker in makers.values():
        maker(batch[:1])  # what is loaded at the first use is no part of a label
    times: dict[str, list[float]] = {name: [] for name in makers}
    for label in batch:
        for name, maker in makers.items():
            times[name].append(seconds(maker, [label]))
    return {name: statistics.median(taken) for name, taken in times.items()}


def seconds(maker: Maker, batch: Sequence[Label]) -> float:
    start = time.perf_counter()
    data = maker(batch)
    taken = time.perf_counter() - start
    assert data.startswith(b"%PDF")
    return taken


def sample(number: int) -> Label:
    """Labels that differ in everything that differs between returns."""
    code = "".join(ALPHABET[number // 22**place % 22] for place in range(7))
    return Label(
        kind=Kind.TO_WAREHOUSE,
        number=f"RK{code}",
        url=f"https://returkoll.example.se/r/RK{code}",
        sender=Address(
            f"Hörselmottagningen {number}", (f"Lasarettsgatan {number + 1}",), "442 34", "Kungälv"
        ),
        recipient=Address(
            "Huvudlagret för hörhjälpmedel", ("Hjälpmedelscentralen", "Box 1234"), "431 22", "Mölndal"
        ),
        order_number=str(4711000 + number),
        items=number % 9 + 1,
        date=datetime.date(2026, 11, 23),
    )


def ours(batch: Sequence[Label]) -> bytes:
    if len(batch) == 1:
        return labels.render(batch[0])
    made = labels.render_batch(batch)
    assert made.pages == len(batch)
    return made.pdf


def weasyprint_with(faces: str, face: str) -> Maker:
    style = faces + STYLE.replace("FACE", face)

    def make(batch: Sequence[Label]) -> bytes:
        body = "".join(map(section, batch))
        page = f"<html lang=sv><style>{style}</style><body>{body}</body></html>"
        return HTML(string=page).write_pdf(font_config=FontConfiguration())

    return make


def section(label: Label) -> str:
    lines = "".join(f"<p>{escape(line)}</p>" for line in label.sender.printed)
    to = "".join(f"<p>{escape(line)}</p>" for line in label.recipient.printed)
    code = zxingcpp.create_barcode(label.number, zxingcpp.BarcodeFormat.Code128)
    qr = zxingcpp.create_barcode(label.url, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return (
        f"<section><h1>RETUR TILL HUVUDLAGRET</h1><small>Från</small><b>{escape(label.sender.name)}</b>{lines}"
        f"<div class=rule></div><small>Till</small><div class=to><b>{escape(label.recipient.name)}</b>{to}</div>"
        f"<div class=facts><div><small>Hämtorder</small><b>{label.order_number}</b></div>"
        f"<div><small>Antal produkter</small><b>{label.items}</b></div>"
        f"<div><small>Datum</small><b>{label.date}</b></div></div>"
        f"<img class=code src='{svg(code)}'><b class=number>{grouped(label.number)}</b>"
        f"<img class=qr src='{svg(qr)}'></section>"
    )


def svg(barcode: zxingcpp.Barcode) -> str:
    picture = barcode.to_svg(add_quiet_zones=False)
    return f"data:image/svg+xml;base64,{base64.b64encode(picture.encode()).decode()}"


def reportlab(batch: Sequence[Label]) -> bytes:
    """Only the writing of a PDF: the very drawing that ours made, its layout done beforehand in the same time."""
    for style in ("Regular", "Bold"):
        if style not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(style, FONTS / f"EtikettSans-{style}.ttf"))
    output = io.BytesIO()
    canvas = Canvas(output, pagesize=(102 * mm, 152 * mm))
    for label in batch:
        (page,) = pages_of(label, "102x152", str, 1, labels.EXACT)
        draw(canvas, page)
        canvas.showPage()
    canvas.save()
    return output.getvalue()


def draw(canvas: Canvas, page: Page) -> None:
    for item in page.items:
        match item:
            case Fill(box, white):
                canvas.setFillGray(1 if white else 0)
                canvas.rect(
                    box.x * mm, (page.height - box.bottom) * mm, box.width * mm, box.height * mm, 0, 1
                )
            case Text():
                canvas.setFillGray(1 if item.white else 0)
                canvas.setFont("Bold" if item.bold else "Regular", item.size)
                canvas.drawString(item.x * mm, (page.height - item.y) * mm, item.text)
            case Mark():
                modules(canvas, page, item)


def modules(canvas: Canvas, page: Page, mark: Mark) -> None:
    tall = mark.height if mark.symbol.symbology.linear else mark.module
    path = canvas.beginPath()
    for row, column, columns in mark.symbol.runs():
        top = mark.y + row * mark.module + tall
        path.rect(
            (mark.x + column * mark.module) * mm,
            (page.height - top) * mm,
            columns * mark.module * mm,
            tall * mm,
        )
    canvas.setFillGray(0)
    canvas.drawPath(path, stroke=0, fill=1)


def machine() -> str:
    cpu = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.processor(),
    )
    return f"{cpu}, {os.cpu_count()} cores, Python {platform.python_version()}"


if __name__ == "__main__":
    main()
