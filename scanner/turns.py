"""How many pictures this process decodes at once.

There are as many as there are cores, and together they have no more pixels than one picture may have. So several large
pictures take no more memory than one.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from scanner.header import MAX_PIXELS
from scanner.large_buffers import give_back_at_once
from scanner.unreadable import UnreadablePicture

MOST_WAITING_S = 3.0
"""Seconds after which somebody who waits is told to try again, as a waiting request holds a thread of the server."""


class Turns:
    """The places of those that decode. The time of a look is counted from when its turn begins."""

    def __init__(self, most_at_once: int, most_pixels: int = MAX_PIXELS) -> None:
        self._most_at_once = most_at_once
        self._most_pixels = most_pixels
        self._at_once = self._pixels = 0
        self._changed = threading.Condition()

    @contextmanager
    def take(self, size: tuple[int, int], wait_s: float = MOST_WAITING_S) -> Iterator[None]:
        """Wait up to `wait_s` seconds for a turn for a picture of that (width, height). Raises UnreadablePicture when
        none comes in time."""
        pixels = size[0] * size[1]
        with self._changed:
            if not self._changed.wait_for(lambda: self._is_room_for(pixels), wait_s):
                raise busy()
            self._at_once += 1
            self._pixels += pixels
        try:
            yield
        finally:
            with self._changed:
                self._at_once -= 1
                self._pixels -= pixels
                self._changed.notify_all()

    def _is_room_for(self, pixels: int) -> bool:
        return self._at_once < self._most_at_once and self._pixels + pixels <= self._most_pixels


def busy() -> UnreadablePicture:
    """The answer to somebody whose turn did not come in time."""
    return UnreadablePicture("busy", "Många bilder läses just nu. Vänta några sekunder och försök igen.")


TURNS = Turns(os.cpu_count() or 1)
"""The turns of this process."""

# The limit on pixels is one on memory only while a picture's memory does not outlive its turn.
give_back_at_once()
