"""A certificate authority of this machine's own, made once, and the certificate that `make run HTTPS=1` serves with.

A live camera needs HTTPS, and a clinic's own network has no name that a public authority would vouch for. The
tablets are told to trust this authority instead (web/site/trusting.py leads them through it). So that the trust reaches
no further than it must, the authority can vouch only for private addresses, `.local` names and this machine (RFC 5280,
4.2.1.10).
"""

import datetime
import ipaddress
import os
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

YEARS_OF_TRUST = 10
DAYS_OF_SERVICE = 390
"""Apple takes up to 825 days from an authority that the user trusts, and 398 from a public one."""
RENEWED_BEFORE = datetime.timedelta(days=60)
PRIVATE = (
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "169.254.0.0/16",
    "127.0.0.0/8",
    "::1/128",
    "fc00::/7",
    "fe80::/10",
)

Key = ec.EllipticCurvePrivateKey
Place = x509.DNSName | x509.IPAddress


class CertificateError(Exception):
    """There can be no certificate; the text says what to do."""


@dataclass(frozen=True)
class Certificates:
    """The files that a server and its trust page need."""

    authority: Path
    certificate: Path
    key: Path

    @property
    def fingerprint(self) -> str:
        """The authority's SHA-256, for the eye to compare, as the trust page shows it: 'A1B2 C3D4 …'."""
        return load(self.authority).fingerprint(hashes.SHA256()).hex(" ", -2).upper()


def provide(folder: Path, hosts: Iterable[str], now: datetime.datetime) -> Certificates:
    """The authority, made where there is none, and a certificate for these hosts, renewed when it has to be."""
    folder.mkdir(parents=True, exist_ok=True)
    names = sorted({*hosts, "localhost", "127.0.0.1", "::1", *own_names()})
    files = Certificates(folder / "authority.pem", folder / "server.pem", folder / "server.key")
    authority_key = folder / "authority.key"
    if not (files.authority.is_file() and authority_key.is_file()):
        _make_authority(files.authority, authority_key, names, now)
    if not _still_serves(files, names, now):
        _make_certificate(files, authority_key, names, now)
    return files


def own_names() -> list[str]:
    """What this machine is called on its network, also by the tablets that look for `.local` names."""
    name = socket.gethostname().split(".")[0].lower()
    return [name, f"{name}.local"] if name and name != "localhost" else []


def load(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


# --- the authority


def _make_authority(path: Path, key_path: Path, names: list[str], now: datetime.datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Returkoll"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Returkoll på {socket.gethostname()[:40]}"),
        ]
    )
    until = now + datetime.timedelta(days=365 * YEARS_OF_TRUST)
    certificate = (
        _signed_by(subject, key, now, until)
        .subject_name(subject)
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints(_may_vouch_for(names), None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write_key(key_path, key)
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def _may_vouch_for(names: list[str]) -> list[x509.GeneralName]:
    """Every private network, `.local`, and what this machine is called and reached by today."""
    own = [_whole(place) for place in map(_place, names)]
    networks = [x509.IPAddress(ipaddress.ip_network(network)) for network in PRIVATE]
    return [*networks, x509.DNSName("local"), *own]


def _whole(place: Place) -> x509.GeneralName:
    """A constraint is a network, so an address becomes the network of itself."""
    return x509.IPAddress(ipaddress.ip_network(place.value)) if isinstance(place, x509.IPAddress) else place


# --- the certificate


def _still_serves(files: Certificates, names: list[str], now: datetime.datetime) -> bool:
    if not (files.certificate.is_file() and files.key.is_file()):
        return False
    certificate = load(files.certificate)
    places = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return set(places) == set(map(_place, names)) and now < certificate.not_valid_after_utc - RENEWED_BEFORE


def _make_certificate(
    files: Certificates, authority_key: Path, names: list[str], now: datetime.datetime
) -> None:
    authority = load(files.authority)
    places = [_place(name) for name in names]
    _refuse_what_it_cannot_vouch_for(authority, places)
    signer, key = _read_key(authority_key), ec.generate_private_key(ec.SECP256R1())
    until = min(now + datetime.timedelta(days=DAYS_OF_SERVICE), authority.not_valid_after_utc)
    certificate = (
        _signed_by(authority.subject, signer, now, until)
        .subject_name(x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Returkoll")]))
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(places), critical=False)
        .sign(signer, hashes.SHA256())
    )
    _write_key(files.key, key)
    files.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def _refuse_what_it_cannot_vouch_for(authority: x509.Certificate, places: list[Place]) -> None:
    """An authority from before this machine moved to an address outside the private networks."""
    allowed = (
        authority.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    )
    networks = [
        name.value
        for name in allowed
        if isinstance(name.value, ipaddress.IPv4Network | ipaddress.IPv6Network)
    ]
    domains = [name.value for name in allowed if isinstance(name, x509.DNSName)]
    for place in places:
        if isinstance(place, x509.IPAddress):
            fits = any(
                place.value in network for network in networks if network.version == place.value.version
            )
        else:
            fits = any(place.value == domain or place.value.endswith(f".{domain}") for domain in domains)
        if not fits:
            raise CertificateError(
                f"The local authority cannot vouch for {place.value}: this machine has moved since it was made. Remove "
                "its folder, start again, and let the tablets trust the new one."
            )


# --- shared by both


def _place(name: str) -> Place:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _signed_by(
    issuer: x509.Name, signer: Key, now: datetime.datetime, until: datetime.datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .issuer_name(issuer)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))  # a tablet's clock may be behind
        .not_valid_after(until)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _write_key(path: Path, key: Key) -> None:
    """For its owner's eyes only, from the first byte on."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )


def _read_key(path: Path) -> Key:
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise CertificateError(
            f"Expected an elliptic-curve key in {path}. Remove its folder, and start again."
        )
    return key
