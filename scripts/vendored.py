"""`python -m scripts.vendored`: brings what browsers get of others into static/vendor, as each part.toml there says.

Returkoll is installed without Node, so that these few files lie in the repository. A new version: write it into
part.toml, and run this; it needs npm, which asks the registry and checks the package. Tests hold the files to their
SHA-256.
"""

import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts.environment import ROOT

VENDOR = ROOT / "static" / "vendor"


@dataclass(frozen=True)
class Vendored:
    """An npm package of which some files lie in `folder`."""

    folder: Path
    name: str
    version: str
    licences: tuple[str, ...]
    files: Mapping[str, str]
    """In the package → in the folder."""
    sha256: Mapping[str, str]
    """By the name in the folder."""


def vendored() -> list[Vendored]:
    found = []
    for path in sorted(VENDOR.glob("*/part.toml")):
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        found.append(
            Vendored(
                path.parent,
                said["name"],
                said["version"],
                tuple(said["licences"]),
                said["files"],
                said["sha256"],
            )
        )
    return found


def digests(one: Vendored) -> dict[str, str]:
    """The SHA-256 of each file as it lies there now."""
    return {name: hashlib.sha256((one.folder / name).read_bytes()).hexdigest() for name in one.files.values()}


def bring(one: Vendored) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asked = ["npm", "pack", f"{one.name}@{one.version}", "--silent"]
        packed = subprocess.run(asked, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()
        with tarfile.open(Path(folder) / packed) as package:
            for inside, here in one.files.items():
                member = package.extractfile(f"package/{inside}")
                assert member is not None, f"expected a file {inside} in {packed}"
                (one.folder / here).parent.mkdir(parents=True, exist_ok=True)
                (one.folder / here).write_bytes(member.read())
    part = one.folder / "part.toml"
    written = re.sub(r"(?<=\[sha256\]\n).*", "", part.read_text(encoding="utf-8"), flags=re.DOTALL)
    lines = "".join(f'"{name}" = "{digest}"\n' for name, digest in digests(one).items())
    part.write_text(written + lines, encoding="utf-8")


def main() -> int:
    for one in vendored():
        bring(one)
        print(f"{one.name} {one.version}: {', '.join(one.files.values())}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
