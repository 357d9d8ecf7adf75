"""The list of what Returkoll is made of."""

import json
import re
from typing import Any

import pytest

from scripts.environment import ROOT
from scripts.security import bill_of_materials
from scripts.security.pins import pins_in
from scripts.vendored import VENDOR, digests, vendored

BY_OTHERS = re.compile(r"@license|@preserve|Copyright \(c\)|sourceMappingURL", re.IGNORECASE)


@pytest.fixture(scope="module")
def said() -> dict[str, Any]:
    """The document, which CycloneDX's own schema has let through."""
    found: dict[str, Any] = json.loads(bill_of_materials.document())
    return found


def test_everything_that_is_pinned_stands_in_it(said: dict[str, Any]) -> None:
    listed = {one["purl"] for one in said["components"] if "purl" in one}
    pins = pins_in(ROOT / "requirements.txt")
    assert len(pins) == len(re.findall(r"^[\w.-]+==", (ROOT / "requirements.txt").read_text(), re.MULTILINE))
    assert {f"pkg:pypi/{pin.name}@{pin.version}" for pin in pins} <= listed
    assert "pkg:deb/debian/libzbar0" in listed


def test_it_says_who_asks_for_what(said: dict[str, Any]) -> None:
    asked = {one["ref"].partition("@")[0]: one.get("dependsOn", []) for one in said["dependencies"]}
    assert any(name.startswith("pkg:pypi/werkzeug@") for name in asked["pkg:pypi/flask"])
    assert any(name.startswith("pkg:pypi/flask@") for name in asked["returkoll"])


def test_nearly_every_package_has_its_licence(said: dict[str, Any]) -> None:
    packages = [one for one in said["components"] if one.get("purl", "").startswith("pkg:pypi/")]
    without = [one["name"] for one in packages if not one.get("licenses") and one["scope"] == "required"]
    assert len(without) <= 3, without


def test_what_is_no_cyclonedx_document_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        bill_of_materials.JsonV1Dot6, "output_as_string", lambda *_args, **_more: '{"bomFormat": "x"}'
    )
    with pytest.raises(ValueError, match="expected a document after CycloneDX's schema"):
        bill_of_materials.document()


def test_what_browsers_get_of_others_is_listed_and_as_it_was_brought(said: dict[str, Any]) -> None:
    listed = {one["purl"] for one in said["components"] if "purl" in one}
    assert vendored()
    for one in vendored():
        assert f"pkg:npm/{one.name}@{one.version}" in listed
        assert digests(one) == one.sha256
        lies_there = {
            path.relative_to(one.folder).as_posix() for path in one.folder.rglob("*") if path.is_file()
        }
        licences = {name for name in lies_there if name.startswith("LICENSE")}
        assert lies_there == {*one.files.values(), *licences, "part.toml"}
        assert licences


def test_all_other_files_are_our_own() -> None:
    """Otherwise they belong into static/vendor and into the list (scripts/security/bill_of_materials.py)."""
    scripts = [
        path
        for path in (ROOT / "static").rglob("*")
        if path.suffix in {".js", ".mjs", ".css", ".wasm"} and VENDOR not in path.parents
    ]
    assert scripts
    assert not [path for path in scripts if ".min." in path.name or path.suffix == ".wasm"]
    assert not [path for path in scripts if BY_OTHERS.search(path.read_text())]
    assert not (ROOT / "package.json").exists()
