"""The check never passes a file that ssh-keygen rejects."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa, x25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks.connection.connection import Connection
from checks.engine.model import Outcome, Result, Verdict
from checks.engine.runner import run
from checks.facts import ssh
from checks.settings.settings import Settings
from checks.ssh_key_format import ssh_key_format

KEYGEN = shutil.which("ssh-keygen") or ""
needs_keygen = pytest.mark.skipif(not KEYGEN, reason="ssh-keygen is not installed")

RunCheck = Callable[..., Result]
Keys = dict[str, bytes]

TRADITIONAL, PKCS8, OPENSSH = PrivateFormat.TraditionalOpenSSL, PrivateFormat.PKCS8, PrivateFormat.OpenSSH
UNENCRYPTED = NoEncryption()
ENCRYPTED = BestAvailableEncryption(b"a passphrase")


def check_file(path: Path) -> Result:
    connection = Connection(Settings(ssh_key=path))
    (result,) = run([ssh_key_format], connection)
    connection.close()
    return result


def openssh_accepts(path: Path) -> bool:
    command = [KEYGEN, "-y", "-P", "", "-f", str(path)]
    # S603: the program is ssh-keygen, and the test has just write_key the file.
    process = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return process.returncode == 0


def write_key(folder: Path, content: bytes, mode: int = 0o600) -> Path:
    path = folder / "key"
    path.unlink(missing_ok=True)
    path.write_bytes(content)
    path.chmod(mode)
    return path


@pytest.fixture
def check_key(tmp_path: Path) -> RunCheck:
    return lambda content, mode=0o600: check_file(write_key(tmp_path, content, mode))


@pytest.fixture(scope="session")
def keys() -> Keys:
    def text(key: object, form: PrivateFormat = TRADITIONAL, lock: KeySerializationEncryption = UNENCRYPTED) -> bytes:
        return key.private_bytes(Encoding.PEM, form, lock)

    large, small = (rsa.generate_private_key(65537, bits) for bits in (3072, 2048))
    curve, edwards = ec.generate_private_key(ec.SECP256R1()), ed25519.Ed25519PrivateKey.generate()
    return {
        "RSA, PKCS#1": text(large),
        "RSA, PKCS#8": text(large, PKCS8),
        "RSA, OpenSSH": text(large, OPENSSH),
        "RSA 2048": text(small),
        "RSA, exponent 3": text(rsa.generate_private_key(3, 2048)),
        "ECDSA, SEC 1": text(curve),
        "ECDSA, PKCS#8": text(curve, PKCS8),
        "ECDSA, OpenSSH": text(curve, OPENSSH),
        "ECDSA P-521": text(ec.generate_private_key(ec.SECP521R1())),
        "Ed25519, OpenSSH": text(edwards, OPENSSH),
        "RSA, PKCS#1, encrypted": text(large, TRADITIONAL, ENCRYPTED),
        "RSA, PKCS#8, encrypted": text(large, PKCS8, ENCRYPTED),
        "ECDSA, SEC 1, encrypted": text(curve, TRADITIONAL, ENCRYPTED),
        "Ed25519, PKCS#8": text(edwards, PKCS8),
        "RSA 1024": text(rsa.generate_private_key(65537, 1024)),  # noqa: S505 - a key that is too short
        "secp256k1": text(ec.generate_private_key(ec.SECP256K1())),
        "Ed448": text(ed448.Ed448PrivateKey.generate(), PKCS8),
        "X25519": text(x25519.X25519PrivateKey.generate(), PKCS8),
        "DER": large.private_bytes(Encoding.DER, PKCS8, UNENCRYPTED),
        "public line": large.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH),
        "public PEM": large.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        "PuTTY": b"PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nComment: c\nPublic-Lines: 6\n",
        "empty": b"",
        "a page": b"<!doctype html><title>Sign in</title>",
    }


PASS, FAIL, UNKNOWN = Outcome.PASSED, Outcome.FAILED, Outcome.UNKNOWN
EXPECTED = {
    "RSA, PKCS#1": PASS,
    "RSA, PKCS#8": PASS,
    "RSA, OpenSSH": PASS,
    "RSA 2048": PASS,
    "RSA, exponent 3": PASS,
    "ECDSA, SEC 1": PASS,
    "ECDSA, PKCS#8": PASS,
    "ECDSA, OpenSSH": PASS,
    "ECDSA P-521": PASS,
    "Ed25519, OpenSSH": PASS,
    "RSA, PKCS#1, encrypted": UNKNOWN,
    "RSA, PKCS#8, encrypted": UNKNOWN,
    "ECDSA, SEC 1, encrypted": UNKNOWN,
    "Ed25519, PKCS#8": FAIL,
    "RSA 1024": FAIL,
    "secp256k1": FAIL,
    "Ed448": FAIL,
    "X25519": FAIL,
    "DER": FAIL,
    "public line": FAIL,
    "public PEM": FAIL,
    "PuTTY": FAIL,
    "empty": FAIL,
    "a page": FAIL,
}


@pytest.mark.parametrize("name", EXPECTED)
def test_each_kind_of_file_has_the_expected_outcome(keys: Keys, check_key: RunCheck, name: str) -> None:
    assert check_key(keys[name]).outcome is EXPECTED[name]


@needs_keygen
@pytest.mark.parametrize("name", [name for name, outcome in EXPECTED.items() if outcome is PASS])
def test_openssh_accepts_every_kind_of_file_that_passes(keys: Keys, tmp_path: Path, name: str) -> None:
    assert openssh_accepts(write_key(tmp_path, keys[name]))


def test_the_documented_format_causes_no_advice(keys: Keys, check_key: RunCheck) -> None:
    result = check_key(keys["RSA, PKCS#1"])
    assert [finding.verdict for finding in result.findings] == [Verdict.PASSED] * 5


@pytest.mark.parametrize(
    ("name", "subjects"),
    [
        ("RSA, PKCS#8", ["file format"]),
        ("RSA 2048", ["key size"]),
        ("RSA, exponent 3", ["key size", "public exponent"]),
        ("Ed25519, OpenSSH", ["file format", "key type"]),
    ],
)
def test_an_undocumented_format_that_openssh_accepts_is_advice(
    keys: Keys, check_key: RunCheck, name: str, subjects: list[str]
) -> None:
    assert [finding.subject for finding in check_key(keys[name]).of(Verdict.ADVICE)] == subjects


def test_only_a_convertible_key_gets_the_conversion_command_as_its_fix(keys: Keys, check_key: RunCheck) -> None:
    def fixes(name: str) -> str:
        return " ".join(finding.fix for finding in check_key(keys[name]).findings)

    assert ssh.REWRITE.text in fixes("RSA, OpenSSH")
    assert ssh.REWRITE.text not in fixes("Ed25519, OpenSSH")


@pytest.mark.skipif(os.name != "posix", reason="only POSIX has permission bits")
@pytest.mark.parametrize(("mode", "advised"), [(0o600, False), (0o400, False), (0o640, True), (0o604, True)])
def test_a_key_that_other_users_can_read_is_advice(keys: Keys, check_key: RunCheck, mode: int, advised: bool) -> None:  # noqa: FBT001 - a column of the table
    result = check_key(keys["Ed25519, OpenSSH"], mode)
    assert result.outcome is PASS
    assert ("file permissions" in [finding.subject for finding in result.findings]) is advised


def test_every_failure_has_a_fix(keys: Keys, check_key: RunCheck) -> None:
    for name, outcome in EXPECTED.items():
        if outcome is FAIL:
            assert all(finding.fix for finding in check_key(keys[name]).of(Verdict.FAILED)), name


def lines(change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    return lambda key: b"".join(change(line) for line in key.splitlines(keepends=True))


def body_on_one_line(key: bytes) -> bytes:
    first, *body, last = key.splitlines()
    return b"\n".join((first, b"".join(body), last, b""))


def without_line(key: bytes) -> bytes:
    first, second, *rest = key.splitlines(keepends=True)
    return b"".join((first, second, *rest[1:]))


CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "untouched": lambda key: key,
    "Windows line ends": lambda key: key.replace(b"\n", b"\r\n"),
    "carriage returns": lambda key: key.replace(b"\n", b"\r"),
    "byte order mark": lambda key: b"\xef\xbb\xbf" + key,
    "UTF-16": lambda key: key.decode().encode("utf-16"),
    "UTF-16 without a mark": lambda key: key.decode().encode("utf-16-le"),
    "no final newline": lambda key: key.rstrip(b"\n"),
    "trailing spaces": lambda key: key.replace(b"\n", b" \n"),
    "empty first line": lambda key: b"\n" + key,
    "text first": lambda key: b"my key\n" + key,
    "public line first": lambda key: b"ssh-rsa AAAA me\n" + key,
    "one leading space": lambda key: b" " + key,
    "indented": lines(lambda line: b"  " + line),
    "body indented": lines(lambda line: line if b"-" in line else b" " + line),
    "text after": lambda key: key + b"that was my key\n",
    "text on the END line": lambda key: key.rstrip(b"\n") + b" # my key\n",
    "on one line": lambda key: key.replace(b"\n", b""),
    "spaces for newlines": lambda key: key.replace(b"\n", b" "),
    "in quotes": lambda key: b'"' + key.rstrip(b"\n") + b'"\n',
    "in a Markdown block": lambda key: b"```\n" + key + b"```\n",
    "escaped Windows line ends": lambda key: key.replace(b"\n", b"\\r\\n"),
    "one quote": lambda key: b'"' + key,
    "body on one line": body_on_one_line,
    "escaped newlines": lambda key: key.replace(b"\n", b"\\n"),
    "cut in half": lambda key: key[: len(key) // 2],
    "no END": lambda key: key[: key.index(b"-----END")],
    "no BEGIN": lambda key: key.split(b"\n", 1)[1],
    "four dashes": lambda key: key.replace(b"-----", b"----"),
    "long dashes": lambda key: key.replace(b"-----", "——".encode()),
    "a missing line": without_line,
    "an empty line": lambda key: key.replace(b"\n", b"\n\n", 2),
    "an invalid character": lambda key: key[:100] + b"!" + key[101:],
    "a byte changed": lambda key: key[:200] + (b"A" if key[200:201] != b"A" else b"B") + key[201:],
    "twice": lambda key: key + key,
    "another label": lambda key: key.replace(b"RSA PRIVATE", b"PRIVATE"),
    "RSA label": lambda key: key.replace(b" PRIVATE", b" RSA PRIVATE").replace(b"RSA RSA", b"RSA"),
    "a certificate after": lambda key: key + b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
}

STRICTER = {
    "body indented": ("ECDSA, SEC 1", "the indentation shows that the key was edited, which OpenSSL doesn't check"),
    "an empty line": (
        "Ed25519, OpenSSH",
        "PEM forbids an empty line, and the OpenSSH format accepts it only by chance",
    ),
    "a byte changed": ("RSA, PKCS#1", "ssh-keygen doesn't verify that the numbers of an RSA key are consistent"),
    "twice": ("ECDSA, SEC 1", "programs differ in which of the two keys they use"),
    "RSA label": ("RSA, PKCS#8", "the label contradicts the content, and OpenSSL reads only one of them"),
}
"""Changes that the check fails on purpose although ssh-keygen accepts them: an example key format, and the reason."""


@needs_keygen
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("form", ["ECDSA, SEC 1", "ECDSA, PKCS#8", "Ed25519, OpenSSH"])
def test_a_damaged_key_has_the_same_result_as_in_openssh(keys: Keys, tmp_path: Path, form: str, change: str) -> None:
    path = write_key(tmp_path, CHANGES[change](keys[form]))
    passes, accepted = check_file(path).outcome is PASS, openssh_accepts(path)
    assert accepted or not passes
    assert passes == accepted or change in STRICTER


@needs_keygen
@pytest.mark.parametrize("change", STRICTER)
def test_the_check_is_stricter_than_openssh_for_the_listed_changes(keys: Keys, tmp_path: Path, change: str) -> None:
    form, _why = STRICTER[change]
    path = write_key(tmp_path, CHANGES[change](keys[form]))
    assert openssh_accepts(path)
    assert check_file(path).outcome is FAIL


EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("cut"), st.integers(0, 4000), st.integers(1, 80)),
        st.tuples(st.just("put"), st.integers(0, 4000), st.text("\r\n\t -AZ=+/\\\"':,x0—", max_size=6)),
        st.tuples(st.just("all"), st.sampled_from(["\n", "-----", "KEY", "A"]), st.text("\r\n -A", max_size=3)),
    ),
    min_size=1,
    max_size=3,
)


def edited(key: bytes, edits: list[tuple[str, object, object]]) -> bytes:
    for edit in edits:
        match edit:
            case ("cut", int(at), int(length)):
                at %= len(key) + 1
                key = key[:at] + key[at + length :]
            case ("put", int(at), str(text)):
                at %= len(key) + 1
                key = key[:at] + text.encode() + key[at:]
            case ("all", str(old), str(new)):
                key = key.replace(old.encode(), new.encode())
    return key


@needs_keygen
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(form=st.sampled_from(["ECDSA, SEC 1", "ECDSA, PKCS#8", "ECDSA, OpenSSH", "Ed25519, OpenSSH"]), edits=EDITS)
def test_no_edited_key_passes_that_openssh_rejects(
    keys: Keys, tmp_path: Path, form: str, edits: list[tuple[str, object, object]]
) -> None:
    path = write_key(tmp_path, edited(keys[form], edits))
    if check_file(path).outcome is PASS:
        assert openssh_accepts(path)
