"""What other rooms do when an import has changed the register.

The register knows no room that is built on it. One of those hands over a function here when the application is put
together (`app.py`), and every import calls it, from the page as from the command line, in the import's own transaction:
the devices and what follows from them are changed together, or not at all.
"""

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

Follower = Callable[[Session, str, datetime.datetime], None]
"""It is called with a session on the import's transaction, who imports, and when. It may raise: nothing is imported
then. The session is flushed afterwards."""

_followers: list[Follower] = []


def follow_device_imports(follower: Follower) -> None:
    """Call `follower` in every import that changes devices. Handing the same one over again changes nothing."""
    if follower not in _followers:
        _followers.append(follower)


def tell_followers(connection: sa.Connection, actor: str, now: datetime.datetime) -> None:
    with _session_on(connection) as session:
        for follower in _followers:
            follower(session, actor, now)


# --- every import that has changed something


@dataclass(frozen=True)
class Imported:
    """Which file it was, and who brought it in."""

    actor: str
    kind: str
    file_name: str


Watcher = Callable[[Session, Imported, datetime.datetime], None]
"""It is called as the last thing before the import lands, so that a lock which it takes is held for a moment only."""

_watchers: list[Watcher] = []


def watch_imports(watcher: Watcher) -> None:
    """Call `watcher` in every import that changes something, whatever its kind. Handing the same one over again changes
    nothing."""
    if watcher not in _watchers:
        _watchers.append(watcher)


def tell_watchers(connection: sa.Connection, imported: Imported, now: datetime.datetime) -> None:
    with _session_on(connection) as session:
        for watcher in _watchers:
            watcher(session, imported, now)


@contextmanager
def _session_on(connection: sa.Connection) -> Iterator[Session]:
    """A session on the import's own transaction, which is flushed at the end."""
    with Session(bind=connection, join_transaction_mode="rollback_only") as session:
        yield session
        session.flush()
