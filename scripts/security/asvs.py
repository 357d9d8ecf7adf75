"""`python -m scripts.security.asvs`: docs/security-asvs.md, made of docs/security-asvs.toml."""

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from scripts.environment import ROOT

DATA = ROOT / "docs/security-asvs.toml"
PAGE = ROOT / "docs/security-asvs.md"
WANTED = "12"
"""The levels that Returkoll is held against."""
CHAPTERS = {
    1: "Encoding and sanitisation", 2: "Validation and business logic", 3: "The browser's side",
    4: "API and web service", 5: "Files", 6: "Authentication", 7: "Sessions", 8: "Authorisation",
    9: "Self-contained tokens", 10: "OAuth and OIDC", 11: "Cryptography", 12: "Communication", 13: "Configuration",
    14: "Data", 15: "Code and architecture", 16: "Logs and errors", 17: "WebRTC",
}  # fmt: skip
STATES = {
    "held": "a test holds it",
    "in part": "tests hold it but for what is said",
    "not met": "not met, and what is missing",
    "–": "does not apply, and why",
}


HEADINGS = "| | level | about | | held by, or why not |"
ABOUT = (
    "Made of [security-asvs.toml](security-asvs.toml) by `python -m scripts.security.asvs`; a test fails on a",
    "requirement of levels 1 and 2 that is not answered, and on a named test that is not there. What each requirement",
    "says stands in the standard: [OWASP Application Security Verification Standard",
    "5.0.0](https://github.com/OWASP/ASVS/tree/v5.0.0) (CC BY-SA 4.0). The rules it asks to be written down stand in",
    "[security-rules.md](security-rules.md).",
)


@dataclass(frozen=True)
class Requirement:
    """One of the standard's, and what is said of it here."""

    number: str
    level: str
    about: str
    tests: tuple[str, ...]
    part: str
    why_not: str
    missing: str

    @property
    def state(self) -> str:
        if self.why_not:
            return "–"
        if self.missing:
            return "not met"
        return "in part" if self.part else "held"

    @property
    def chapter(self) -> int:
        return int(self.number.split(".")[0])

    @property
    def is_answered(self) -> bool:
        """Exactly one of the three: tests, a reason, or what is missing."""
        return (
            bool(self.about) and [bool(self.tests), bool(self.why_not), bool(self.missing)].count(True) == 1
        )


def levels() -> dict[str, str]:
    """The level of every requirement of the standard."""
    sections: dict[str, str] = tomllib.loads(DATA.read_text())["levels"]
    return {
        f"{section}.{number}": level
        for section, digits in sections.items()
        for number, level in enumerate(digits, 1)
    }


def requirements() -> list[Requirement]:
    """What the file says, in its own order. A number that the standard does not have has the level ""."""
    known = levels()
    return [
        Requirement(
            number,
            known.get(number, ""),
            said.get("about", ""),
            tuple(said.get("tests", ())),
            said.get("part", ""),
            said.get("why_not", ""),
            said.get("missing", ""),
        )
        for number, said in tomllib.loads(DATA.read_text())["requirements"].items()
    ]


def page() -> str:
    return "\n".join(_lines(requirements())) + "\n"


def _lines(found: list[Requirement]) -> Iterator[str]:
    counted = Counter(one.state for one in found)
    yield "# OWASP ASVS 5.0, level 2: what holds each requirement"
    yield ""
    yield from ABOUT
    yield ""
    yield "| | means | requirements |"
    yield "|---|---|---|"
    for state, means in STATES.items():
        yield f"| {state} | {means} | {counted[state]} |"
    yield f"| | | {len(found)} |"
    for chapter, name in CHAPTERS.items():
        rows = [one for one in found if one.chapter == chapter]
        yield from (
            "",
            f"## {chapter}. {name}",
            "",
            HEADINGS,
            "|---|---|---|---|---|",
        )
        for one in rows:
            yield f"| {one.number} | {one.level} | {one.about} | {one.state} | {_held_by(one)} |"


def _held_by(one: Requirement) -> str:
    tests = [f"`{name.rpartition('/')[2]}`" for name in one.tests]
    said = one.part or one.why_not or one.missing
    return " ".join([", ".join(tests) + ("." if tests else ""), said.replace("|", "\\|")]).strip()


if __name__ == "__main__":
    PAGE.write_text(page())
