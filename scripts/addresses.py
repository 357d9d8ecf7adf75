"""Where Returkoll answers: the address to bind, the one that others on the network use, and its QR code."""

import errno
import os
import socket
import time
from dataclasses import dataclass

import numpy
import zxingcpp

DEFAULT_HOST = "0.0.0.0"
DEFAULT_PORT = 8000
EVERY_ADDRESS = ("", "0.0.0.0", "::")
# From RFC 5737's block for documentation. Nothing is sent: connecting a UDP socket only looks up the route.
ELSEWHERE = ("192.0.2.1", 9)
WAITS_S = 15.0
"""Seconds. A server whose main process has died lets go of its port within one, and one that is told to stop as soon as
it has answered what it was asked."""
LOOKS_EVERY_S = 0.2
QUIET_ZONE = 2  # modules; ISO/IEC 18004 asks for 4, every phone reads 2, and a terminal is narrow


class AddressError(Exception):
    """The address cannot be used; the text says what to do."""


@dataclass(frozen=True)
class Address:
    """The host and port that the server binds to."""

    host: str
    port: int
    scheme: str = "http"

    @property
    def plain(self) -> "Address":
        """Where a tablet that does not trust us yet is told how to: the port above, over plain HTTP."""
        return Address(self.host, self.port + 1)

    @classmethod
    def from_environment(cls, scheme: str = "http") -> "Address":
        port = os.environ.get("RETURKOLL_PORT") or str(DEFAULT_PORT)
        if not (port.isdecimal() and 0 < int(port) < 65536):
            raise AddressError(f"Expected a port from 1 to 65535 in RETURKOLL_PORT, got {port!r}.")
        return cls(os.environ.get("RETURKOLL_HOST") or DEFAULT_HOST, int(port), scheme)

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def require_free(self, wait_s: float = WAITS_S) -> None:
        """Wait for what answers there to end, as an earlier Returkoll does.

        Raise AddressError where it does not, and at once where the address cannot be used at all.
        """
        deadline = time.monotonic() + wait_s
        error = self._refusal()
        if error and error.errno == errno.EADDRINUSE and wait_s:
            print(f"{self} is still in use. Waiting {wait_s:.0f} seconds for it.", flush=True)
        while error and error.errno == errno.EADDRINUSE and time.monotonic() < deadline:
            time.sleep(LOOKS_EVERY_S)
            error = self._refusal()
        if error:
            raise AddressError(
                f"Cannot use {self} ({error.strerror}): stop what runs there, or choose another port "
                f"with `make run RETURKOLL_PORT={self.port + 1}`."
            ) from error

    def _refusal(self) -> OSError | None:
        """Why a server cannot answer there now."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError as error:
                return error
        return None

    def url_here(self) -> str:
        """The address for a browser on this machine."""
        return f"{self.scheme}://{'localhost' if self.host in EVERY_ADDRESS else self.host}:{self.port}/"

    def url_on_network(self) -> str | None:
        """The address for a tablet on the same network; None where the network does not reach us."""
        host = network_host() if self.host in EVERY_ADDRESS else self.host
        if host is None or host == "localhost" or host.startswith("127."):
            return None
        return f"{self.scheme}://{host}:{self.port}/"

    def hosts(self) -> list[str]:
        """What a certificate has to name: where this server is reached, today."""
        bound = [self.host] if self.host not in EVERY_ADDRESS else [network_host()]
        return [host for host in bound if host]


def network_host() -> str | None:
    """This machine's own address on the way to the rest of the network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(ELSEWHERE)
        except OSError:
            return None
        return str(probe.getsockname()[0])


def qr_lines(text: str) -> list[str]:
    """A QR code in half blocks, two rows of modules a line: the characters are light."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    light = numpy.array(code.to_image(scale=1, add_quiet_zones=False)) > 127
    light = numpy.pad(light, QUIET_ZONE, constant_values=True)
    if len(light) % 2:
        light = numpy.pad(light, ((0, 1), (0, 0)), constant_values=False)
    blocks = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
    return [
        "".join(blocks[bool(upper), bool(lower)] for upper, lower in zip(*pair, strict=True))
        for pair in zip(light[::2], light[1::2], strict=True)
    ]
