"""`make sbom`: what Returkoll is made of, as a CycloneDX document (ECMA-424), on standard output or in a file.

It lists what runs on a server: the pinned packages of requirements.txt with their licences and who asks for which, the
Debian packages that `make setup` brings, and what lies in this repository and was made elsewhere: fonts, and what
browsers get of others (static/vendor, scripts/vendored.py). All other scripts and stylesheets are our own.
"""

import hashlib
import importlib.metadata
import sys
import tomllib
from pathlib import Path
from typing import Any

from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.license import DisjunctiveLicense, License
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL
from packaging.markers import Marker

from scripts.environment import ROOT
from scripts.security.pins import Pin, pins_in
from scripts.system import TO_RUN
from scripts.vendored import vendored

FONTS = ROOT / "labels" / "typesetting" / "fonts"
CLASSIFIER = "License :: OSI Approved :: "
LONGEST_LICENCE = 60
"""Characters. Some packages put the whole text where the name belongs."""


def document() -> str:
    """The document. Raises ValueError where it is not as CycloneDX's own schema has it."""
    bom = Bom()
    bom.metadata.component = house()
    pins = pins_in(ROOT / "requirements.txt")
    parts = {pin.name: package(pin) for pin in pins}
    brought = [*debian_packages(), *fonts(), *vendored_packages()]
    for part in (*parts.values(), *brought):
        bom.components.add(part)
    for pin in pins:
        parents = [parts[name] for name in pin.parents if name in parts]
        if pin.is_ours:
            parents.append(bom.metadata.component)
        for parent in parents:
            bom.register_dependency(parent, [parts[pin.name]])
    bom.register_dependency(bom.metadata.component, brought)
    written = JsonV1Dot6(bom).output_as_string(indent=2)
    if fault := JsonStrictValidator(SchemaVersion.V1_6).validate_str(written):
        raise ValueError(f"expected a document after CycloneDX's schema: {fault}")
    return written


def house() -> Component:
    said = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return Component(
        name="returkoll",
        version=said["version"],
        type=ComponentType.APPLICATION,
        description=said["description"],
        licenses=[DisjunctiveLicense(id=said["license"])],
        bom_ref="returkoll",
    )


def package(pin: Pin) -> Component:
    url = PackageURL("pypi", name=pin.name, version=pin.version)
    is_for_this_machine = pin.marker is None or Marker(pin.marker).evaluate()
    return Component(
        name=pin.name,
        version=pin.version,
        purl=url,
        bom_ref=url.to_string(),
        licenses=licences_of(pin.name),
        scope=ComponentScope.REQUIRED if is_for_this_machine else ComponentScope.OPTIONAL,
    )


def licences_of(name: str) -> list[License]:
    """As the installed package says it; none where it is not installed, or says it nowhere."""
    try:
        said: Any = importlib.metadata.metadata(name)  # a message, whose declared type leaves `get` out
    except importlib.metadata.PackageNotFoundError:
        return []
    named = [
        one.removeprefix(CLASSIFIER) for one in said.get_all("Classifier", []) if one.startswith(CLASSIFIER)
    ]
    short = (
        (said.get("License-Expression") or "").strip()
        or ", ".join(named)
        or (said.get("License") or "").strip()
    )
    return [DisjunctiveLicense(name=short)] if short and len(short) <= LONGEST_LICENCE else []


def debian_packages() -> list[Component]:
    """Their versions are those of the machine's Debian."""
    urls = [PackageURL("deb", namespace="debian", name=need.package) for need in TO_RUN]
    return [
        Component(name=url.name, purl=url, bom_ref=url.to_string(), type=ComponentType.LIBRARY)
        for url in urls
    ]


def fonts() -> list[Component]:
    """Cut from Liberation Sans (docs/dependencies.md)."""
    return [
        Component(
            name=path.name,
            type=ComponentType.FILE,
            bom_ref=f"file:{path.relative_to(ROOT).as_posix()}",
            licenses=[DisjunctiveLicense(id="OFL-1.1")],
            hashes=[
                HashType(alg=HashAlgorithm.SHA_256, content=hashlib.sha256(path.read_bytes()).hexdigest())
            ],
            properties=[Property(name="returkoll:made-from", value="Liberation Sans")],
        )
        for path in sorted(FONTS.glob("*.ttf"))
    ]


def vendored_packages() -> list[Component]:
    return [
        Component(
            name=one.name,
            version=one.version,
            type=ComponentType.LIBRARY,
            purl=(url := PackageURL("npm", name=one.name, version=one.version)),
            bom_ref=url.to_string(),
            licenses=[DisjunctiveLicense(id=licence) for licence in one.licences],
        )
        for one in vendored()
    ]


def main(arguments: list[str]) -> int:
    if len(arguments) > 1:
        print(f"Expected a file's name or nothing, got {' '.join(arguments)}", file=sys.stderr)
        return 2
    written = document()
    if arguments:
        Path(arguments[0]).write_text(f"{written}\n")
    else:
        print(written)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
