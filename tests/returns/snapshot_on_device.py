"""A snapshot asked in Python, as static/js/snapshot/opened.js asks it on the device. tests/browser/offline holds the
script to the same answers."""

import json
from dataclasses import dataclass
from typing import Any

from identity import identify_typed
from registry.serials import key


@dataclass
class OnDevice:
    """What a device does with a snapshot: it looks up, and decides nothing."""

    columns: dict[str, Any]

    @classmethod
    def opened(cls, data: bytes) -> "OnDevice":
        return cls(json.loads(data))

    def answer(self, text: str, day: str) -> tuple[str, str, str, str]:
        """Kind, tone, headline and what to do of what was typed or scanned."""
        number = self._number(text, self.columns["days"].index(day))
        kind, tone, headline, todo, _mark = self.columns["answers"][number]
        box = self._box_of(text)
        return (
            kind,
            tone,
            headline,
            todo.replace("{box}", self.columns["articles"]["names"][box] if box is not None else ""),
        )

    def _number(self, text: str, day: int) -> int:
        codes, articles = self.columns["codes"], self.columns["articles"]
        identity = identify_typed(text)
        box = self._box_of(text)
        if identity.kind == "plain" and identity.text.strip() in articles["numbers"]:
            return self._at(articles["alone"][articles["numbers"].index(identity.text.strip())], day)
        place = self._place_of(identity.serial) if identity.serial else None
        if place is not None:
            if box is None:
                return self._at(codes["alone"][place], day)
            known = codes["in_box_of"].get(str(place))
            if known is not None:
                return self._at(known.get(str(box), codes["in_other_box"][place]), day)
            own = codes["articles"][place] == box
            return self._at(codes["alone" if own else "in_other_box"][place], day)
        if box is None:
            return int(self.columns["unknown"])
        if identity.serial is None:
            return self._at(articles["alone"][box], day)
        if identity.kind == "ean":  # the number of the box, typed: nobody's serial
            return self._at(articles["with_unregistered"][box], day)
        return int(self.columns["unknown"])

    def _at(self, timeline: int, day: int) -> int:
        return int(self.columns["timelines"][timeline][day])

    def _box_of(self, text: str) -> int | None:
        gtins = self.columns["gtins"]
        gtin = identify_typed(text).gtin
        return gtins["articles"][gtins["codes"].index(gtin)] if gtin in gtins["codes"] else None

    def _place_of(self, serial: str) -> int | None:
        texts, exact_from = self.columns["codes"]["texts"], self.columns["codes"]["exact_from"]
        exact, alike = texts[exact_from:], texts[:exact_from]
        if serial in exact:
            return int(exact_from + exact.index(serial))
        return int(alike.index(key(serial))) if key(serial) in alike else None
