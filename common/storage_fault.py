"""Why something cannot be stored: no room, read only, or nobody answers. People and `flask doctor` are told which."""

import enum
import errno

OUT_OF_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""A full disk, a quota that is used up, a file that may not grow."""
FULL_CODES = frozenset({"SQLITE_FULL", "53100"})
"""sqlite3's names of its result codes, and PostgreSQL's ("Appendix A. PostgreSQL Error Codes")."""
READ_ONLY_CODES = ("SQLITE_READONLY", "25006")


class StorageFault(enum.StrEnum):
    FULL = "full"
    READ_ONLY = "read only"
    AWAY = "away"


def is_out_of_room(error: BaseException | None) -> bool:
    """Whether it, or what it was raised from, says that a disk has no room."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in OUT_OF_ROOM:
            return True
        error = error.__cause__
    return False


def has_no_room(error: Exception) -> bool:
    """Whether a disk or a database is full, whichever of the two says so."""
    return is_out_of_room(error) or storage_fault(error) is StorageFault.FULL


def storage_fault(error: Exception) -> StorageFault:
    """What SQLAlchemy's error means, by the database's own that is in it."""
    told = getattr(error, "orig", None)
    code = str(getattr(told, "sqlite_errorname", None) or getattr(told, "sqlstate", None) or "")
    # SQLite cannot say which write failed for want of room: a file that may not grow is an input and output error.
    if code in FULL_CODES or code.startswith("SQLITE_IOERR_WRITE"):
        return StorageFault.FULL
    return StorageFault.READ_ONLY if code.startswith(READ_ONLY_CODES) else StorageFault.AWAY
