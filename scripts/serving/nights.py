"""Beside `make run`: runs `flask nightly` when it is due, and costs next to nothing between."""

import datetime
import signal
import subprocess
import sys
import time

from scripts.serving.supervision import ROOT, stop_with_parent

FIRST_AFTER_S = 300.0
"""So that a start is not slower for it."""
LOOKS_EVERY_S = 60.0
HOUR = 2
"""Of the night, in local time."""
COMMAND = (sys.executable, "-m", "flask", "--app", "app", "nightly", "--if-due")


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    time.sleep(FIRST_AFTER_S)
    asked_on = None
    while True:
        now = datetime.datetime.now().astimezone()
        # At the start, for a machine that is switched off at night, and then once a night.
        if asked_on is None or (now.hour >= HOUR and now.date() != asked_on):
            asked_on = now.date() if now.hour >= HOUR else now.date() - datetime.timedelta(days=1)
            subprocess.run(COMMAND, cwd=ROOT, preexec_fn=stop_with_parent)
        time.sleep(LOOKS_EVERY_S)


if __name__ == "__main__":
    main()
