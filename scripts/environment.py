"""The project's own Python environment, .venv: from the pinned requirements, anew when these have changed."""

import hashlib
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from scripts.system import SetUpError

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
LOWEST_PYTHON = (3, 11)

TO_RUN = ("requirements.txt",)
TO_TEST = ("requirements.txt", "requirements-dev.txt")


def check_python() -> None:
    if sys.version_info < LOWEST_PYTHON:
        got = f"{sys.version_info.major}.{sys.version_info.minor}"
        lowest = ".".join(map(str, LOWEST_PYTHON))
        raise SetUpError(
            f"Expected Python {lowest} or newer, got {got}: install one, and name it with "
            f"`make PYTHON=python{lowest}`."
        )


def provide(requirements: Sequence[str]) -> None:
    """Make .venv hold `requirements`, unless it does already."""
    if not is_usable():
        print("Making .venv", flush=True)
        run([sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)])
    missing = [name for name in requirements if not is_installed(name)]
    if not missing:
        return
    print(f"Installing {' and '.join(missing)} into .venv", flush=True)
    # Resolved with overrides, which pip does not know: --no-deps takes the pins as they stand.
    files = [argument for name in missing for argument in ("-r", str(ROOT / name))]
    run([str(PYTHON), "-m", "pip", "install", "--quiet", "--no-deps", "--use-pep517", *files])
    for name in missing:
        stamp(name).write_text(digest(name))


def is_usable() -> bool:
    """Whether .venv has a Python that starts, of the version that makes it."""
    version = "import sys; print(*sys.version_info[:2])"
    try:
        found = subprocess.run([PYTHON, "-c", version], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return False
    return found.split() == [str(part) for part in sys.version_info[:2]]


def is_installed(requirements: str) -> bool:
    try:
        return stamp(requirements).read_text() == digest(requirements)
    except FileNotFoundError:
        return False


def stamp(requirements: str) -> Path:
    """Beside what it vouches for: who deletes .venv deletes the stamp."""
    return ENVIRONMENT / f".installed-{requirements}"


def digest(requirements: str) -> str:
    return hashlib.sha256((ROOT / requirements).read_bytes()).hexdigest()


def run(command: list[str]) -> None:
    ended_with = subprocess.run(command, cwd=ROOT).returncode
    if ended_with:
        raise SetUpError(f"`{' '.join(command)}` ended with {ended_with}: see above, and try again.")
