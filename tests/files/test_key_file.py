"""Reads the public properties of a key file and never shows its private key."""

import base64
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given
from hypothesis import strategies as st

from checks.facts import ssh
from checks.files.key_file import LARGEST, KeyFileError, parse_key, read_key

KEYGEN = shutil.which("ssh-keygen") or ""
CLEAR = NoEncryption()
LOCK = BestAvailableEncryption(b"a passphrase")
RSA = rsa.generate_private_key(65537, 2048)
CURVE = ec.generate_private_key(ec.SECP384R1())
EDWARDS = ed25519.Ed25519PrivateKey.generate()
PKCS1 = RSA.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, CLEAR)
OPENSSH = EDWARDS.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, CLEAR)


def string(part: bytes) -> bytes:
    return len(part).to_bytes(4) + part


def openssh(name: bytes, *public: bytes, cipher: bytes = b"none", private: bytes = b"", keys: int = 1) -> bytes:
    """Return a key in OpenSSH format, assembled as PROTOCOL.key specifies."""
    blob = b"".join(map(string, (name, *public)))
    parts = (string(cipher), string(b"none"), string(b""), keys.to_bytes(4), string(blob), string(private))
    text = base64.encodebytes(b"openssh-key-v1\0" + b"".join(parts))
    return b"-----BEGIN OPENSSH PRIVATE KEY-----\n" + text + b"-----END OPENSSH PRIVATE KEY-----\n"


def der(tag: int, content: bytes) -> bytes:
    length = len(content)
    size = length.to_bytes(1) if length < 128 else b"\x82" + length.to_bytes(2)
    return bytes((tag,)) + size + content


def flipped(key: bytes, at: int) -> bytes:
    """Return `key` with one flipped bit in its content."""
    first, *body, last = key.splitlines()
    content = bytearray(base64.b64decode(b"".join(body)))
    content[at] ^= 1
    return first + b"\n" + base64.encodebytes(bytes(content)) + last + b"\n"


@pytest.mark.parametrize(
    ("key", "form", "algorithm", "bits"),
    [
        (RSA, PrivateFormat.TraditionalOpenSSL, "ssh-rsa", 2048),
        (RSA, PrivateFormat.PKCS8, "ssh-rsa", 2048),
        (RSA, PrivateFormat.OpenSSH, "ssh-rsa", 2048),
        (CURVE, PrivateFormat.TraditionalOpenSSL, "ecdsa-sha2-nistp384", 384),
        (CURVE, PrivateFormat.OpenSSH, "ecdsa-sha2-nistp384", 384),
        (EDWARDS, PrivateFormat.OpenSSH, "ssh-ed25519", 256),
    ],
)
def test_reads_the_public_key_of_a_valid_key(key, form: PrivateFormat, algorithm: str, bits: int) -> None:
    seen = parse_key(key.private_bytes(Encoding.PEM, form, CLEAR))
    public = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    assert (seen.algorithm, seen.bits, seen.public_line) == (algorithm, bits, public)
    assert seen.exponent == (65537 if key is RSA else None)
    assert seen.intact is True
    assert seen.encrypted is False


@pytest.mark.skipif(not KEYGEN, reason="ssh-keygen is the test oracle and isn't installed")
@pytest.mark.parametrize("kind", [["rsa", "-b", "2048", "-m", "PEM"], ["ed25519"], ["ecdsa"]])
@pytest.mark.parametrize("passphrase", ["", "a passphrase"])
def test_agrees_with_ssh_keygen(tmp_path: Path, kind: list[str], passphrase: str) -> None:
    path = tmp_path / "key"
    made = [KEYGEN, "-q", "-t", *kind, "-N", passphrase, "-C", "", "-f", str(path)]
    subprocess.run(made, check=True, stdin=subprocess.DEVNULL)
    shown = subprocess.run([KEYGEN, "-l", "-f", str(path)], check=True, capture_output=True, text=True)
    seen = read_key(path)
    assert seen.encrypted is bool(passphrase)
    if seen.encrypted and seen.form is ssh.PKCS1:
        assert (seen.public_line, seen.fingerprint, seen.bits) == (None, None, None)
    else:
        assert seen.public_line == path.with_suffix(".pub").read_text().strip()
        assert shown.stdout.startswith(f"{seen.bits} {seen.fingerprint} ")


@pytest.mark.parametrize("form", [PrivateFormat.TraditionalOpenSSL, PrivateFormat.PKCS8])
def test_reads_no_public_key_from_an_encrypted_pem_key(form: PrivateFormat) -> None:
    seen = parse_key(CURVE.private_bytes(Encoding.PEM, form, LOCK))
    assert (seen.encrypted, seen.intact, seen.public_line) == (True, None, None)


@pytest.mark.parametrize("cipher", [b"aes256-ctr", b"aes256-gcm@openssh.com", b"chacha20-poly1305@openssh.com"])
def test_reads_the_public_key_of_an_encrypted_openssh_key(cipher: bytes) -> None:
    public = EDWARDS.public_key()
    raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    seen = parse_key(openssh(b"ssh-ed25519", raw, cipher=cipher, private=b"\0" * 64))
    line = public.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    assert (seen.encrypted, seen.intact, seen.public_line) == (True, None, line)


