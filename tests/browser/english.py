"""The same way through the house in English: the steps look for Swedish names, and find what stands there for them."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from scripts import translations

# What the steps call something by is not always a whole text of the catalogue.
PARTS = {
    "utan att skanna": "without scanning",
    "är tillgänglig igen": "is available again",
    "Ta bort foto 1": "Remove photo 1",
    "nu ska måtten stämma": "now the measures should be right",
    "Kontakten är sparad": "The contact is saved",
    "Inställningarna är sparade": "The settings are saved",
    "Skickas till Zebran": "Being sent to Zebran",
}


def english_of(text: str) -> str:
    catalogue = {str(message.id): str(message.string) for message in translations.translated() if message.id}
    return PARTS.get(text) or catalogue[text]


def speak_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names and texts that a test looks for are looked for in English."""
    for kind in (Page, Locator):
        monkeypatch.setattr(kind, "get_by_role", _with_name(kind.get_by_role))
        for finder in ("get_by_text", "get_by_label"):
            monkeypatch.setattr(kind, finder, _with_text(getattr(kind, finder)))


def _with_name(find: Callable[..., Locator]) -> Callable[..., Locator]:
    def found(self: Any, role: str, **wanted: Any) -> Locator:
        if isinstance(wanted.get("name"), str):
            wanted["name"] = english_of(wanted["name"])
        return find(self, role, **wanted)

    return found


def _with_text(find: Callable[..., Locator]) -> Callable[..., Locator]:
    def found(self: Any, text: str, **wanted: Any) -> Locator:
        return find(self, english_of(text), **wanted)

    return found
