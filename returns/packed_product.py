"""What is put into a return: a scanned package together with the verdict it got."""

from dataclasses import dataclass
from typing import Any

from registry.verdict import Verdict


@dataclass(frozen=True)
class Packed:
    """A package that may be packed: which codes were read, what the register knows, what was decided."""

    verdict: Verdict
    codes: tuple[str, ...]
    device_id: int | None
    article_id: int | None
    serial_number: str | None
    suggested: bool = False
    """A near match that the user took: read as something else, recorded as such."""

    def summary(self) -> dict[str, Any]:
        return {
            "codes": list(self.codes),
            "serial": self.serial_number,
            "verdict": self.verdict.kind.value,
            "suggested": self.suggested,
        }
