"""Picture bytes → Symbols → Identities.

    reading = scanner.read(picture, budget_ms=400)

The engines are loaded at the first use, so that `identity` stays cheap to import.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scanner.expected import Expected
    from scanner.pictures.image import UnreadablePicture
    from scanner.reader import read
    from scanner.reading import Reading, Symbol
    from scanner.symbologies import SymbologyGroup

__all__ = ["Expected", "Reading", "Symbol", "SymbologyGroup", "UnreadablePicture", "read"]

_HOMES = {
    "Expected": "scanner.expected",
    "Reading": "scanner.reading",
    "Symbol": "scanner.reading",
    "SymbologyGroup": "scanner.symbologies",
    "UnreadablePicture": "scanner.pictures.image",
    "read": "scanner.reader",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'scanner' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
