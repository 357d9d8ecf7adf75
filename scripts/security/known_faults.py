"""`make audit`: whether a pinned package has a known security fault, as PyPI's advisories say.

`make check` asks, too (`--if-reachable`), and goes on with a line where the advisories cannot be reached.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from scripts.environment import PYTHON, ROOT

ACCEPTED: dict[str, str] = {}
"""The number of an advisory → why it does no harm here, and until when. An empty table is the aim."""
PATIENCE_S = 120
ASKED = ("requirements.txt", "requirements-dev.txt")


@dataclass(frozen=True)
class Answer:
    """What the advisories said."""

    faults: list[str]
    """Package, advisory and the version that has it mended, one a line."""
    asked: int
    unanswered: int

    @property
    def is_whole(self) -> bool:
        return self.asked > 0 and self.unanswered == 0


def ask() -> Answer:
    """Raises OSError where the tool does not answer."""
    files = [argument for name in ASKED for argument in ("-r", name)]
    accepted = [argument for number in ACCEPTED for argument in ("--ignore-vuln", number)]
    quiet = ["--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off", "--timeout", "10"]
    try:
        done = subprocess.run(
            [PYTHON, "-m", "pip_audit", *files, *accepted, *quiet],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
        )
        return understood(json.loads(done.stdout))
    except (subprocess.TimeoutExpired, json.JSONDecodeError) as error:
        raise OSError("the advisories did not answer") from error


def understood(said: dict[str, Any]) -> Answer:
    """pip-audit counts a package that the service does not know as passed; here it is unanswered."""
    packages = said["dependencies"]
    faults = [
        f"{one['name']} {one['version']}: {fault['id']}, mended in {' or '.join(fault['fix_versions']) or 'no version'}"
        for one in packages
        for fault in one.get("vulns", ())
    ]
    return Answer(faults, len(packages), sum("skip_reason" in one for one in packages))


def told(answer: Answer | None, *, if_reachable: bool) -> tuple[str, int]:
    """The sentence, and the exit code."""
    if answer and answer.faults:
        do = "Raise the pins (`make requirements ARGS=--upgrade-package=NAME`), or say in ACCEPTED why they do no harm."
        return "\n".join([*answer.faults, do]), 1
    if answer and answer.is_whole:
        return f"{answer.asked} packages, no known fault.", 0
    missing = f"{answer.unanswered} of {answer.asked} packages" if answer else "the packages"
    sentence = f"The advisories say nothing of {missing}: no network, or a mirror without them. "
    if if_reachable:
        return sentence + "Run `make audit` where PyPI answers.", 0
    return sentence + "Run it again where PyPI answers.", 1


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["--if-reachable"]):
        print(f"Expected --if-reachable or nothing, got {' '.join(arguments)}", file=sys.stderr)
        return 2
    try:
        answer: Answer | None = ask()
    except OSError:
        answer = None
    sentence, code = told(answer, if_reachable=bool(arguments))
    print(sentence)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
