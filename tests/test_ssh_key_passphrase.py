"""Whether a key is locked is read off its file, whatever locks it."""

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
LOCK = BestAvailableEncryption(b"a passphrase")
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
def test_a_key_in_the_clear_passes(tmp_path: Path, form: PrivateFormat) -> None:
    assert outcome(tmp_path, KEY.private_bytes(Encoding.PEM, form, NoEncryption())) is Outcome.PASSED


@pytest.mark.parametrize("form", FORMS[:2])
def test_a_locked_key_in_pem_form_fails(tmp_path: Path, form: PrivateFormat) -> None:
    assert outcome(tmp_path, KEY.private_bytes(Encoding.PEM, form, LOCK)) is Outcome.FAILED


@pytest.mark.parametrize("cipher", [b"aes256-ctr", b"aes256-gcm@openssh.com", b"chacha20-poly1305@openssh.com"])
def test_a_locked_key_in_openssh_form_fails_whatever_the_cipher(tmp_path: Path, cipher: bytes) -> None:
    assert outcome(tmp_path, openssh(cipher)) is Outcome.FAILED


@pytest.mark.parametrize(("lock", "expected"), [("none", Outcome.PASSED), ("aes256-cbc", Outcome.FAILED)])
def test_puttys_form_says_it_in_a_header(tmp_path: Path, lock: str, expected: Outcome) -> None:
    text = f"PuTTY-User-Key-File-3: ssh-rsa\r\nEncryption: {lock}\r\nComment: c\r\n"
    assert outcome(tmp_path, text.encode()) is expected


def test_a_locked_body_under_the_label_of_an_open_one_does_not_pass(tmp_path: Path) -> None:
    locked = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, LOCK)
    assert outcome(tmp_path, locked.replace(b"ENCRYPTED ", b"")) is Outcome.UNKNOWN


def test_a_header_that_was_bent_does_not_pass(tmp_path: Path) -> None:
    locked = KEY.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, LOCK)
    assert outcome(tmp_path, locked.replace(b"4,ENCRYPTED", b"4,encrypted")) is Outcome.UNKNOWN


def test_a_key_that_is_cut_off_tells_nothing(tmp_path: Path) -> None:
    whole = KEY.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    assert outcome(tmp_path, whole[: whole.index(b"-----END")]) is Outcome.UNKNOWN


@pytest.mark.parametrize("content", [b"ssh-rsa AAAA me\n", b"", b"<html>"])
def test_what_is_no_private_key_has_no_passphrase_to_look_for(tmp_path: Path, content: bytes) -> None:
    assert outcome(tmp_path, content) is Outcome.NOT_APPLICABLE
