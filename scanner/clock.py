"""The time that a look may take."""

import time


class Clock:
    """Started with the look; stages ask it before they begin something."""

    def __init__(self, budget_ms: float) -> None:
        self._start = time.perf_counter()
        self._budget_ms = budget_ms

    @property
    def elapsed_ms(self) -> float:
        return (time.perf_counter() - self._start) * 1000

    @property
    def left_ms(self) -> float:
        return self._budget_ms - self.elapsed_ms

    def allows(self, milliseconds: float) -> bool:
        """Whether something that takes so long still fits."""
        return self.left_ms >= milliseconds
