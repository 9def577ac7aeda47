"""The whole key file is encoded in base64, as in secret stores and Kubernetes Secrets."""

import base64
import textwrap
from datetime import UTC, datetime

import pytest

from checks.sandbox import keys
from checks.sandbox.healthy import healthy

PLAIN = keys.pem(keys.service_key())
ONCE = base64.b64encode(PLAIN)
CONTENTS = {
    "one line": ONCE,
    "lines of 76": "\n".join(textwrap.wrap(ONCE.decode(), 76)).encode() + b"\n",
    "lines of 64 with Windows line ends": "\r\n".join(textwrap.wrap(ONCE.decode(), 64)).encode() + b"\r\n",
    "OpenSSH format": base64.b64encode(keys.openssh(keys.service_key())),
    "with a byte order mark": b"\xef\xbb\xbf" + ONCE,
    "in quotation marks": b'"' + ONCE + b'"\n',
    "without padding": ONCE.rstrip(b"="),
    "encoded twice": base64.b64encode(ONCE),
    "PuTTY's format": base64.b64encode(keys.putty(keys.service_key())),
}


@pytest.mark.parametrize("what", CONTENTS)
def test_reports_base64_without_showing_the_key(run_command, what):
    run = run_command(healthy(datetime.now(UTC)), "ssh-key-format", key=CONTENTS[what])
    assert run.outcome("ssh-key-format") == "failed"
    assert run.says("base64")
    assert ONCE[200:240].decode() not in run.text + run.report
    assert PLAIN[200:240].decode() not in run.text + run.report


@pytest.mark.parametrize("content", [b"bm90IGEga2V5IGF0IGFsbA==", b"plain words", base64.b64encode(bytes(range(256)))])
def test_base64_of_something_else_is_not_called_a_key(run_command, content):
    run = run_command(healthy(datetime.now(UTC)), "ssh-key-format", key=content)
    assert run.outcome("ssh-key-format") == "failed"
    assert not run.says("encoded with base64")
