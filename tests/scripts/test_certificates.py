"""The local authority: made once, vouches for this machine alone, over real TLS connections."""

import contextlib
import datetime
import socket
import ssl
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509

from scripts import certificates
from scripts.certificates import CertificateError, Certificates, load, provide

NOW = datetime.datetime.now(datetime.UTC)
ALL_FILES = {"authority.pem", "authority.key", "server.pem", "server.key"}


@contextlib.contextmanager
def tls_server(made: Certificates) -> Iterator[int]:
    """A port that answers one TLS connection after another with this certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.certificate, made.key)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)

        def answer() -> None:
            while True:
                try:
                    plain, _address = server.accept()
                except OSError:
                    return
                with contextlib.suppress(OSError), context.wrap_socket(plain, server_side=True) as secured:
                    secured.recv(1)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield server.getsockname()[1]


def connect(port: int, name: str, authority: Path | None) -> None:
    """As a strict client does it: the chain, the constraints and the name are all checked."""
    context = ssl.create_default_context(cafile=authority)
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    with socket.create_connection(("127.0.0.1", port), timeout=10) as plain:
        context.wrap_socket(plain, server_hostname=name).close()


def test_who_trusts_the_authority_connects_by_any_of_the_names(tmp_path: Path) -> None:
    made = provide(tmp_path, ["192.168.1.20", "clinic.local"], NOW)
    with tls_server(made) as port:
        for name in ("127.0.0.1", "localhost", "192.168.1.20", "clinic.local"):
            connect(port, name, made.authority)
        with pytest.raises(ssl.SSLCertVerificationError, match="mismatch"):
            connect(port, "192.168.1.21", made.authority)
        with pytest.raises(ssl.SSLCertVerificationError):
            connect(port, "localhost", None)


def test_the_authority_can_vouch_for_no_other_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even whoever steals its key cannot stand between a tablet and the rest of the world."""
    provide(tmp_path, [], NOW)
    monkeypatch.setattr(certificates, "_refuse_what_it_cannot_vouch_for", lambda *_: None)
    stolen = provide(tmp_path, ["bank.example", "8.8.8.8"], NOW)
    with tls_server(stolen) as port:
        for name in ("bank.example", "8.8.8.8"):
            with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"):
                connect(port, name, stolen.authority)


def test_everything_is_made_once(tmp_path: Path) -> None:
    provide(tmp_path, ["10.0.0.5"], NOW)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert set(before) == ALL_FILES
    provide(tmp_path, ["10.0.0.5"], NOW + datetime.timedelta(days=30))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    ("hosts", "later"), [(["10.0.0.6"], 0), (["10.0.0.5"], 350)], ids=["a new address", "nearly run out"]
)
def test_the_certificate_is_renewed_and_the_authority_stays(
    tmp_path: Path, hosts: list[str], later: int
) -> None:
    made = provide(tmp_path, ["10.0.0.5"], NOW)
    authority, certificate = made.authority.read_bytes(), made.certificate.read_bytes()
    again = provide(tmp_path, hosts, NOW + datetime.timedelta(days=later))
    assert again.certificate.read_bytes() != certificate
    assert again.authority.read_bytes() == authority


def test_the_keys_are_for_their_owner_alone(tmp_path: Path) -> None:
    provide(tmp_path, [], NOW)
    for name in ("authority.key", "server.key"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_apples_limits_are_kept(tmp_path: Path) -> None:
    """Apple, "Requirements for trusted certificates in iOS 13": 825 days, serverAuth, names as alternative names."""
    certificate = load(provide(tmp_path, [], NOW).certificate)
    assert certificate.not_valid_after_utc - certificate.not_valid_before_utc < datetime.timedelta(days=825)
    used_for = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert x509.ExtendedKeyUsageOID.SERVER_AUTH in used_for


def test_a_machine_that_moved_out_of_the_private_networks_is_told_what_to_do(tmp_path: Path) -> None:
    provide(tmp_path, [], NOW)
    with pytest.raises(CertificateError, match=r"cannot vouch for 203\.0\.113\.9"):
        provide(tmp_path, ["203.0.113.9"], NOW)


def test_an_address_outside_the_private_networks_is_vouched_for_from_the_start(tmp_path: Path) -> None:
    made = provide(tmp_path, ["203.0.113.9"], NOW)
    with tls_server(made) as port:
        connect(port, "203.0.113.9", made.authority)
