"""How many pictures are decoded at once: on the machine as many as it has cores.

In a process they have together no more pixels than one picture may have, so that several large ones take no more
memory than one.

Few may wait. With a long queue each look comes too late for the tablet that asked for it, and the waiting ones hold the
threads that pages need. Whoever finds the queue full is told when to ask again.
"""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from common.sentence import Sentence, SentenceError
from scanner.pictures.header import MAX_PIXELS
from scanner.pictures.large_buffers import give_back_at_once

MOST_WAITING_S = 3.0
"""Whoever waits longer than this is told to try again, rather than to hold a thread of the server."""
MOST_INSIDE = 5
"""Of one process: those that decode and those that wait. Its other threads are for pages (gunicorn.conf.py)."""
ASKS_EVERY_S = 0.01
"""How often a place among the machine's processes is asked for: a look takes 60 ms and more."""

BUSY = Sentence("Många bilder läses just nu. Vänta några sekunder och försök igen.")


class NoTurn(SentenceError):  # noqa: N818 - it is an answer for the user
    """The queue is full, or the wait was long. Asking again `again_in_s` seconds later may go better."""

    again_in_s = 1

    def __init__(self) -> None:
        super().__init__(BUSY.text)


class Places:
    """A place for each of so many processes and threads of the machine that decode at once.

    Each is a lock on a file: the system gives it back when its process ends, however that ends.
    """

    def __init__(self, folder: Path, count: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._files = [folder / f"{number}.lock" for number in range(count)]

    @contextmanager
    def take(self, deadline: float) -> Iterator[None]:
        """Until `deadline` (of time.monotonic). Raises NoTurn."""
        while (place := self._free_one()) is None:
            if time.monotonic() >= deadline:
                raise NoTurn
            time.sleep(ASKS_EVERY_S)
        with place:
            yield

    def _free_one(self) -> IO[str] | None:
        for path in self._files:
            file = path.open("w")
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.close()
            else:
                return file
        return None


class Turns:
    """A turn among those that decode. The budget of a look is counted from when its turn begins."""

    def __init__(
        self, most_at_once: int, most_pixels: int = MAX_PIXELS, most_inside: int = MOST_INSIDE
    ) -> None:
        self._most_at_once = most_at_once
        self._most_pixels = most_pixels
        self._most_inside = most_inside
        self._inside = self._at_once = self._pixels = 0
        self._changed = threading.Condition()
        self._places: Places | None = None

    def share(self, folder: Path) -> None:
        """Count together with all processes that were told the same folder."""
        self._places = Places(folder, self._most_at_once)

    @contextmanager
    def take(self, size: tuple[int, int], wait_s: float = MOST_WAITING_S) -> Iterator[None]:
        """Wait for a turn for a picture of that (width, height). Raises NoTurn when none comes in time."""
        deadline = time.monotonic() + wait_s
        with self._inside_of_process(size[0] * size[1], deadline):
            if self._places is None:
                yield
                return
            with self._places.take(deadline):
                yield

    @contextmanager
    def _inside_of_process(self, pixels: int, deadline: float) -> Iterator[None]:
        with self._changed:
            if self._inside >= self._most_inside:
                raise NoTurn
            self._inside += 1
            try:
                wait_s = max(0.0, deadline - time.monotonic())
                if not self._changed.wait_for(lambda: self._is_room_for(pixels), wait_s):
                    raise NoTurn
            except BaseException:
                self._inside -= 1
                raise
            self._at_once += 1
            self._pixels += pixels
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._at_once -= 1
                self._pixels -= pixels
                self._changed.notify_all()

    def _is_room_for(self, pixels: int) -> bool:
        return self._at_once < self._most_at_once and self._pixels + pixels <= self._most_pixels


TURNS = Turns(os.cpu_count() or 1)
"""Those of this process; of all of the machine's where the server says so (gunicorn.conf.py)."""

# The limit on pixels is one on memory only while a picture's memory does not outlive its turn.
give_back_at_once()
