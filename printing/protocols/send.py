"""One content to one printer, by the way its address says."""

from labels.layouts.cells import Content
from labels.layouts.parts import Gettext
from labels.printer_address import PrinterAddress
from labels.profile import Profile
from labels.render import render
from labels.test_page import TestPage
from printing.protocols import zpl_printer
from printing.protocols.ipp_printer import IppPrinter
from printing.protocols.outcome import NotPrinted
from printing.protocols.zpl import render_zpl


def send(
    content: Content | TestPage,
    format: str,  # noqa: A002
    profile: Profile,
    job_name: str,
    *,
    gettext: Gettext = str,
    timeout: float = 5,
    patience: float = 60,
) -> None:
    """Return when it is out. Raises LabelError, NotPrinted or Doubtful. `job_name` is new for every sending."""
    if not profile.address:
        raise NotPrinted(
            "Skrivaren %(printer)s har ingen adress. Skriv ut från webbläsaren.", printer=profile.name
        )
    address = PrinterAddress.parse(profile.address)
    if address.scheme == "zpl":
        data = render_zpl(content, format, profile, gettext=gettext)
        zpl_printer.print_zpl(address.host, address.port, data, timeout=timeout, patience=patience)
    else:
        pdf = render(content, format, gettext=gettext, profile=profile)
        IppPrinter(profile.address, timeout, patience).print(pdf, job_name)
