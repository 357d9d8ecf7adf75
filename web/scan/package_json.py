"""A scanned package as plain data, so that a card's form can bring back what was read."""

import dataclasses
import datetime
from collections.abc import Mapping
from typing import Any

from identity import Identity, Package, Problem, join

DATES = ("production_date", "expiry_date")


def package_to_dict(package: Package) -> dict[str, Any]:
    return {"identities": [_identity_to_dict(identity) for identity in package.identities]}


def package_from_dict(data: Mapping[str, Any]) -> Package:
    """The package again. One view's codes were joined already, and joining them anew keeps them together."""
    return join([_identity_from_dict(item) for item in data["identities"]])[0]


def _identity_to_dict(identity: Identity) -> dict[str, Any]:
    """Only what is set, so that the card stays small."""
    values = {
        field.name: value
        for field in dataclasses.fields(identity)
        if (value := getattr(identity, field.name)) not in (None, ())
    }
    values["problems"] = [dataclasses.asdict(problem) for problem in identity.problems]
    return {**values, **{name: values[name].isoformat() for name in DATES if name in values}}


def _identity_from_dict(data: Mapping[str, Any]) -> Identity:
    dates = {name: datetime.date.fromisoformat(data[name]) for name in DATES if name in data}
    problems = tuple(Problem(**problem) for problem in data["problems"])
    return Identity(**{**data, **dates, "problems": problems})
