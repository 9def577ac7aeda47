import base64
import shutil
import subprocess

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_ssh_private_key

from checks.sandbox import keys


def test_generates_the_key_only_once():
    assert keys.service_key() is keys.service_key()
    assert keys.service_key() is not keys.rsa_key("another", 3072)


def test_all_formats_contain_the_same_key():
    key = keys.service_key()
    assert key.key_size == 3072
    loaded = [load_pem_private_key(keys.pem(key), None), load_ssh_private_key(keys.openssh(key), None)]
    assert [keys.public_line(one) for one in loaded] == [keys.public_line(key)] * 2
    assert keys.pem(key).startswith(b"-----BEGIN RSA PRIVATE KEY-----\n")


def test_generates_an_ed25519_key_only_once_and_in_openssh_format():
    key = keys.ed25519_key("one")
    assert keys.ed25519_key("one") is key
    assert load_ssh_private_key(keys.openssh(key), None).public_key() == key.public_key()
    assert keys.public_line(key).startswith("ssh-ed25519 ")


def test_encrypts_the_key_with_a_passphrase():
    locked = keys.pem(keys.service_key(), passphrase=b"terraform")
    with pytest.raises(TypeError, match="Password was not given"):
        load_pem_private_key(locked, None)
    assert load_pem_private_key(locked, b"terraform")


def test_fingerprint_matches_the_vendors_example():
    line = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKqP3Cr632C2dNhhgKVcon4ldUSAeKiku2yP9O9/bDtY"
    assert keys.fingerprint(line) == "w9tZSiFoZ8oXwS4ZSWrJopGxwvnPIewA6Mo4owAHPrI"


def test_putty_format_contains_the_line_count_of_each_key():
    lines = keys.putty(keys.service_key()).decode().split("\r\n")
    assert lines[0] == "PuTTY-User-Key-File-3: ssh-rsa"
    counts = {name: int(count) for name, _, count in (line.partition("-Lines: ") for line in lines) if count}
    start = 4
    assert base64.b64decode("".join(lines[start : start + counts["Public"]]))[:11] == b"\0\0\0\x07ssh-rsa"
    assert lines[start + counts["Public"] + 1 + counts["Private"]].startswith("Private-MAC: ")


@pytest.mark.skipif(not shutil.which("puttygen"), reason="puttygen is not installed")
def test_puttygen_reads_the_putty_format(tmp_path):
    file = tmp_path / "key.ppk"
    file.write_bytes(keys.putty(keys.service_key()))
    command = ["puttygen", str(file), "-O", "public-openssh"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split()[:2] == keys.public_line(keys.service_key()).split()[:2]
