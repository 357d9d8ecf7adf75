"""The packages that requirements.txt pins, each with who asks for it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

PIN = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(\[[^]]*])?==(?P<version>[^\s;]+)\s*(;\s*(?P<marker>.+))?")
VIA = re.compile(r"\s+#(\s+via)?\s+(?P<parent>[A-Za-z0-9._-]+)$")
OURS = re.compile(r"\s+#(\s+via)?\s+-r requirements\.in")


@dataclass
class Pin:
    """One line, as uv writes it."""

    name: str
    version: str
    marker: str | None
    """PEP 508, where it is not for every machine."""
    parents: list[str] = field(default_factory=list)
    """The packages that ask for it."""
    is_ours: bool = False
    """Whether requirements.in asks for it, too."""


def pins_in(path: Path) -> list[Pin]:
    return list(_read(path.read_text().splitlines()))


def _read(lines: list[str]) -> Iterator[Pin]:
    now: Pin | None = None
    for line in lines:
        if found := PIN.fullmatch(line.strip()):
            if now:
                yield now
            now = Pin(found["name"], found["version"], found["marker"])
        elif now and OURS.fullmatch(line):
            now.is_ours = True
        elif now and (asked := VIA.fullmatch(line)):
            now.parents.append(asked["parent"])
    if now:
        yield now
