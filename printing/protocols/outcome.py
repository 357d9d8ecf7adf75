"""How a printing that failed ended. What nobody knows is told apart from what is known not to have come out."""

import errno
import socket

from labels.errors import Told, Words


class NotPrinted(Told):
    """Nothing came out, and nothing will: sending it again is safe."""


class Doubtful(Told):
    """The printer may have printed it, or may do so yet. A person has to look before it is sent again."""


UNREACHABLE = (errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN)


def why(error: Exception) -> Words:
    """What a failed connection means, without the system's own words: those are for the log."""
    match error:
        case TimeoutError():
            return Words("den svarade inte i tid")
        case ConnectionRefusedError():
            return Words("ingen tar emot på den porten")
        case socket.gaierror():
            return Words("namnet finns inte i nätet")
        case ConnectionError():
            return Words("förbindelsen bröts")
        case OSError() if error.errno in UNREACHABLE:
            return Words("den går inte att nå")
        case OSError():
            return Words("förbindelsen gick inte att öppna")
        case _:
            return Words("den svarade med något annat än en skrivare")
