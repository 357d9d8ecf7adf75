"""The time that a look may take."""

import math
import time


class Clock:
    """The milliseconds of one look, counted from when the clock is made. Stages ask it before they begin something."""

    def __init__(self, budget_ms: float) -> None:
        self._start = time.perf_counter()
        self._budget_ms = budget_ms

    @property
    def elapsed_ms(self) -> float:
        """Milliseconds since the clock was made."""
        return (time.perf_counter() - self._start) * 1000

    @property
    def left_ms(self) -> float:
        """Milliseconds that are left; less than 0 when the time is over."""
        return self._budget_ms - self.elapsed_ms

    def allows(self, milliseconds: float) -> bool:
        """Whether something that takes so many milliseconds still fits."""
        return self.left_ms >= milliseconds

    def part(self, share: float, without_ms: float = 0.0, at_least_ms: float = 0.0) -> "Clock":
        """A clock for the next step.

        Parameters
        ----------
        share : the part of the time that is left that the step gets
        without_ms : milliseconds that are taken from that part again
        at_least_ms : milliseconds that the step gets in any case
        """
        return Clock(max(share * self.left_ms - without_ms, at_least_ms))


ENDLESS = Clock(math.inf)
"""A clock that always has time left, for callers that wait for as long as it takes."""
