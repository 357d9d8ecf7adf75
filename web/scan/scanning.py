"""Reading what a scan request brings: a picture from the camera or the gallery, or text that was typed or scanned."""

import time
from dataclasses import dataclass, field
from typing import Any

from flask import request

import scanner
import scanner.printed_text
from common.sentence import SentenceError
from identity import Identity, Package, identify_typed, join
from operations.region_settings import symbologies_used
from scanner.expected import Prior
from scanner.pictures.header import read_header
from scanner.pictures.turns import MOST_WAITING_S, TURNS, NoTurn
from scanner.printed_text import Suggestion
from scanner.reading import Corners, Glimpse
from scanner.symbologies import Groups
from scanner.time_budget import Clock
from web.monitoring.counters import BUSY, LOOKS, LOOKS_INSIDE, STAGE_SECONDS, TURN_SECONDS
from web.scan.command_cards import commands_in, is_command
from web.scan.look_token import LookSoFar
from web.scan.patient_codes import names_a_patient

LIVE_BUDGET_MS = 400
PHOTO_BUDGET_MS = 1500
LIVE_WAIT_S = 1.0
"""A frame that waits longer for its turn shows what is no longer before the camera."""
MAX_TYPED = 500
HALF_SURE = 0.5
"""The confidence of a code that was seen once where it should have been seen twice."""


class NothingToRead(SentenceError):  # noqa: N818 - it is an answer for the user
    """The request brought nothing that can be read. Its sentence says what to do."""


@dataclass(frozen=True)
class Seen:
    """What one look gave."""

    packages: tuple[Package, ...]
    symbols: tuple[Any, ...] = ()
    size: tuple[int, int] | None = None
    elapsed_ms: float = 0.0
    typed: str = ""
    live: bool = False
    identities: tuple[Identity, ...] = field(default=())
    suggestions: tuple[Suggestion, ...] = ()
    """Printed numbers. They are read from a photo without a code, and when they were asked for."""
    unread: tuple[Corners, ...] = ()
    """The corners of codes that are evident in the picture and could not be read."""
    picture: bytes = field(default=b"", repr=False)
    """What was looked at, where it was a picture."""
    commands: tuple[str, ...] = ()
    """The command cards in view (web/scan/command_cards.py)."""
    look: str = ""
    """What the next frame of a live camera shall bring along (web/scan/look_token.py)."""

    @property
    def return_number(self) -> str | None:
        """The first of our own return numbers in view."""
        return next((i.return_number for i in self.identities if i.return_number), None)

    @property
    def key(self) -> str:
        """A text that is the same as long as the same codes are in view, so that a page notices when that changes."""
        return "|".join(sorted(identity.text for identity in self.identities))


def see(expected: Prior | None = None, symbologies: Groups | None = None) -> Seen:
    """Read the request; `expected` is what is likely to be in view, `symbologies` what is looked for, by itself what
    the region uses. Raises NothingToRead for an empty one and for one whose picture cannot be read, NoTurn when too
    many are read already."""
    text = request.form.get("text", "")
    if text.strip():
        LOOKS.labels("typed", "read").inc()
        return seen_in_text(text)
    picture = _picture_bytes()
    if not picture:
        raise NothingToRead("Ingen bild kom fram. Ta ett foto av koden, eller skriv serienumret.")
    live = bool(request.form.get("live"))
    way = "live" if live else "photo"
    so_far = LookSoFar.of_request(picture) if live else None
    start = time.perf_counter()
    try:
        reading, suggestions = _decoded(
            picture,
            live,
            expected,
            symbologies_used() if symbologies is None else symbologies,
            so_far.glimpses if so_far else (),
        )
    except scanner.UnreadablePicture as unreadable:
        LOOKS.labels(way, "unreadable").inc()
        raise NothingToRead.of(unreadable.sentence) from unreadable
    except NoTurn:
        BUSY.labels(way).inc()
        raise
    LOOKS.labels(way, "read" if reading.symbols else "nothing").inc()
    for stage, took_ms in reading.stage_ms:
        STAGE_SECONDS.labels(stage).observe(took_ms / 1000)
    commands = commands_in(symbol.text for symbol in reading.symbols)
    symbols = tuple(
        symbol
        for symbol in reading.symbols
        if not (names_a_patient(symbol.identity) or is_command(symbol.text))
    )
    identities = tuple(symbol.identity for symbol in symbols)
    elapsed_ms = (time.perf_counter() - start) * 1000
    packages = join(identities, [symbol.corners for symbol in symbols])
    return Seen(
        packages,
        symbols,
        reading.size,
        elapsed_ms,
        "",
        live,
        identities,
        suggestions,
        reading.unread,
        picture,
        tuple(commands),
        so_far.token_with(reading.glimpses) if so_far else "",
    )


def _decoded(
    picture: bytes,
    live: bool,
    expected: Prior | None,
    symbologies: Groups,
    earlier: tuple[Glimpse, ...],
) -> tuple[scanner.Reading, tuple[Suggestion, ...]]:
    """What was read in a turn of this picture's own."""
    budget_ms = LIVE_BUDGET_MS if live else PHOTO_BUDGET_MS
    size = read_header(picture, Clock(budget_ms)).size
    begun = time.perf_counter()
    with LOOKS_INSIDE.track_inprogress(), TURNS.take(size, LIVE_WAIT_S if live else MOST_WAITING_S):
        TURN_SECONDS.observe(time.perf_counter() - begun)
        reading = scanner.read(
            picture, budget_ms, expected=expected, symbologies=symbologies, earlier=earlier
        )
        wants_text = request.form.get("read_text") or not (reading.symbols or live)
        printed = tuple(scanner.printed_text.suggest(picture)) if wants_text else ()
        return reading, (*_doubted(reading), *printed)


def _doubted(reading: scanner.Reading) -> tuple[Suggestion, ...]:
    """Registered serials that were seen once and are not sure: the user is asked about them as about print."""
    return tuple(
        Suggestion(symbol.identity.serial, symbol.corners, HALF_SURE, named=False)
        for symbol in reading.suggested
        if symbol.identity.serial and not names_a_patient(symbol.identity)
    )


def seen_in_text(text: str) -> Seen:
    """What was typed or scanned as text. Raises NothingToRead for what can be no product's."""
    if len(text) > MAX_TYPED:
        raise NothingToRead("Texten är för lång för ett serienummer. Skriv bara numret.")
    if commands := commands_in([text]):
        return Seen((), typed=text, commands=tuple(commands))
    identity = identify_typed(text)
    if names_a_patient(identity):
        raise NothingToRead(
            "Det ser ut som ett personnummer. Skriv produktens serienummer: inga patientuppgifter får finnas här."
        )
    return Seen(join([identity]), typed=text, identities=(identity,))


def _picture_bytes() -> bytes:
    if upload := request.files.get("picture"):
        contents: bytes = upload.read()
        return contents
    if request.mimetype.startswith("image/"):
        return request.get_data()
    return b""
