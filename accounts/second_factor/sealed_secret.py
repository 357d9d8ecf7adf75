"""The secret of somebody's code app as it is stored: encrypted, and worth nothing once somebody has changed it.

AES-256 in GCM (NIST SP 800-38D), with a random nonce of 96 bits for each secret, and a key that HKDF (RFC 5869) derives
from the server's secret for this purpose alone.
"""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

BEGINS = "gcm."
NONCE_BYTES = 12


class WrongSeal(ValueError):  # noqa: N818 - it says what is wrong with the text
    """It was changed, or sealed with another server's secret."""


def sealed(text: str, server_secret: str) -> str:
    nonce = os.urandom(NONCE_BYTES)
    encrypted = AESGCM(_key(server_secret)).encrypt(nonce, text.encode(), BEGINS.encode())
    return BEGINS + base64.urlsafe_b64encode(nonce + encrypted).decode()


def is_sealed(text: str) -> bool:
    """Whether it is in this form; a version before this one stored another."""
    return text.startswith(BEGINS)


def unsealed(text: str, server_secret: str) -> str:
    """Raises WrongSeal."""
    try:
        whole = base64.urlsafe_b64decode(text.removeprefix(BEGINS))
        opened = AESGCM(_key(server_secret)).decrypt(
            whole[:NONCE_BYTES], whole[NONCE_BYTES:], BEGINS.encode()
        )
    except (InvalidTag, ValueError) as error:
        raise WrongSeal("expected a secret that this server has sealed") from error
    return opened.decode()


def _key(server_secret: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"returkoll: one-time codes").derive(server_secret.encode())
