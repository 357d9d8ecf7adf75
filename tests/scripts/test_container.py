"""The container file says what the systemd unit says, and copies what there is. scripts/try_container.sh builds it."""

import re
import shlex
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
CONTAINERFILE = (ROOT / "docs/deployment/Containerfile").read_text(encoding="utf-8")
UNIT = (ROOT / "docs/deployment/returkoll.service").read_text(encoding="utf-8")


def instructions(name: str) -> list[str]:
    whole = CONTAINERFILE.replace("\\\n", "")
    return re.findall(rf"^{name} +(.*)$", whole, re.MULTILINE)


def test_what_it_copies_first_is_all_that_set_up_imports() -> None:
    first = shlex.split(instructions("COPY")[0])[:-1]
    assert all((ROOT / path).is_file() for path in first)
    imported = {"scripts/__init__.py", "scripts/setup.py"}
    waiting = ["scripts/setup.py"]
    while waiting:
        code = (ROOT / waiting.pop()).read_text(encoding="utf-8")
        names = re.findall(r"^from scripts import (.*)$", code, re.MULTILINE)
        paths = {f"scripts/{name.strip()}.py" for line in names for name in line.split(",")}
        paths |= {
            f"scripts/{name}.py" for name in re.findall(r"^from scripts\.(\w+) import", code, re.MULTILINE)
        }
        waiting += sorted(paths - imported)
        imported |= paths
    assert set(first) == imported


def test_it_serves_as_the_unit_does() -> None:
    """The same migrations, supervisor and settings; nothing beside it prints, mails or works at night."""
    command = instructions("CMD")[-1]
    for line in re.findall(r"^Environment=(.*)$", UNIT, re.MULTILINE):
        assert set(line.split()) <= set(" ".join(instructions("ENV")).split())
    assert "flask --app app db upgrade && exec" in command
    assert "python -m scripts.serving --bind 0.0.0.0:8000" in command
    assert "--no-" not in command
    assert re.search(r"^UMask=(\d+)$", UNIT, re.MULTILINE)[1].lstrip("0") in command  # type: ignore[index]


def test_it_does_not_run_as_root() -> None:
    assert instructions("USER") == ["returkoll"]
    assert CONTAINERFILE.index("USER returkoll") < CONTAINERFILE.index("\nCMD")


def test_nothing_of_this_machine_gets_into_the_image() -> None:
    kept_out = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {".*", "instance", "**/__pycache__"} <= set(kept_out)
