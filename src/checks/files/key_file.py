"""Reads an SSH private key file and returns its public properties, without any part of the private key."""

import base64
import os
import stat
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa

from checks.facts import ssh
from checks.facts.key_damage import Damage
from checks.facts.ssh import Format
from checks.files.key_text import KeyText, read_text

LARGEST = 64 * 1024
"""The maximum file size in bytes. A private key of 16,384 bits needs about 13,000 bytes."""
_LONGEST_NAME = 255
_MAGIC = b"openssh-key-v1\0"
_RSASSA_PSS = bytes.fromhex("06092a864886f70d01010a")
"""The object identifier of RSA keys that are restricted to PSS signatures, as DER."""
_CURVES = ("secp256r1", "secp384r1", "secp521r1")
_REFUSALS = (ValueError, UnsupportedAlgorithm, InvalidTag)
_PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey


class KeyFileError(Exception):
    """The file can't be read. The message is one or two sentences without any part of a key."""


@dataclass(frozen=True)
class KeyFile:
    """The properties of a private key file, without the private key.

    Attributes:
        form: The format of the file.
        damages: The damage to its text. Each entry defines whether it is fatal for the format.
        encrypted: Whether a passphrase protects the key; None if unknown.
        algorithm: OpenSSH's name for the key type, or another name if OpenSSH doesn't support it; None if unknown.
        bits: The size of the key in bits; None if unknown.
        exponent: The public exponent of an RSA key, otherwise None.
        intact: Whether the key's numbers are consistent; None if they couldn't be checked.
        public_line: The public key in OpenSSH format, type and base64 without a comment, or None.
        fingerprint: The fingerprint of the public key, ``SHA256:`` and base64, as in ``ssh-keygen -l``, or None.
        mode: The permission bits of the file; None if the operating system doesn't support them.
    """

    form: Format
    damages: tuple[Damage, ...] = ()
    encrypted: bool | None = None
    algorithm: str | None = None
    bits: int | None = None
    exponent: int | None = None
    intact: bool | None = None
    public_line: str | None = None
    fingerprint: str | None = None
    mode: int | None = None


def read_key(path: Path) -> KeyFile:
    """Return the properties of the key file at `path`; a leading ``~`` means the home directory.

    Raises:
        KeyFileError: The file is missing, unreadable, larger than 64 KiB, or not a regular file.
    """
    if len(str(path)) > _LONGEST_NAME or "-----" in str(path) or not str(path).isprintable():
        # The value might be the key itself, which an error message must not repeat.
        raise KeyFileError("BITBUCKET_SSH_KEY isn't a path. Set it to the path of the key file.")
    try:
        file = path.expanduser()
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            raise KeyFileError(f"{path} is a directory or a device. Set the path of the private key file.")
        if status.st_size > LARGEST:
            raise KeyFileError(
                f"{path} is larger than 64 KiB, too large for a private key. Set the path of the private key file."
            )
        content = file.read_bytes()
    except FileNotFoundError:
        raise KeyFileError(f"File not found: {path}. Set the path of the private key file.") from None
    except PermissionError:
        raise KeyFileError(f"Permission denied: {path}. Make the file readable by the current user.") from None
    except (OSError, RuntimeError) as error:
        raise KeyFileError(
            f"Could not read {path} ({type(error).__name__}). Set the path of the private key file."
        ) from None
    return replace(parse_key(content), mode=stat.S_IMODE(status.st_mode) if os.name == "posix" else None)


def parse_key(content: bytes) -> KeyFile:
    """Return the properties of a key file's content. Accepts any bytes and raises no errors."""
    text = read_text(content)
    surface = KeyFile(text.form, text.damages, text.encrypted)
    if text.form is ssh.OPENSSH:
        return _openssh(surface, text)
    if text.form not in (ssh.PKCS1, ssh.PKCS8, ssh.SEC1):
        return surface
    if text.encrypted:
        return replace(surface, algorithm="ssh-rsa" if text.form is ssh.PKCS1 else None)
    return _pem(surface, text)


