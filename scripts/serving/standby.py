"""A main process that has everything imported and waits until it is needed: `python -m scripts.serving.standby`.

Importing the application takes seconds. When the main process dies, this one takes its place at once: it gets a line on
its standard input, and becomes `gunicorn ARGUMENT…`.
"""

import importlib
import os
import sys
from pathlib import Path

from scripts.serving import metrics_folder
from scripts.serving.supervision import ROOT


def main(arguments: list[str]) -> None:
    metrics_folder.provide(Path(os.environ.get("RETURKOLL_FOLDER") or ROOT / "instance") / "metrics")
    for name in ("app", "weasyprint", "web.serving.worker"):
        importlib.import_module(name)
    if not sys.stdin.readline():
        return  # the supervisor is gone
    from gunicorn.app.wsgiapp import run

    sys.argv = ["gunicorn", *arguments]
    run()


if __name__ == "__main__":
    main(sys.argv[1:])
