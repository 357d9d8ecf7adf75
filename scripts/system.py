"""What Returkoll needs of the system besides Python and make, and how to get it: with apt, else a sentence.

A need is met when the thing itself is found (the library loads, the font is there), whatever package brought
it: so the same check serves Debian, Ubuntu and the rest.
"""

import ctypes
import ctypes.util
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

FONT_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/Library/Fonts",
)
FONT_ENDINGS = {".ttf", ".otf", ".ttc"}
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


class SetUpError(Exception):
    """Set-up cannot go on; the text says what to do."""


@dataclass(frozen=True)
class Need:
    """One thing of the system's: the Debian package that brings it, what for, and whether it is there."""

    package: str
    what_for: str
    is_met: Callable[[], bool]


def loads(soname: str) -> Callable[[], bool]:
    """Whether a shared library can be loaded, under Linux's name or the system's own."""

    def check() -> bool:
        stem = soname.removeprefix("lib").split(".so")[0]
        return any(name and _opens(name) for name in (soname, ctypes.util.find_library(stem)))

    return check


def _opens(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_a_font() -> bool:
    """Whether any scalable font is installed: those for Latin script all have å, ä and ö."""
    folders = (Path(folder).expanduser() for folder in FONT_FOLDERS)
    return any(path.suffix.lower() in FONT_ENDINGS for folder in folders for path in folder.rglob("*"))


def can_make_environments() -> bool:
    """Debian takes ensurepip out of Python's own library and into a package."""
    return importlib.util.find_spec("ensurepip") is not None


def chromium() -> str | None:
    """The browser for the browser tests: RETURKOLL_CHROMIUM, or the first one found."""
    named = os.environ.get("RETURKOLL_CHROMIUM")
    return named or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def has_chromium() -> bool:
    return chromium() is not None


TO_RUN = (
    Need(f"python3.{sys.version_info.minor}-venv", "makes .venv", can_make_environments),
    Need("libzbar0", "reads barcodes, beside zxing-cpp", loads("libzbar.so.0")),
    Need("libpango-1.0-0", "sets the labels' text (WeasyPrint)", loads("libpango-1.0.so.0")),
    Need("libpangoft2-1.0-0", "finds the labels' fonts", loads("libpangoft2-1.0.so.0")),
    Need("libharfbuzz-subset0", "embeds the labels' fonts", loads("libharfbuzz-subset.so.0")),
    Need("fonts-dejavu-core", "a font with å, ä and ö", has_a_font),
)
CHROMIUM = Need("chromium", "what the browser tests drive", has_chromium)
CERTUTIL = Need(
    "libnss3-tools", "tells the tests' Chromium whom to trust", lambda: shutil.which("certutil") is not None
)
TO_TEST = (Need("libatomic1", "for Playwright, which drives it", loads("libatomic.so.1")), CERTUTIL, CHROMIUM)


def provide(needs: Iterable[Need]) -> None:
    """Install what is missing through apt, or say which packages to install."""
    missing = [need for need in needs if not need.is_met()]
    if not missing:
        return
    packages = " ".join(need.package for need in missing)
    command = apt_command()
    if command is None:
        raise SetUpError(
            "Expected apt, as root or with sudo. Install these packages (Debian's names), and try again: "
            + packages
        )
    print("Installing through apt what the system lacks:")
    for need in missing:
        print(f"  {need.package:<22}{need.what_for}", flush=True)
    run_apt(command, "update", "--quiet=2")
    run_apt(command, "install", "--yes", "--quiet=2", "--no-install-recommends", *packages.split())
    importlib.invalidate_caches()
    not_found = " ".join(need.package for need in missing if not need.is_met())
    if not_found:
        raise SetUpError(
            f"Expected to find what {not_found} brings, and did not. Install it by hand, and try again."
        )


def apt_command() -> list[str] | None:
    """How this user calls apt-get; None for one who cannot."""
    if shutil.which("apt-get") is None:
        return None
    apt_get = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    if os.geteuid() == 0:
        return apt_get
    return ["sudo", *apt_get] if shutil.which("sudo") else None


def run_apt(command: list[str], *arguments: str) -> None:
    """Run apt-get; what it says is of interest only when it fails."""
    step = [*command, *arguments]
    done = subprocess.run(step, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        print(done.stdout.decode(errors="replace"), flush=True)
        failed = " ".join(step)
        raise SetUpError(f"`{failed}` ended with {done.returncode}: see what apt said above, and try again.")


def chromium_is_a_snap() -> bool:
    """Ubuntu's `chromium` package installs a snap, which containers and many servers cannot run."""
    try:
        release = Path("/etc/os-release").read_text()
    except OSError:
        return False
    return "ID=ubuntu" in release.splitlines()
