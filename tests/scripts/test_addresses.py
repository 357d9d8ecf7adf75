"""`make run` says where Returkoll answers, or why it cannot answer there."""

import socket
import threading
import time

import numpy
import pytest
import zxingcpp

from scripts.addresses import Address, AddressError, qr_lines


def test_the_qr_code_in_the_terminal_decodes_to_the_address() -> None:
    url = "http://192.0.2.17:8000/"
    rows = []
    for line in qr_lines(url):
        rows.append([character in "▀█" for character in line])
        rows.append([character in "▄█" for character in line])
    picture = numpy.kron(numpy.array(rows, dtype=numpy.uint8) * 255, numpy.ones((8, 8), dtype=numpy.uint8))
    assert [symbol.text for symbol in zxingcpp.read_barcodes(picture)] == [url]


def test_a_taken_port_is_told_in_a_sentence_with_a_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AddressError, match=f"Cannot use 127.0.0.1:{port}.*RETURKOLL_PORT={port + 1}"):
            Address("127.0.0.1", port).require_free(wait_s=0)


def test_a_start_waits_for_a_port_that_becomes_free(capsys: pytest.CaptureFixture[str]) -> None:
    taken = socket.create_server(("127.0.0.1", 0))
    port = taken.getsockname()[1]
    ending = threading.Timer(1.0, taken.close)
    ending.start()
    begun = time.monotonic()
    Address("127.0.0.1", port).require_free(wait_s=30)
    assert 0.9 < time.monotonic() - begun < 20
    assert capsys.readouterr().out == f"127.0.0.1:{port} is still in use. Waiting 30 seconds for it.\n"


def test_a_port_that_stays_taken_is_not_waited_for_longer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        begun = time.monotonic()
        with pytest.raises(AddressError, match="Address already in use"):
            Address("127.0.0.1", taken.getsockname()[1]).require_free(wait_s=0.5)
        assert 0.4 < time.monotonic() - begun < 10


def test_an_address_of_another_machine_is_not_waited_for(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(AddressError, match="Cannot assign"):
        Address("192.0.2.1", 8000).require_free()
    assert capsys.readouterr().out == ""


def test_a_free_port_is_free_afterwards_too() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    Address("127.0.0.1", port).require_free()
    Address("127.0.0.1", port).require_free()


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "80.5"])
def test_a_port_that_is_none_is_refused(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETURKOLL_PORT", port)
    with pytest.raises(
        AddressError, match=f"Expected a port from 1 to 65535 in RETURKOLL_PORT, got '{port}'"
    ):
        Address.from_environment()


def test_the_default_is_every_address_at_port_8000(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RETURKOLL_PORT", raising=False)
    monkeypatch.delenv("RETURKOLL_HOST", raising=False)
    address = Address.from_environment()
    assert str(address) == "0.0.0.0:8000"
    assert address.url_here() == "http://localhost:8000/"


def test_an_address_that_only_this_machine_reaches_is_not_offered_to_the_network() -> None:
    assert Address("127.0.0.1", 8000).url_on_network() is None
    assert Address("198.51.100.7", 8000).url_on_network() == "http://198.51.100.7:8000/"
