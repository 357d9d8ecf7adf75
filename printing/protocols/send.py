"""Sends one content to one printer, by the protocol that the printer's address names."""

from labels.contents.test_page import TestPage
from labels.layouts.cells import Content
from labels.layouts.parts import Gettext
from labels.render import render
from printing.network_printer import NetworkPrinter
from printing.printer_address import PrinterAddress
from printing.protocols import zpl_printer
from printing.protocols.ipp_printer import IppPrinter
from printing.protocols.outcome import NotPrinted
from printing.protocols.zpl import render_zpl


def send(
    content: Content | TestPage,
    format: str,  # noqa: A002
    printer: NetworkPrinter,
    job_name: str,
    *,
    gettext: Gettext = str,
    timeout: float = 5,
    patience: float = 60,
) -> None:
    """Return when it is out. Raises LabelError, NotPrinted or Doubtful. `job_name` is new for every sending."""
    if not printer.address:
        raise NotPrinted(
            "Skrivaren %(printer)s har ingen adress. Skriv ut från webbläsaren.", printer=printer.name
        )
    address = PrinterAddress.parse(printer.address)
    if address.scheme == "zpl":
        data = render_zpl(content, format, printer, gettext=gettext)
        zpl_printer.print_zpl(address.host, address.port, data, timeout=timeout, patience=patience)
    else:
        pdf = render(content, format, gettext=gettext, profile=printer)
        IppPrinter(printer.address, timeout, patience).print(pdf, job_name)


def refuse_when_unable(printer_address: str, timeout: float) -> None:
    """Ask the printer how it is, and print nothing. Raises NotPrinted."""
    address = PrinterAddress.parse(printer_address)
    if address.scheme == "zpl":
        zpl_printer.refuse_zpl_when_not_ready(address.host, address.port, timeout)
    else:
        IppPrinter(printer_address, timeout).refuse_when_not_ready()
