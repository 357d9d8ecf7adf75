"""`python -m scripts.lint_pages [--fix]`: checks what browsers get, that is scripts, stylesheets and templates.

Each linter has its own configuration: .oxlintrc.json, biome.jsonc and [tool.djlint] in pyproject.toml. With --fix the
stylesheets are formatted first.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from scripts.environment import ENVIRONMENT, ROOT

BIN = ENVIRONMENT / "bin"
SCRIPTS = "static/js"
STYLESHEETS = "static/css"
TEMPLATES = "templates"
SERVICE_WORKER = Path(TEMPLATES) / "pwa" / "service_worker.js"  # the only script that is a template
LONGEST_LINE = 140  # characters of a template's line


def check_scripts() -> bool:
    return ends_well("oxlint", "--deny-warnings", SCRIPTS) and check_service_worker()


def check_service_worker() -> bool:
    """The linter reads JavaScript, not Jinja: a number stands where the application writes a value."""
    script = re.sub(r"{{.*?}}", "0", (ROOT / SERVICE_WORKER).read_text())
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / SERVICE_WORKER.name
        copy.write_text(script)
        return ends_well("oxlint", "--deny-warnings", "--config", ".oxlintrc.json", str(copy))


def check_stylesheets() -> bool:
    """Biome comes from PyPI for Linux on x86-64 alone; on another machine CI is the first to check stylesheets."""
    if not (BIN / "biome").exists():
        print("The stylesheets are not checked: there is no Biome for this machine. CI checks them.")
        return True
    return ends_well("biome", "ci", "--colors=off", "--error-on-warnings", STYLESHEETS)


def format_stylesheets() -> None:
    if (BIN / "biome").exists():
        ends_well("biome", "format", "--colors=off", "--write", STYLESHEETS)


def check_templates() -> bool:
    long_lines = list(lines_too_long())
    for place in long_lines:
        print(f"{place}: expected at most {LONGEST_LINE} characters in a line of a template")
    return ends_well("djlint", "--lint", "--quiet", TEMPLATES) and not long_lines


def lines_too_long() -> Iterator[str]:
    """File and line number of each template's line that is too long to read."""
    for path in sorted((ROOT / TEMPLATES).rglob("*.*")):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if len(line) > LONGEST_LINE:
                yield f"{path.relative_to(ROOT)}:{number}"


def ends_well(tool: str, *arguments: str) -> bool:
    """Whether `tool` found nothing; what it says is shown only when it did."""
    done = subprocess.run([BIN / tool, *arguments], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        print(done.stdout, done.stderr, sep="\n")
    return done.returncode == 0


def main(arguments: list[str]) -> int:
    if arguments == ["--fix"]:
        format_stylesheets()
    checked = [check_scripts(), check_stylesheets(), check_templates()]
    return 0 if all(checked) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
