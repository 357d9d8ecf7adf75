"""Clinics that pack and receivers that receive, until they are told to stop or everything is done."""

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.kills.client import GaveUp, Tablet, Waits
from tests.browser.demo import Envelope

CLINIC, WAREHOUSE = "klinik@returkoll.demo", "lager@returkoll.demo"
IN_A_RETURN = 5
"""Products, before another return is opened."""


@dataclass
class Acknowledged:
    """What was told to be done. The lists grow by whole entries only, which needs no lock in Python."""

    packed: list[tuple[str, str]] = field(default_factory=list)
    """(return's number, serial)"""
    received: list[str] = field(default_factory=list)
    """Serials."""


class Load:
    """Two tablets of each kind, which rest for `pause_s` seconds after each deed."""

    def __init__(
        self, url: str, to_pack: Sequence[str], envelopes: Sequence[Envelope], pause_s: float = 0.0
    ) -> None:
        self.pause_s = pause_s
        self.done, self.waits = Acknowledged(), Waits()
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._guarded, args=(work, url, share))
            for work, shares in ((self._pack, halves(to_pack)), (self._receive, halves(envelopes)))
            for share in shares
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """When what is under way has been acknowledged."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    @property
    def is_done(self) -> bool:
        return not any(thread.is_alive() for thread in self._threads)

    def _guarded(self, work: object, url: str, share: Sequence[object]) -> None:
        try:
            work(url, share)  # type: ignore[operator]
        except (GaveUp, AssertionError) as error:
            self.waits.unexpected.append(str(error))

    def _pack(self, url: str, serials: Sequence[str]) -> None:
        tablet, number = Tablet(url, CLINIC, self.waits), ""
        for at, serial in enumerate(serials):
            if self._stop.is_set():
                return
            if at % IN_A_RETURN == 0:
                number = tablet.open_return()
            told = tablet.deed(f"/returer/{number}/rader", {"text": serial})
            if self._is(told, ("packed", "there")):
                self.done.packed.append((number, serial))

    def _receive(self, url: str, envelopes: Sequence[Envelope]) -> None:
        tablet = Tablet(url, WAREHOUSE, self.waits)
        for envelope in envelopes:
            label = f"{envelope.number}E1"
            if self._stop.is_set():
                return
            self._is(tablet.deed("/lager/direkt/rader", {"text": label}), ("opened", "there"))
            for serial in envelope.serials:
                told = tablet.deed("/lager/direkt/rader", {"text": serial, "oppet": label})
                if self._is(told, ("received", "there")):
                    self.done.received.append(serial)

    def _is(self, told: dict[str, object], states: Sequence[str]) -> bool:
        time.sleep(self.pause_s)
        results = told.get("results") or []
        found = [one["state"] for one in results]  # type: ignore[attr-defined]
        if found and set(found) <= set(states):
            return True
        self.waits.unexpected.append(f"expected {' or '.join(states)}, got {told}")
        return False


def halves(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    yield items[::2]
    yield items[1::2]
