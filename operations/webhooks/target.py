"""Where a webhook may lead: over HTTPS to the open internet, and into no network of the house that nobody has allowed.

Whoever writes the address decides what this server connects to (server-side request forgery, OWASP). The address is
looked up once for each try, judged, and that very address is connected to: a name that changes its mind in between
leads nowhere else. Nothing is followed on to another address.
"""

import http.client
import ipaddress
import re
import socket
import ssl
import threading
from dataclasses import dataclass
from urllib.parse import urlsplit

from common.privacy import PatientDataError, refuse_in_number
from common.sentence import Sentence, SentenceError

CONNECT_S, WHOLE_S = 10, 20
"""Seconds for one step, and for all of a try."""
NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052, 2.1

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IpNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network


class TargetRefused(SentenceError):  # noqa: N818 - it is an answer for the user
    """Nothing may be sent there; the sentence says why."""


@dataclass(frozen=True)
class Target:
    """A webhook's address, taken apart."""

    is_secure: bool
    host: str
    port: int
    path: str

    @classmethod
    def parse(cls, url: str) -> "Target":
        """Raises TargetRefused for what is no address of HTTP."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        odd = parts.username is not None or parts.password is not None or parts.fragment or port == 0
        if (
            parts.scheme not in ("https", "http")
            or not parts.hostname
            or odd
            or not re.fullmatch(r"[\x21-\x7e]+", url)
            or "\\" in url
        ):
            raise TargetRefused("Skriv en adress som https://system.regionen.se/returkoll.")
        is_secure = parts.scheme == "https"
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return cls(is_secure, parts.hostname, port or (443 if is_secure else 80), path)

    def address(self, allowed: tuple[IpNetwork, ...]) -> IpAddress:
        """The address to connect to. Raises TargetRefused where the name leads, even once, to where nothing may be
        sent; OSError where it leads nowhere."""
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        addresses = [ipaddress.ip_address(str(one[4][0]).split("%")[0]) for one in found]
        for address in addresses:
            self._judge(address, allowed)
        return addresses[0]

    def _judge(self, address: IpAddress, allowed: tuple[IpNetwork, ...]) -> None:
        inner = _inner(address)
        if any(inner in network for network in allowed if network.version == inner.version):
            return
        if not inner.is_global or inner.is_multicast:
            raise TargetRefused(
                "%(host)s leder till ett inre nät. Dit skickas inget, om inte RETURKOLL_WEBHOOK_NETWORKS tillåter det.",
                host=self.host,
            )
        if not self.is_secure:
            raise TargetRefused("Adressen ska börja med https://.")


def _inner(address: IpAddress) -> IpAddress:
    """The IPv4 address that an IPv6 address only wraps."""
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if wrapped is None and address in NAT64:
            wrapped = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        return wrapped or address
    return address


def target_fault(url: str, allowed: tuple[IpNetwork, ...]) -> Sentence | None:
    """Why nothing can be sent there, as far as it can be told now: a name may lead elsewhere tomorrow."""
    try:
        refuse_in_number(url)
        Target.parse(url).address(allowed)
    except (TargetRefused, PatientDataError) as refused:
        return refused.sentence
    except (OSError, UnicodeError):
        return Sentence("Ingen dator har den adressen. Kontrollera den.")
    return None


def networks(setting: str) -> tuple[IpNetwork, ...]:
    """Of RETURKOLL_WEBHOOK_NETWORKS: `10.0.0.0/8 192.168.1.7`. Raises ValueError."""
    return tuple(ipaddress.ip_network(one) for one in setting.split())


def post(url: str, body: bytes, headers: dict[str, str], allowed: tuple[IpNetwork, ...]) -> int:
    """The status of the answer, of which nothing else is read. Raises TargetRefused, and OSError or HTTPException
    where there is none."""
    target = Target.parse(url)
    connection = _Pinned(target, target.address(allowed))
    clock = threading.Timer(WHOLE_S, connection.cut)
    clock.daemon = True
    clock.start()
    try:
        connection.request("POST", target.path, body, headers)
        return connection.getresponse().status
    finally:
        clock.cancel()
        connection.close()


class _Pinned(http.client.HTTPConnection):
    """A connection to that very address, with the name in its certificate and its Host header."""

    def __init__(self, target: Target, address: IpAddress) -> None:
        super().__init__(target.host, target.port, timeout=CONNECT_S)
        self._target, self._address = target, address
        if target.is_secure:
            self.default_port = 443

    def connect(self) -> None:
        self.sock = socket.create_connection((str(self._address), self._target.port), CONNECT_S)
        if self._target.is_secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self._target.host)

    def cut(self) -> None:
        """Whoever answers byte by byte must not hold a worker."""
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return
