"""The time that a look may take."""

import math
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

    def part(self, share: float, without_ms: float = 0.0, at_least_ms: float = 0.0) -> "Clock":
        """A clock for the next step: a share of what is left, of that not the last `without_ms`, but so much at
        least."""
        return Clock(max(share * self.left_ms - without_ms, at_least_ms))


ENDLESS = Clock(math.inf)
"""For who has time."""