@pytest.mark.parametrize("name", ["ssh-dss", "sk-ssh-ed25519@openssh.com", "ssh-ed448"])
def test_names_an_unsupported_type_without_loading_the_key(name: str) -> None:
    seen = parse_key(openssh(name.encode(), b"\1" * 32))
    assert (seen.algorithm, seen.public_line) == (name, None)


def test_distinguishes_a_pss_only_key_from_an_rsa_key() -> None:
    pkcs1 = RSA.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, CLEAR)
    kind = der(0x30, bytes.fromhex("06092a864886f70d01010a"))
    text = base64.encodebytes(der(0x30, b"\x02\x01\x00" + kind + der(0x04, pkcs1)))
    seen = parse_key(b"-----BEGIN PRIVATE KEY-----\n" + text + b"-----END PRIVATE KEY-----\n")
    assert (seen.algorithm, seen.public_line) == ("RSASSA-PSS", None)


@pytest.mark.parametrize("at", [40, 300, 700, 1000])
def test_an_rsa_key_with_a_flipped_bit_is_not_intact(at: int) -> None:
    assert parse_key(flipped(PKCS1, at)).intact is False


@pytest.mark.parametrize("at", [90, 102, 146, -1])
def test_an_openssh_key_with_a_flipped_bit_is_not_intact(at: int) -> None:
    assert parse_key(flipped(OPENSSH, at)).intact is False


def test_a_private_key_with_another_public_key_is_not_intact() -> None:
    raw = EDWARDS.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    seed = ed25519.Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, CLEAR)
    inner = b"\0" * 8 + b"".join(map(string, (b"ssh-ed25519", raw, seed + raw, b"")))
    private = inner + bytes(range(1, 1 + -len(inner) % 8))
    assert parse_key(openssh(b"ssh-ed25519", raw, private=private)).intact is False


def test_an_openssh_file_with_several_keys_is_not_intact() -> None:
    assert parse_key(openssh(b"ssh-ed25519", b"\1" * 32, keys=2)).intact is False


@pytest.mark.parametrize("key", [PKCS1, OPENSSH])
def test_keeps_no_part_of_the_private_key(key: bytes) -> None:
    seen = repr(parse_key(key))
    private = [line.decode() for line in key.splitlines()[-4:-1]]
    assert not any(line[-20:] in seen for line in private)


@given(
    st.one_of(
        st.binary(max_size=300),
        st.tuples(st.sampled_from([OPENSSH, PKCS1[:200]]), st.integers(0, 400), st.binary(max_size=4)).map(
            lambda parts: parts[0][: parts[1]] + parts[2] + parts[0][parts[1] + len(parts[2]) :]
        ),
        st.binary(max_size=200).map(
            lambda body: (
                b"-----BEGIN OPENSSH PRIVATE KEY-----\n"
                + base64.encodebytes(b"openssh-key-v1\0" + body)
                + b"-----END OPENSSH PRIVATE KEY-----\n"
            )
        ),
    )
)
def test_accepts_any_bytes(content: bytes) -> None:
    seen = parse_key(content)
    assert seen.public_line is None or seen.algorithm == seen.public_line.split()[0]


def test_reads_the_file_mode(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_bytes(OPENSSH)
    path.chmod(0o640)
    assert read_key(path).mode == (0o640 if os.name == "posix" else None)


def test_expands_a_leading_tilde(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "key").write_bytes(OPENSSH)
    assert read_key(Path("~/key")).form is ssh.OPENSSH


def directory(path: Path) -> None:
    path.mkdir()


def too_large(path: Path) -> None:
    path.write_bytes(b"x" * (LARGEST + 1))


def pipe(path: Path) -> None:
    os.mkfifo(path)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda _: None, "File not found"),
        (directory, "directory or a device"),
        pytest.param(
            pipe,
            "directory or a device",
            marks=pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="only POSIX has named pipes"),
        ),
        (too_large, "larger than 64 KiB"),
    ],
)
def test_names_an_unreadable_file(tmp_path: Path, make: Callable[[Path], None], reason: str) -> None:
    path = tmp_path / "key"
    make(path)
    with pytest.raises(KeyFileError, match=reason) as raised:
        read_key(path)
    assert str(path) in str(raised.value)


def test_reads_the_largest_file(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_bytes(b"x" * LARGEST)
    assert read_key(path).form is ssh.UNRECOGNIZED


def test_reports_a_missing_read_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "key"
    path.write_bytes(OPENSSH)

    def refused(_: Path) -> bytes:
        raise PermissionError

    monkeypatch.setattr(Path, "read_bytes", refused)
    with pytest.raises(KeyFileError, match="Permission denied"):
        read_key(path)


@pytest.mark.parametrize(
    "pasted", [OPENSSH, OPENSSH.replace(b"\n", b""), OPENSSH.split(b"-----")[2], b"".join(OPENSSH.split()[4:-4])]
)
def test_does_not_repeat_a_key_that_was_set_as_the_path(pasted: bytes) -> None:
    with pytest.raises(KeyFileError) as raised:
        read_key(Path(pasted.decode()))
    assert "isn't a path" in str(raised.value)
    assert raised.value.__context__ is None
    assert OPENSSH.splitlines()[1].decode() not in str(raised.value)
