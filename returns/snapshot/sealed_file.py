"""The file that a device keeps: the snapshot compressed, and encrypted so that only who works for its unit can open it.

AES-256 in GCM (NIST SP 800-38D). Its tag is the signature: only this server can make the key, and a changed file, or
one with another head, does not open. The key is derived (HKDF, RFC 5869) from the server's secret for one unit on one
device, and is handed out while somebody of the unit is signed in there.

    "RKS1"   4 bytes
    length of the head   4 bytes, big-endian
    head     JSON, readable without the key; it is signed too
    nonce    12 bytes
    contents JSON (returns/snapshot/snapshot_columns.py), compressed with gzip, encrypted
"""

import gzip
import json
import os
from collections.abc import Mapping

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

BEGINS = b"RKS1"
LENGTH_BYTES = 4
NONCE_BYTES = 12


def device_key(server_secret: str, unit_id: int, device: str) -> bytes:
    """32 bytes. `device` names the shared tablet, or the one sign-in where nobody else works on the device."""
    purpose = f"returkoll: snapshot of unit {unit_id} on {device}"
    return HKDF(SHA256(), 32, salt=None, info=purpose.encode()).derive(server_secret.encode())


def sealed_file(contents: bytes, head: Mapping[str, object], encryption_key: bytes) -> bytes:
    written = json.dumps(dict(head), separators=(",", ":")).encode()
    signed = BEGINS + len(written).to_bytes(LENGTH_BYTES, "big") + written
    nonce = os.urandom(NONCE_BYTES)
    return signed + nonce + AESGCM(encryption_key).encrypt(nonce, gzip.compress(contents, 6), signed)
