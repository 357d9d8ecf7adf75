"""`make requirements`: pin what the .in files ask for, for every Python from our lowest up."""

import os
import subprocess
import sys

from scripts.environment import LOWEST_PYTHON, PYTHON, ROOT, run
from scripts.system import SetUpError

# uv resolves for all platforms and Pythons at once, and knows overrides; pip-tools does neither.
UV = "uv>=0.9,<1"


def pin(asked: str, pinned: str, *arguments: str) -> None:
    lowest = ".".join(map(str, LOWEST_PYTHON))
    uv = [
        str(PYTHON),
        "-m",
        "uv",
        "pip",
        "compile",
        "--universal",
        "--python-version",
        lowest,
        "--no-emit-index-url",
    ]
    command = [*uv, "--quiet", *arguments, "--output-file", pinned, asked]
    environment = {**os.environ, "UV_CUSTOM_COMPILE_COMMAND": "make requirements"}
    ended_with = subprocess.run(command, cwd=ROOT, env=environment).returncode
    if ended_with:
        raise SetUpError(f"Expected {asked} to resolve, and it did not: see what uv said above.")


def main(arguments: list[str]) -> int:
    """With --upgrade everything is pinned to its newest; without, only what the .in files ask for changes."""
    try:
        run([str(PYTHON), "-m", "pip", "install", "--quiet", UV])
        pin("requirements.in", "requirements.txt", "--override", "requirements-overrides.txt", *arguments)
        pin("requirements-dev.in", "requirements-dev.txt", *arguments)
    except SetUpError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
