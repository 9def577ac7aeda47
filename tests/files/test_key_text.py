"""The lines of a key file show its format and the damage to it."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.facts import key_damage, ssh
from checks.facts.key_damage import Damage
from checks.facts.ssh import Format
from checks.files.key_text import read_text

BODY = base64.encodebytes(bytes(range(150)))
RSA = b"-----BEGIN RSA PRIVATE KEY-----\n" + BODY + b"-----END RSA PRIVATE KEY-----\n"
CURVE = b"-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"


def block(label: str) -> bytes:
    return RSA.replace(b"RSA PRIVATE KEY", label.encode())


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (RSA, ssh.PKCS1),
        (block("PRIVATE KEY"), ssh.PKCS8),
        (block("ENCRYPTED PRIVATE KEY"), ssh.PKCS8),
        (block("EC PRIVATE KEY"), ssh.SEC1),
        (CURVE + block("EC PRIVATE KEY"), ssh.SEC1),
        (block("OPENSSH PRIVATE KEY"), ssh.OPENSSH),
        (block("DSA PRIVATE KEY"), ssh.DSA_PEM),
        (b"PuTTY-User-Key-File-2: ssh-rsa\r\nEncryption: none\r\n", ssh.PUTTY),
        (b"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nP2/=\n", ssh.SSH_COM),
        (b"ssh-rsa AAAAB3NzaC1yc2E= me@here\n", ssh.PUBLIC_LINE),
        (b"ecdsa-sha2-nistp256 AAAA\n", ssh.PUBLIC_LINE),
        (b"sk-ssh-ed25519@openssh.com AAAA\n", ssh.PUBLIC_LINE),
        (b"# the service user\nssh-rsa AAAAB3NzaC1yc2E= me@here\n", ssh.PUBLIC_LINE),
        (b"'ssh-rsa AAAAB3NzaC1yc2E= me@here'\n", ssh.PUBLIC_LINE),
        (b'command="x",no-pty ssh-ed25519 AAAAC3NzaC1lZDI1 me\n', ssh.PUBLIC_LINE),
        (b"An ssh-rsa key begins with AAAA\n", ssh.UNRECOGNIZED),
        (b"ssh-rsa-cert-v01@openssh.com AAAA me\n", ssh.SSH_CERTIFICATE),
        (b'---- BEGIN SSH2 PUBLIC KEY ----\nComment: "me"\nAAAA\n', ssh.PUBLIC_RFC4716),
        (block("PUBLIC KEY"), ssh.PUBLIC_PEM),
        (block("RSA PUBLIC KEY"), ssh.PUBLIC_PEM),
        (block("CERTIFICATE"), ssh.X509),
        (b"\x30\x82\x04\xa4\x02\x01\x00\x02\x82\x01\x01\xff", ssh.DER),
        (RSA.decode().encode("utf-16"), ssh.UTF16),
        (RSA.decode().encode("utf-16-be"), ssh.UTF16),
        (b"", ssh.EMPTY),
        (b" \r\n\t\n", ssh.EMPTY),
        (b'{"key": "none"}', ssh.UNRECOGNIZED),
        (block("PGP PRIVATE KEY BLOCK"), ssh.UNRECOGNIZED),
    ],
)
def test_recognizes_the_format(content: bytes, form: Format) -> None:
    assert read_text(content).form is form


@pytest.mark.parametrize(
    ("content", "damages"),
    [
        (RSA, []),
        (CURVE + block("EC PRIVATE KEY"), []),
        (RSA.replace(b"\n", b"\r\n"), [key_damage.WINDOWS_LINE_ENDINGS]),
        (RSA.replace(b"\n", b"\r"), [key_damage.MAC_LINE_ENDINGS]),
        (b"\xef\xbb\xbf" + RSA, [key_damage.BYTE_ORDER_MARK]),
        (RSA[:-1], [key_damage.NO_FINAL_NEWLINE]),
        (RSA.replace(b"\n", b" \n"), [key_damage.TRAILING_SPACES]),
        (b"\n" + RSA, [key_damage.TEXT_BEFORE]),
        (CURVE + RSA, [key_damage.SEVERAL_BLOCKS, key_damage.TEXT_BEFORE]),
        (RSA + b"my key\n", [key_damage.TEXT_AFTER]),
        (RSA + RSA, [key_damage.SEVERAL_BLOCKS, key_damage.TEXT_AFTER]),
        (b" " + RSA, [key_damage.INDENTED]),
        (RSA.replace(b"-----\n", b"-----\n\n", 1), [key_damage.BLANK_LINES]),
        (b"'" + RSA + b"'", [key_damage.QUOTED]),
        (RSA.replace(b"\n", b"\\n"), [key_damage.LITERAL_NEWLINES]),
        (RSA.replace(b"\n", b"\\r\\n"), [key_damage.LITERAL_NEWLINES]),
        (RSA.replace(b"\n", b"\\\\n"), [key_damage.LITERAL_NEWLINES]),
        (b"```\n" + RSA + b"```\n", [key_damage.TEXT_BEFORE, key_damage.TEXT_AFTER]),
        (b"Key: C:\\new\n" + RSA, [key_damage.TEXT_BEFORE]),
        (b'"' + RSA + b'"\n', [key_damage.QUOTED]),
        (RSA.replace(b"KEY-----\n", b"KEY-----\nProc-Type: 4,ENCRYPTED\n\n", 1), [key_damage.MANGLED_BODY]),
        (RSA.replace(b"\n", b" "), [key_damage.NO_FINAL_NEWLINE, key_damage.ONE_LINE]),
        (RSA.replace(b"-----", b"----"), [key_damage.BROKEN_MARKERS]),
        (RSA.replace(b"-----", "——".encode()), [key_damage.BROKEN_MARKERS]),
        (RSA[: RSA.index(b"-----END")], [key_damage.BROKEN_MARKERS]),
        (RSA.replace(b"END RSA", b"END"), [key_damage.BROKEN_MARKERS]),
        (RSA.replace(b"AAEC", b"!AEC"), [key_damage.MANGLED_BODY]),
    ],
)
def test_detects_each_damage(content: bytes, damages: list[Damage]) -> None:
    assert list(read_text(content).damages) == damages


@pytest.mark.parametrize(
    "content",
    [
        RSA.replace(b"\n", b"\r\n"),
        b"  " + RSA.replace(b"\n", b"\n  "),
        RSA.replace(b"\n", b""),
        RSA.replace(b"\n", b"\\n"),
        b'"' + RSA + b'"',
    ],
)
def test_decodes_the_body_despite_damaged_lines(content: bytes) -> None:
    assert read_text(content).body == bytes(range(150))


@pytest.mark.parametrize(
    ("content", "encrypted"),
    [
        (RSA, False),
        (block("ENCRYPTED PRIVATE KEY"), True),
        (RSA.replace(b"KEY-----\n", b"KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n", 1), True),
        (block("OPENSSH PRIVATE KEY"), None),
        (RSA[: RSA.index(b"-----END")], None),
        (b"ssh-rsa AAAA", None),
    ],
)
def test_detects_encryption_from_the_lines(content: bytes, encrypted: bool | None) -> None:  # noqa: FBT001 - a column of the table
    assert read_text(content).encrypted is encrypted


def test_an_encryption_header_is_not_damage() -> None:
    header = b"KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0123456789ABCDEF\n\n"
    text = read_text(RSA.replace(b"KEY-----\n", header, 1))
    assert text.damages == ()
    assert text.body == bytes(range(150))


@pytest.mark.parametrize(("times", "form"), [(1, ssh.BASE64), (3, ssh.BASE64), (4, ssh.UNRECOGNIZED)])
def test_recognizes_a_key_that_was_encoded_up_to_three_times(times: int, form: Format) -> None:
    content = RSA
    for _ in range(times):
        content = base64.b64encode(content)
    assert read_text(content).form is form


@pytest.mark.parametrize("label", ["PUBLIC KEY", "RSA PUBLIC KEY"])
def test_does_not_judge_the_text_of_a_public_key(label: str) -> None:
    text = read_text(block(label).rstrip(b"\n"))
    assert (text.damages, text.encrypted, text.body) == ((), None, None)


def test_does_not_judge_the_text_of_a_key_in_ssh_com_format() -> None:
    text = read_text(b"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nP2/=")
    assert (text.damages, text.encrypted, text.body) == ((), None, None)


def test_repr_does_not_show_the_body() -> None:
    assert "body" not in repr(read_text(RSA))


PARTS = [RSA, BODY, b"-----BEGIN ", b"-----END ", b"RSA PRIVATE KEY-----", b"\r", b"\n", b" ", b"'", b"\\n", b"\0"]


@given(st.one_of(st.binary(), st.lists(st.sampled_from(PARTS), max_size=8).map(b"".join)))
def test_every_content_has_a_format(content: bytes) -> None:
    text = read_text(content)
    assert text.form in ssh.FORMATS
    assert len(set(text.damages)) == len(text.damages)
