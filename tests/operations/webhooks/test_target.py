"""Nothing is sent into the house's own networks, however the address is written."""

import socket
from typing import Any

import pytest

from operations.webhooks import target
from operations.webhooks.target import Target, TargetRefused, networks, target_fault

PUBLIC = "93.184.215.14"


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/", "https://[::1]/", "https://10.0.0.1/", "https://192.168.1.1/", "https://172.16.0.1/",
        "https://169.254.169.254/latest", "https://0.0.0.0/", "https://[::ffff:127.0.0.1]/", "https://[fe80::1]/",
        "https://[fc00::1]/", "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/", "https://224.0.0.1/",
        "https://2130706433/", "https://0x7f.1/", "https://localhost/", "https://100.64.0.1/", "https://[::]/",
    ],
)  # fmt: skip
def test_an_inner_address_is_refused(url: str) -> None:
    assert target_fault(url, ())


@pytest.mark.parametrize(
    "url",
    [
        "", "ftp://example.com/", "https://", "https://user:word@example.com/", "https://example.com:0/",
        "//example.com/", "https://example.com/\r\nX: y", "https://example.com/å", "javascript:alert(1)",
        "https://example.com\\@127.0.0.1/", "https://example.com:99999/", "https://[::1", "https://example.com/#part",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(TargetRefused):
        Target.parse(url)


def resolving(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    def found(_host: str, port: int, **_: Any) -> Any:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

    monkeypatch.setattr(target.socket, "getaddrinfo", found)


def test_a_name_that_leads_inside_even_once_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, PUBLIC)
    assert target_fault("https://example.com/hook", ()) is None
    assert target_fault("http://example.com/hook", ()) is not None
    resolving(monkeypatch, PUBLIC, "10.0.0.7")
    assert target_fault("https://example.com/hook", ()) is not None


def test_an_address_with_a_personnummer_is_refused() -> None:
    assert "personnummer" in str(target_fault("https://93.184.215.14/880320-0016", ()))


def test_a_network_that_is_allowed_may_be_reached_also_without_tls() -> None:
    allowed = networks("10.1.0.0/16 127.0.0.1")
    assert target_fault("http://10.1.2.3/hook", allowed) is None
    assert target_fault("http://127.0.0.1:8080/", allowed) is None
    assert target_fault("https://10.2.0.1/", allowed) is not None
    with pytest.raises(ValueError, match=r"10\.1\.0\.1/16"):
        networks("10.1.0.1/16")


def test_it_connects_to_the_address_that_was_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that leads elsewhere a moment later leads nowhere."""
    connected = []

    def connect(address: tuple[str, int], _timeout: float) -> socket.socket:
        connected.append(address)
        raise ConnectionRefusedError

    resolving(monkeypatch, PUBLIC)
    monkeypatch.setattr(target.socket, "create_connection", connect)
    with pytest.raises(ConnectionRefusedError):
        target.post("https://example.com/hook", b"{}", {}, ())
    assert connected == [(PUBLIC, 443)]
