"""SSH keys for the service user, generated once per process, in the formats that occur in practice."""

import base64
import hashlib
import hmac
import textwrap
from functools import cache

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

COMMENT = "service_terraform"
_PUTTY_WIDTH = 64


PrivateKey = rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey


@cache
def rsa_key(name: str, bits: int = 3072) -> rsa.RSAPrivateKey:
    """Return an RSA key of `bits` bits; the same for the same `name` within a process."""
    del name  # only part of the cache key
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


@cache
def ed25519_key(name: str) -> ed25519.Ed25519PrivateKey:
    """Return an Ed25519 key; the same for the same `name` within a process."""
    del name  # only part of the cache key
    return ed25519.Ed25519PrivateKey.generate()


def service_key() -> rsa.RSAPrivateKey:
    """Return the key of the service user."""
    return rsa_key("service")


def public_line(key: PrivateKey) -> str:
    """Return the public key of `key` as one line, with a comment."""
    line = key.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    return f"{line.decode()} {COMMENT}"


def pem(key: rsa.RSAPrivateKey, passphrase: bytes = b"") -> bytes:
    """Return `key` as ``ssh-keygen -m PEM`` writes it: PKCS#1, encrypted only if there is a passphrase."""
    lock = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, lock)


def openssh(key: PrivateKey) -> bytes:
    """Return `key` in OpenSSH format, without a passphrase."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption()
    )


def pkcs8(key: ed25519.Ed25519PrivateKey) -> bytes:
    """Return `key` as PKCS#8, without a passphrase."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def putty(key: rsa.RSAPrivateKey) -> bytes:
    """Return `key` as PuTTYgen saves it, without a passphrase.

    Source: the appendix "PPK file format" of the PuTTY manual, version 3 of the format.
    """
    numbers = key.private_numbers()
    public = base64.b64decode(public_line(key).split()[1])
    private = b"".join(_number(part) for part in (numbers.d, numbers.p, numbers.q, numbers.iqmp))
    signed = b"".join(_string(part) for part in (b"ssh-rsa", b"none", COMMENT.encode(), public, private))
    lines = ["PuTTY-User-Key-File-3: ssh-rsa", "Encryption: none", f"Comment: {COMMENT}"]
    for name, part in (("Public", public), ("Private", private)):
        wrapped = textwrap.wrap(base64.b64encode(part).decode(), _PUTTY_WIDTH)
        lines += [f"{name}-Lines: {len(wrapped)}", *wrapped]
    mac = hmac.new(b"", signed, hashlib.sha256).hexdigest()
    return "\r\n".join([*lines, f"Private-MAC: {mac}", ""]).encode()


def fingerprint(line: str) -> str:
    """Return the fingerprint that Bitbucket shows: the SHA-256 in base64, without padding and prefix."""
    digest = hashlib.sha256(base64.b64decode(line.split()[1])).digest()
    return base64.b64encode(digest).decode().rstrip("=")


def _string(part: bytes) -> bytes:
    return len(part).to_bytes(4) + part


def _number(value: int) -> bytes:
    return _string(value.to_bytes(value.bit_length() // 8 + 1))
