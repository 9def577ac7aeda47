"""The SSH key pair of the service account, made once a process."""

import base64
from functools import cache
from hashlib import sha256

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

COMMENT = "service_terraform"


def public_line(key: rsa.RSAPrivateKey) -> str:
    """Return the public half of `key` as one line, with a comment."""
    line = key.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    return f"{line.decode()} {COMMENT}"


def pem(key: rsa.RSAPrivateKey) -> bytes:
    """Return `key` as ``ssh-keygen -m PEM`` writes it: PKCS#1, no passphrase, one newline at the end."""
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )


@cache
def rsa_key(name: str, bits: int = 3072) -> rsa.RSAPrivateKey:
    """Return an RSA key of `bits` bits; the same for the same `name` as long as the process lives."""
    del name  # it only tells keys of one size apart
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def fingerprint(line: str) -> str:
    """Return what Bitbucket shows for a public key: its SHA-256 in base64, without padding and prefix."""
    return base64.b64encode(sha256(base64.b64decode(line.split()[1])).digest()).decode().rstrip("=")
