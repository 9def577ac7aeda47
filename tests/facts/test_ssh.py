import base64
import hashlib
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from checks.facts import ssh
from checks.facts.fact import Text

KEYGEN = shutil.which("ssh-keygen")
needs_keygen = pytest.mark.skipif(not KEYGEN, reason="ssh-keygen isn't installed")


def execute(command: Text, folder: Path, *more: str) -> None:
    subprocess.run([*shlex.split(command.text), *more], check=True, cwd=folder, stdin=subprocess.DEVNULL)


@needs_keygen
def test_generates_the_documented_key_without_a_passphrase(tmp_path: Path) -> None:
    execute(ssh.KEYGEN, tmp_path, "-q")
    text = (tmp_path / "service_terraform").read_text()
    (label,) = ssh.PKCS1.labels
    assert text.startswith(f"-----BEGIN {label}-----\n")
    assert "ENCRYPTED" not in text
    assert (tmp_path / "service_terraform.pub").read_text().startswith(ssh.RSA.names[0])


@needs_keygen
def test_removes_a_passphrase_and_converts_to_the_documented_format(tmp_path: Path) -> None:
    options = ["-q", "-t", "rsa", "-b", "2048", "-N", "a passphrase", "-f", "service_terraform"]
    subprocess.run([str(KEYGEN), *options], check=True, cwd=tmp_path, stdin=subprocess.DEVNULL)
    execute(ssh.REWRITE, tmp_path, "-P", "a passphrase")
    text = (tmp_path / "service_terraform").read_text()
    assert text.startswith(f"-----BEGIN {ssh.PKCS1.labels[0]}-----\n")
    assert "ENCRYPTED" not in text


def test_each_label_belongs_to_one_format() -> None:
    labels = [label for form in ssh.FORMATS for label in form.labels]
    assert len(set(labels)) == len(labels)


def test_every_format_except_the_documented_one_has_a_fix() -> None:
    assert [form for form in ssh.FORMATS if not form.fix] == [ssh.PKCS1]


def test_key_types_use_exactly_the_supported_formats() -> None:
    supported = {form.text for algorithm in ssh.ALGORITHMS for form in algorithm.formats}
    assert supported == {form.text for form in ssh.FORMATS if form.support is not ssh.Support.REFUSED}


@pytest.mark.parametrize(
    ("published", "fingerprint"),
    [
        ("AAAAC3NzaC1lZDI1NTE5AAAAIIazEu89wgQZ4bqs3d63QSMzYVa0MuJ2e2gKTKqu+UUO", ssh.HOST_KEY_ED25519),
        (
            (
                "AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBPIQmuzMBuKdWeF4+a2sjSSpBK0iqitSQ+5B"
                "M9KhpexuGt20JpTVM7u5BDZngncgrqDMbWdxMWWOGtZ9UgbqgZE="
            ),
            ssh.HOST_KEY_ECDSA,
        ),
    ],
)
def test_a_fingerprint_matches_the_published_host_key(published: str, fingerprint: Text) -> None:
    digest = hashlib.sha256(base64.b64decode(published)).digest()
    assert fingerprint.text == "SHA256:" + base64.b64encode(digest).decode().rstrip("=")
