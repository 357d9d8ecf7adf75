"""A product that is put into a return: the scanned package together with its verdict."""

from dataclasses import dataclass
from typing import Any

from registry.verdict import Verdict


@dataclass(frozen=True)
class Packed:
    """A package that may be packed: the codes that were read, the facts of the register, and the verdict."""

    verdict: Verdict
    codes: tuple[str, ...]
    device_id: int | None
    article_id: int | None
    serial_number: str | None
    suggested: bool = False
    """Whether another serial was read, and the user chose this similar one. The event of the packing says so."""

    def summary(self) -> dict[str, Any]:
        return {
            "codes": list(self.codes),
            "serial": self.serial_number,
            "verdict": self.verdict.kind.value,
            "suggested": self.suggested,
        }
