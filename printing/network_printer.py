"""A printer as the queue sends to it: how it prints and where it answers."""

from dataclasses import dataclass

from labels import Profile
from printing.printer_address import PrinterAddress


@dataclass(frozen=True)
class NetworkPrinter(Profile):
    """A printer's profile, and its address in the network."""

    address: str = ""
    """`ipp://host:631/printers/name`, `ipps://…` or `zpl://host:9100`; empty: PDF in the browser only."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.address:
            PrinterAddress.parse(self.address)
