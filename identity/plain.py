"""Payloads without a structure that we know: a serial number as it is, or some other text."""

from identity.identity import Identity
from identity.serial import plausible_serial


def parse(text: str) -> Identity:
    """The Identity of a text that follows no standard."""
    return Identity("plain", text, serial=plausible_serial(text))
