"""One thing that is done at night."""

from collections.abc import Callable
from dataclasses import dataclass


class NightFailed(Exception):  # noqa: N818 - it is an answer for whoever runs the house
    """A nightly job could not be done; the message says why, and what to do."""


@dataclass(frozen=True)
class NightJob:
    """`do(dry_run)` says in a sentence what was done, or would be; it raises NightFailed."""

    name: str
    do: Callable[[bool], str]
