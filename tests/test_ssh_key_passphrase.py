"""The check detects a passphrase from the key file, for every format and cipher."""

import base64
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from checks.connection.connection import Connection
from checks.engine.model import Outcome
from checks.engine.runner import run
from checks.settings.settings import Settings
from checks.ssh_key_passphrase import ssh_key_passphrase

KEY = ec.generate_private_key(ec.SECP256R1())
PASSPHRASE = BestAvailableEncryption(b"a passphrase")
FORMS = [PrivateFormat.TraditionalOpenSSL, PrivateFormat.PKCS8, PrivateFormat.OpenSSH]


def outcome(folder: Path, content: bytes) -> Outcome:
    path = folder / "key"
    path.write_bytes(content)
    connection = Connection(Settings(ssh_key=path))
    (result,) = run([ssh_key_passphrase], connection)
    connection.close()
    return result.outcome


def openssh(cipher: bytes) -> bytes:
    def string(part: bytes) -> bytes:
        return len(part).to_bytes(4) + part

    public = string(b"ssh-ed25519") + string(b"\7" * 32)
    parts = (string(cipher), string(b"bcrypt"), string(b""), b"\0\0\0\1", string(public), string(b"\0" * 64))
    text = base64.encodebytes(b"openssh-key-v1\0" + b"".join(parts))
    return b"-----BEGIN OPENSSH PRIVATE KEY-----\n" + text + b"-----END OPENSSH PRIVATE KEY-----\n"


@pytest.mark.parametrize("form", FORMS)
def test_an_unencrypted_key_passes(tmp_path: Path, form: PrivateFormat) -> None:
    assert outcome(tmp_path, KEY.private_bytes(Encoding.PEM, form, NoEncryption())) is Outcome.PASSED


@pytest.mark.parametrize("form", FORMS[:2])
def test_an_encrypted_pem_key_fails(tmp_path: Path, form: PrivateFormat) -> None:
    assert outcome(tmp_path, KEY.private_bytes(Encoding.PEM, form, PASSPHRASE)) is Outcome.FAILED


@pytest.mark.parametrize("cipher", [b"aes256-ctr", b"aes256-gcm@openssh.com", b"chacha20-poly1305@openssh.com"])
def test_an_encrypted_openssh_key_fails_with_any_cipher(tmp_path: Path, cipher: bytes) -> None:
    assert outcome(tmp_path, openssh(cipher)) is Outcome.FAILED


@pytest.mark.parametrize(("encryption", "expected"), [("none", Outcome.PASSED), ("aes256-cbc", Outcome.FAILED)])
def test_reads_the_header_of_a_putty_key(tmp_path: Path, encryption: str, expected: Outcome) -> None:
    text = f"PuTTY-User-Key-File-3: ssh-rsa\r\nEncryption: {encryption}\r\nComment: c\r\n"
    assert outcome(tmp_path, text.encode()) is expected


def test_an_encrypted_body_with_the_label_of_an_unencrypted_key_is_unknown(tmp_path: Path) -> None:
    encrypted = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, PASSPHRASE)
    assert outcome(tmp_path, encrypted.replace(b"ENCRYPTED ", b"")) is Outcome.UNKNOWN


def test_a_changed_header_is_unknown(tmp_path: Path) -> None:
    encrypted = KEY.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, PASSPHRASE)
    assert outcome(tmp_path, encrypted.replace(b"4,ENCRYPTED", b"4,encrypted")) is Outcome.UNKNOWN


def test_a_truncated_key_is_unknown(tmp_path: Path) -> None:
    whole = KEY.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    assert outcome(tmp_path, whole[: whole.index(b"-----END")]) is Outcome.UNKNOWN


@pytest.mark.parametrize("content", [b"ssh-rsa AAAA me\n", b"", b"<html>"])
def test_does_not_apply_to_other_files(tmp_path: Path, content: bytes) -> None:
    assert outcome(tmp_path, content) is Outcome.NOT_APPLICABLE
