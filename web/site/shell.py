"""The shell: stylesheets, scripts and icons, at addresses that name their version.

A file's address is like /v/VERSION/js/core/app.js. So scripts that import one another are of one version, browsers may
store them for ever, and nothing is fetched twice even without a service worker. All stylesheets are sent as one file.
"""

import functools
import gzip
import hashlib
from pathlib import Path

from flask import current_app, g, url_for
from werkzeug.security import safe_join

LOOK = "css/look.css"
SHEETS = (
    *(
        "reset",
        "tokens",
        "base",
        "layout",
        "appbar",
        "buttons",
        "cards",
        "verdict",
        "lists",
        "tables",
        "charts",
    ),
    *(
        "forms",
        "photos",
        "messages",
        "scan",
        "packing",
        "table",
        "printed",
        "waiting",
        "printing",
        "guide",
        "installed",
        "utilities",
    ),
)
FOR_EVER = "public, max-age=31536000, immutable"
SUFFIXES = frozenset({".js", ".svg", ".png"})
VENDOR, OF_OTHERS = "vendor/", frozenset({".js", ".wasm"})
TEXTS = {
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".css": "text/css",
    ".wasm": "application/wasm",
}
"""The endings of files that are compressed for a slow Wi-Fi → their types. Pages are not compressed: they hold secrets
beside texts that users type, and the size of the compressed page would tell something about these."""


def address(name: str) -> str:
    """The address of the present version of a file of the shell: `{{ shell("js/core/app.js") }}` in a template."""
    return url_for("pwa.shell_file", version=version(), name=name)


def names() -> list[str]:
    """Every file that a page needs to look and work as it should."""
    return [LOOK, *(name for name in _files(SUFFIXES) if not name.startswith(VENDOR))]


def names_of_others() -> list[str]:
    """What others wrote, which some devices need, and only when their camera is started."""
    return [name for name in _files(OF_OTHERS) if name.startswith(VENDOR)]


def _files(endings: frozenset[str]) -> list[str]:
    return sorted(path.relative_to(root()).as_posix() for path in root().rglob("*") if path.suffix in endings)


def look() -> str:
    """All stylesheets as one, in the order in which they build on one another."""
    return "\n".join((root() / "css" / f"{name}.css").read_text() for name in SHEETS)


def squeezed(name: str) -> bytes | None:
    """A text file of the shell, compressed with gzip; None for other files, and for one that is not there."""
    path = safe_join(str(root()), name)
    if name == LOOK:
        return _gzipped(look().encode())
    if Path(name).suffix not in TEXTS or path is None or not Path(path).is_file():
        return None
    return _gzipped(Path(path).read_bytes())


@functools.lru_cache(maxsize=256)
def _gzipped(contents: bytes) -> bytes:
    return gzip.compress(contents, mtime=0)


def version() -> str:
    """The version of the shell. It is the same for the same contents, on every worker and machine, and after a
    restart."""
    if "shell_version" not in g:
        g.shell_version = _digest(root(), max(path.stat().st_mtime_ns for path in root().rglob("*")))
    known: str = g.shell_version
    return known


@functools.lru_cache(maxsize=4)
def _digest(directory: Path, _changed: int) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in directory.rglob("*") if path.is_file()):
        digest.update(path.relative_to(directory).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def root() -> Path:
    return Path(current_app.static_folder or "")
