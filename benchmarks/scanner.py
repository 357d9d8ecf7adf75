"""The scanner against each engine that it is made of: generated frames, and a folder of photos."""

import argparse
import os
import platform
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from benchmarks import engines, frames, photos, report
from benchmarks.payloads import SYMBOLOGIES
from benchmarks.score import Sample, Scores, ratio_where_read, score

PHOTOS = Path(os.environ.get("RETURKOLL_PHOTOS", Path(__file__).resolve().parents[2] / "shared" / "photos"))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--photos", type=Path, default=PHOTOS, help="folder of pictures with .txt beside them"
    )
    parser.add_argument("--frames", type=int, default=240, help="number of generated frames")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--budget-ms", type=float, default=400)
    parser.add_argument("--only-ours", action="store_true", help="leave the single engines out")
    parser.add_argument("--write", type=Path, help="write the result as Markdown, with a plot beside it")


def run(arguments: argparse.Namespace) -> None:
    cv2.setNumThreads(1)
    ours = engines.ours(arguments.budget_ms)
    ours(np.zeros((64, 64), np.uint8))  # what is loaded at the first use is no part of a look
    readers: dict[str, engines.Reader] = {"ours": ours}
    if not arguments.only_ours:
        readers = {"zxing": engines.zxing, "zbar": engines.zbar, "opencv": engines.opencv, "ours": ours}
    parts = [
        f"Machine: {_machine()}; one core; budget {arguments.budget_ms:.0f} ms; {time.strftime('%Y-%m-%d')}."
    ]
    made: Scores | None = None
    if arguments.frames:
        made = score(_frames(arguments.frames, arguments.seed), readers, tell=True)
        title = f"{arguments.frames} generated frames, seed {arguments.seed}"
        parts.append(report.table(title, made, (*frames.AXES, *SYMBOLOGIES)))
    if arguments.photos.is_dir():
        taken = list(photos.samples(arguments.photos))
        scores = score(taken, readers, tell=True)
        columns = tuple(dict.fromkeys(column for sample in taken for column in sample.columns))
        parts.append(report.table(f"{len(taken)} photos", scores, columns))
        ratios = ratio_where_read(taken, engines.zxing, ours)
        parts.append(
            f"Where zxing alone reads a photo, ours takes {np.median(ratios):.2f} times its time (median)."
        )
    parts.append(_large_photo(ours))
    print("\n\n".join(parts))
    if arguments.write:
        report.write(arguments.write, parts, made)


def _frames(count: int, seed: int) -> Iterator[Sample]:
    for frame in frames.frames(count, seed):
        expected = tuple((code.symbology, code.payload) for code in frame.codes)
        yield Sample(frame.picture, expected, (frame.axis,), (), f"frame {frame.seed} ({frame.axis})")


def _large_photo(ours: engines.Reader) -> str:
    """A 12 megapixel JPEG with a readable code, against its 2 megapixel version for zxing and the decoding."""
    small = frames.frame(1, axis="clean", symbology="Code 128").picture
    large = cv2.resize(small, (4032, 3024), interpolation=cv2.INTER_CUBIC)
    small = np.asarray(cv2.resize(large, (1632, 1224), interpolation=cv2.INTER_AREA), np.uint8)
    data = cv2.imencode(".jpg", large, [cv2.IMWRITE_JPEG_QUALITY, 90])[1]
    alone = _best_of(lambda: engines.zxing(small))
    decoding = _best_of(lambda: cv2.imdecode(data, cv2.IMREAD_GRAYSCALE))
    bytes_of = data.tobytes()
    mine = _best_of(lambda: ours(bytes_of))  # type: ignore[arg-type] # read() takes both
    return (
        f"12 MP JPEG: ours {mine:.0f} ms; zxing on 2 MP {alone:.0f} ms and decoding {decoding:.0f} ms: "
        f"{mine / (alone + decoding):.2f} times both."
    )


def _best_of(call: "object", times: int = 5) -> float:
    out = []
    for _ in range(times):
        start = time.perf_counter()
        call()  # type: ignore[operator]
        out.append((time.perf_counter() - start) * 1000)
    return min(out)


def _machine() -> str:
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        models = [
            line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if "model name" in line
        ]
        name = models[0] if models else name
    return f"{name}, {os.cpu_count()} cores, Python {platform.python_version()}"
