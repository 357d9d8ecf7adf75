"""What is put into a return: a scanned package together with the verdict it got."""

import datetime
from dataclasses import dataclass
from typing import Any

from registry.verdict import Verdict
from returns.line import Line, LineState


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

    def as_line(self, actor: str, now: datetime.datetime) -> Line:
        return Line(
            device_id=self.device_id,
            open_device_id=self.device_id,
            article_id=self.article_id,
            serial_number=self.serial_number,
            codes=list(self.codes),
            verdict_data=self.verdict.to_dict(),
            suggested=self.suggested,
            state=LineState.PACKED.value,
            packed_by=actor,
            packed_at=now,
        )

    def summary(self) -> dict[str, Any]:
        return {
            "codes": list(self.codes),
            "serial": self.serial_number,
            "verdict": self.verdict.kind.value,
            "suggested": self.suggested,
        }