def _pem(surface: KeyFile, text: KeyText) -> KeyFile:
    if text.body is None:
        return replace(surface, encrypted=None)
    try:
        key = serialization.load_pem_private_key(_enclosed(text), None)
    except _REFUSALS:
        return replace(surface, encrypted=None, intact=False)
    public = key.public_key()
    seen = replace(surface, intact=True)
    if not isinstance(public, _PublicKey) or _is_foreign(public, text.body):
        return replace(seen, algorithm=_name(public))
    line = public.public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    return _named(seen, line.decode(), public)


def _is_foreign(public: _PublicKey, body: bytes) -> bool:
    """Return whether the cryptography library supports the key, but OpenSSH doesn't."""
    if isinstance(public, ec.EllipticCurvePublicKey):
        return public.curve.name not in _CURVES
    return isinstance(public, rsa.RSAPublicKey) and _RSASSA_PSS in body[:32]


def _name(public: object) -> str:
    if isinstance(public, dsa.DSAPublicKey):
        return ssh.DSA.names[0]
    if isinstance(public, ec.EllipticCurvePublicKey):
        return public.curve.name
    if isinstance(public, rsa.RSAPublicKey):
        return "RSASSA-PSS"
    return type(public).__name__.removesuffix("PublicKey")


def _openssh(surface: KeyFile, text: KeyText) -> KeyFile:
    parts = _envelope(text.body or b"")
    if not parts:
        return replace(surface, intact=False if text.body else None)
    cipher, blob = parts
    algorithm = (_string(blob) or (b"", b""))[0].decode("ascii", "replace")
    seen = replace(surface, encrypted=cipher != b"none", algorithm=algorithm)
    line = f"{algorithm} {base64.b64encode(blob).decode()}"
    if algorithm not in (*ssh.RSA.names, *ssh.ECDSA.names, *ssh.ED25519.names):
        return seen
    try:
        public = serialization.load_ssh_public_key(line.encode())
        key = None if seen.encrypted else serialization.load_ssh_private_key(_enclosed(text), None)
    except _REFUSALS:
        return replace(seen, intact=False)
    if not isinstance(public, _PublicKey):
        return replace(seen, intact=False)
    # OpenSSH uses the unencrypted public key. If the private key doesn't match it, every signature is invalid.
    intact = None if key is None else key.public_key() == public
    return _named(replace(seen, intact=intact), line, public)


def _named(seen: KeyFile, line: str, public: _PublicKey) -> KeyFile:
    """Return `seen` with the properties of the public key added."""
    return replace(
        seen,
        algorithm=line.partition(" ")[0],
        bits=256 if isinstance(public, ed25519.Ed25519PublicKey) else public.key_size,
        exponent=public.public_numbers().e if isinstance(public, rsa.RSAPublicKey) else None,
        public_line=line,
        fingerprint="SHA256:"
        + base64.b64encode(serialization.ssh_key_fingerprint(public, hashes.SHA256())).decode().rstrip("="),
    )


def _enclosed(text: KeyText) -> bytes:
    """Return the key without surrounding text, in the exact format: cryptography tolerates more than OpenSSH does."""
    label, body = text.label or b"", base64.b64encode(text.body or b"")
    lines = [body[at : at + 64] for at in range(0, len(body), 64)]
    return b"\n".join((b"-----BEGIN " + label + b"-----", *lines, b"-----END " + label + b"-----", b""))


def _envelope(body: bytes) -> tuple[bytes, bytes] | None:
    """Return the cipher name and the public key from a key in OpenSSH format (specified in PROTOCOL.key)."""
    if not body.startswith(_MAGIC):
        return None
    rest, fields = body.removeprefix(_MAGIC), []
    for _ in ("cipher", "derivation", "its options"):
        part = _string(rest)
        if part is None:
            return None
        fields.append(part[0])
        rest = part[1]
    public = _string(rest[4:])
    return (fields[0], public[0]) if public and rest[:4] == b"\0\0\0\1" else None


def _string(data: bytes) -> tuple[bytes, bytes] | None:
    """Return the string at the start, which follows its length in four bytes, and the rest; None if it is truncated."""
    end = 4 + int.from_bytes(data[:4])
    return (data[4:end], data[end:]) if end <= len(data) else None
