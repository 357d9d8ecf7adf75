"""How a printing that failed ended. What nobody knows is told apart from what is known not to have come out."""

import errno
import socket

from common.sentence import Sentence, SentenceError


class NotPrinted(SentenceError):  # noqa: N818 - it is an answer for the user
    """Nothing came out, and nothing will: sending it again is safe."""


class Doubtful(SentenceError):  # noqa: N818 - it is an answer for the user
    """The printer may have printed it, or may do so yet. A person has to look before it is sent again."""


UNREACHABLE = (errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN)


def why(error: Exception) -> Sentence:
    """What a failed connection means, without the system's own words: those are for the log."""
    match error:
        case TimeoutError():
            return Sentence("den svarade inte i tid")
        case ConnectionRefusedError():
            return Sentence("ingen tar emot på den porten")
        case socket.gaierror():
            return Sentence("namnet finns inte i nätet")
        case ConnectionError():
            return Sentence("förbindelsen bröts")
        case OSError() if error.errno in UNREACHABLE:
            return Sentence("den går inte att nå")
        case OSError():
            return Sentence("förbindelsen gick inte att öppna")
        case _:
            return Sentence("den svarade med något annat än en skrivare")
