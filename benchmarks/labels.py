"""Labels: ours, read back, against plain WeasyPrint for the same page, unverified; reportlab as the lower limit."""

import argparse
import base64
import datetime
import io
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
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
from benchmarks.promises import Promise
from labels import Address, Label, LabelKind
from labels.contents.checks import grouped
from labels.render import pages_of
from labels.typesetting.drawing import Fill, Mark, Page, Text
from labels.typesetting.typeface import FONTS

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


OURS = "ours, every label read back"
PLAIN = ("plain WeasyPrint, our fonts, unverified", "plain WeasyPrint, the machine's fonts, unverified")
LOWER_LIMIT = "reportlab, the same drawing, unverified"
MOST_SINGLE, MOST_TOGETHER = 1, 0.35
"""Of plain WeasyPrint's time, for one label and for each label of a file."""


@dataclass(frozen=True)
class Taken:
    """Seconds for one label, of each maker: on the clock, and of the processor, which a busy machine moves less."""

    clock: dict[str, float]
    processor: dict[str, float]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--labels", type=int, default=500, help="how many in one file")
    parser.add_argument("--rounds", type=int, default=25, help="single labels timed, each maker in turn")
    parser.add_argument("--files", type=int, default=3, help="whole files timed, each maker in turn")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the report as Markdown")


def run(arguments: argparse.Namespace) -> None:
    batch = [sample(number) for number in range(arguments.labels)]
    makers: dict[str, Maker] = {
        OURS: ours,
        PLAIN[0]: weasyprint_with(OUR_FONTS, "font-family: Etikett;"),
        PLAIN[1]: weasyprint_with("", "font-family: sans-serif;"),
        LOWER_LIMIT: reportlab,
    }
    for maker in makers.values():
        maker(batch[:2])  # what is loaded at the first use is no part of a label
    single = in_turn(makers, [[label] for label in batch[: arguments.rounds]])
    together = in_turn(makers, [batch] * arguments.files)
    report = list(told(arguments, single, together))
    print("\n".join(report))
    if arguments.write:
        heading = [
            "# Benchmarks: labels",
            "",
            f"Made by `python -m benchmarks labels --write {arguments.write}`.",
        ]
        arguments.write.write_text("\n".join([*heading, "", *report]) + "\n", encoding="utf-8")


def told(arguments: argparse.Namespace, single: Taken, together: Taken) -> Iterator[str]:
    yield f"Machine: {machine()}, load {os.getloadavg()[0]:.1f}; {time.strftime('%Y-%m-%d')}. Milliseconds for one"
    yield f"label: the median of {arguments.rounds} single labels, and of {arguments.files} files of {arguments.labels}"
    yield "labels each; the makers take turns in one run, so that a busy machine is busy for all of them."
    yield ""
    yield f"| | one label | processor | one of {arguments.labels} in one file | processor |"
    yield "|---|---|---|---|---|"
    for name in single.clock:
        times = (single.clock, single.processor, together.clock, together.processor)
        yield f"| {name} | {' | '.join(f'{taken[name] * 1000:.1f}' for taken in times)} |"
    yield ""
    yield f"- {promise('one verified label', single, MOST_SINGLE)}"
    yield f"- {promise(f'{arguments.labels} verified labels in one file, each', together, MOST_TOGETHER)}"


def promise(what: str, taken: Taken, most: float) -> Promise:
    """Against the quicker of the two ways to write the page plainly."""
    ratio, of_processor = (
        times[OURS] / min(times[name] for name in PLAIN) for times in (taken.clock, taken.processor)
    )
    text = (
        f"{what}: {ratio:.2f} of the time that plain WeasyPrint takes unverified (promised: at most {most}; "
        f"{of_processor:.2f} of its processor time)"
    )
    return Promise(text, ratio <= most)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    add_arguments(parser)
    run(parser.parse_args())


def in_turn(makers: dict[str, Maker], batches: Sequence[Sequence[Label]]) -> Taken:
    """The medians, for one label; every round begins with another maker."""
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in makers}
    names = list(makers)
    for turn, batch in enumerate(batches):
        for place in range(len(names)):
            name = names[(turn + place) % len(names)]
            times[name].append(seconds(makers[name], batch))
    clock, processor = (
        {name: statistics.median(pair[kind] for pair in pairs) for name, pairs in times.items()}
        for kind in (0, 1)
    )
    return Taken(clock, processor)


def seconds(maker: Maker, batch: Sequence[Label]) -> tuple[float, float]:
    """For one label of the batch: on the clock, and of the processor."""
    clock, processor = time.perf_counter(), time.process_time()
    data = maker(batch)
    taken = (time.perf_counter() - clock) / len(batch), (time.process_time() - processor) / len(batch)
    assert data.startswith(b"%PDF")
    return taken


def sample(number: int) -> Label:
    """Labels that differ in everything that differs between returns."""
    code = "".join(ALPHABET[number // 22**place % 22] for place in range(7))
    return Label(
        kind=LabelKind.TO_WAREHOUSE,
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
        pdf: bytes = HTML(string=page).write_pdf(font_config=FontConfiguration())
        return pdf

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
