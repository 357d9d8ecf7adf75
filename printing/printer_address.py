"""A network printer's address, taken apart and checked: the server will open a connection to what stands there."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from labels.errors import LabelError

USUAL_PORTS = {"ipp": 631, "ipps": 631, "zpl": 9100}
"""RFC 8011, 5.4.1 and RFC 7472, 4.2; what label printers listen on."""
HOST = re.compile(
    r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*", re.IGNORECASE
)
PATH = re.compile(r"(/[A-Za-z0-9._~%-]+)*/?")


@dataclass(frozen=True)
class PrinterAddress:
    """`ipp://host:631/printers/name`, `ipps://…` or `zpl://host:9100`."""

    scheme: str
    host: str
    port: int

    @classmethod
    def parse(cls, address: str) -> "PrinterAddress":
        """Raises LabelError for what is no printer's address."""
        try:
            parts = urlsplit(address)
            scheme, host, port = parts.scheme, parts.hostname or "", parts.port
        except ValueError:
            scheme, host, port = "", "", None
        if scheme not in USUAL_PORTS or not _is_host(host) or _more_than_an_address(address):
            raise LabelError(
                "Skrivarens adress ska vara ipp://värd/väg, ipps://värd/väg eller zpl://värd:9100, men är "
                "”%(address)s”. Rätta den.",
                address=address,
            )
        return cls(scheme, host, USUAL_PORTS[scheme] if port is None else port)


def _more_than_an_address(address: str) -> bool:
    """A password, a query, a fragment or a path that no printer has."""
    parts = urlsplit(address)
    odd = parts.username is not None or parts.query or parts.fragment or not address.isascii()
    path = parts.path if parts.scheme != "zpl" else parts.path.strip("/") and "?"
    return bool(odd) or parts.port == 0 or not PATH.fullmatch(path or "")


def _is_host(host: str) -> bool:
    """Whether it is a name, or an IP address that a printer can have. Link-local, multicast and unspecified addresses
    are none."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return bool(HOST.fullmatch(host)) and not re.fullmatch(r"[\d.]+", host)
    return not (
        address.is_link_local or address.is_multicast or address.is_unspecified or address.is_reserved
    )
