"""A look's time as its own process spends it."""

import time

from scanner.time_budget import Clock


class OwnTime(Clock):
    """Counts the process's own time: on a machine that is busy with other work a look is then not cut short."""

    def __init__(self, budget_ms: float) -> None:
        super().__init__(budget_ms)
        self._began = time.process_time()

    @property
    def elapsed_ms(self) -> float:
        return (time.process_time() - self._began) * 1000
