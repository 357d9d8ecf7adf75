"""A printer's address is a printer's: the server opens a connection to what stands there."""

import pytest

from labels import LabelError
from printing.network_printer import NetworkPrinter
from printing.printer_address import PrinterAddress


@pytest.mark.parametrize(
    ("address", "host", "port"),
    [
        ("zpl://zebra-1.lan", "zebra-1.lan", 9100),
        ("zpl://10.20.30.40:6101", "10.20.30.40", 6101),
        ("zpl://zebra:9100/", "zebra", 9100),
        ("ipp://skrivare.region.example/ipp/print", "skrivare.region.example", 631),
        ("ipps://[2001:db8::7]:443/printers/kontoret", "2001:db8::7", 443),
    ],
)
def test_what_a_printer_answers_at(address: str, host: str, port: int) -> None:
    parsed = PrinterAddress.parse(address)
    assert (parsed.host, parsed.port) == (host, port)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "zebra",
        "http://skrivare/",
        "file:///etc/passwd",
        "zpl://",
        "zpl://:9100",
        "zpl://zebra:0",
        "zpl://zebra:70000",
        "zpl://zebra:abc",
        "zpl://zebra/väg",
        "zpl://zebra/ipp",
        "zpl://ze bra",
        "zpl://zebra\r\n~HS",
        "ipp://admin:hemligt@skrivare/",
        "ipp://skrivare/?x=1",
        "ipp://skrivare/#x",
        "ipp://skrivare/a b",
        "ipp://-skrivare/",
        "ipp://127.1/",
        "ipp://2130706433/",
        "ipp://0.0.0.0/",
        "ipp://169.254.169.254/latest/meta-data",
        "ipp://224.0.0.251/",
        "ipp://[fe80::1]/",
        "ipp://[::]/",
    ],
)
def test_what_is_no_printers_address_is_refused(address: str) -> None:
    with pytest.raises(LabelError, match="Skrivarens adress"):
        PrinterAddress.parse(address)


def test_a_network_printer_has_an_address_that_is_one_or_none() -> None:
    assert NetworkPrinter("Zebra").address == ""
    with pytest.raises(LabelError, match="Skrivarens adress"):
        NetworkPrinter("Zebra", address="http://printer/")
