"""Check: the SSH key file is complete and has a format that works."""

from collections.abc import Iterator
from dataclasses import replace

from checks.connection.connection import Connection
from checks.engine.model import Finding, Step, advice, check, failed, passed, unknown
from checks.facts import messages, ssh
from checks.facts.guide_sections import NEW_KEY, of_message
from checks.facts.ssh import Support
from checks.files.key_file import KeyFile

_ALGORITHMS = {name: algorithm for algorithm in ssh.ALGORITHMS for name in algorithm.names}
_NEW_KEY = f"Create a new key with `{ssh.KEYGEN.text}`."


@check(Step.SSH_KEY, reads=(ssh.KEY_FILE,))
def ssh_key_format(connection: Connection) -> Iterator[Finding]:
    """The SSH key file is complete and has a format that works.

    HashiCorp asks for an RSA key in PEM format. A key that an editor or a text field has damaged still looks like a
    key, and cloning a submodule fails later. This check reads only the file, because HCP Terraform never shows the key
    that it stores.
    """
    key = connection.key_file()
    expected = "an RSA private key in PEM format"
    if key.form.support is Support.REFUSED:
        yield failed("file format", expected, key.form.text, key.form.fix)
        return
    if key.form.support is Support.DOCUMENTED:
        yield passed("file format", expected, key.form.text)
    else:
        # ssh-keygen converts only RSA keys to the documented format.
        fix = key.form.fix if key.algorithm in ssh.RSA.names else ""
        yield advice("file format", expected, f"{key.form.text}; OpenSSH reads it", fix)
    yield from _text(key)
    yield from _type(key)
    yield from _numbers(key)
    if key.mode is not None and key.mode & 0o077:
        fix = "Run `chmod 600` on it: ssh rejects a key that other users can read."
        yield advice("file permissions", "0600", f"{key.mode:04o}", fix)


def _text(key: KeyFile) -> Iterator[Finding]:
    for damage in key.damages:
        finding = failed if damage.is_fatal(key.form) else advice
        yield finding("file contents", "as ssh-keygen wrote them", f"it {damage.text}", damage.fix)
    if not key.damages:
        yield passed("file contents", "as ssh-keygen wrote them", "lines and markers are complete")


def _type(key: KeyFile) -> Iterator[Finding]:
    subject, expected = "key type", "RSA"
    if key.algorithm is None:
        yield _hidden(subject, expected, key)
        return
    algorithm = _ALGORITHMS.get(key.algorithm)
    name = algorithm.text if algorithm else key.algorithm
    if not algorithm or algorithm.support is Support.REFUSED:
        yield _unusable(subject, expected, f"{name}, which OpenSSH or HCP Terraform can't use")
    elif key.form not in algorithm.formats:
        yield _unusable(subject, expected, f"{name}, which OpenSSH doesn't read in this format")
    elif algorithm.support is Support.DOCUMENTED:
        yield passed(subject, expected, name)
    else:
        fix = f"If cloning fails, use the documented type. {_NEW_KEY}"
        yield advice(subject, expected, f"{name}, which HashiCorp doesn't document", fix)


def _numbers(key: KeyFile) -> Iterator[Finding]:
    if key.algorithm in ssh.RSA.names:
        yield _size(key)
    if key.exponent not in (None, ssh.RSA_EXPONENT.number):
        yield advice("public exponent", str(ssh.RSA_EXPONENT.number), str(key.exponent), _NEW_KEY)
    subject, expected = "key numbers", "consistent"
    if key.intact:
        yield passed(subject, expected, "consistent")
    elif key.intact is None:
        yield _hidden(subject, expected, key)
    else:
        fix = f"Copy the original file again. If that doesn't help, create a new key with `{ssh.KEYGEN.text}`."
        yield failed(subject, expected, "inconsistent, or their structure is broken", fix)


def _unusable(subject: str, expected: str, actual: str) -> Finding:
    """Return the finding that only another key can fix."""
    return replace(failed(subject, expected, actual, _NEW_KEY), section=NEW_KEY)


def _hidden(subject: str, expected: str, key: KeyFile) -> Finding:
    """Return the finding that a property of the key can't be read."""
    if key.encrypted:
        fix = "Remove the passphrase, and then run this check again."
        found = unknown(subject, expected, "it is protected by a passphrase", fix)
        return replace(found, section=of_message(messages.INCORRECT_PASSPHRASE))
    return unknown(subject, expected, "it can't be read", "Fix the other findings, and then run this check again.")


def _size(key: KeyFile) -> Finding:
    subject, expected, bits = "key size", f"at least {ssh.RSA_LEAST.number} bits", key.bits
    if bits is None:
        return _hidden(subject, expected, key)
    if bits < ssh.RSA_LEAST.number:
        return _unusable(subject, expected, f"{bits} bits, which Bitbucket rejects")
    if bits < ssh.RSA_ADVISED.number:
        seen = f"{bits} bits; ssh-keygen uses {ssh.RSA_ADVISED.number} by default"
        return advice(subject, expected, seen, f"It works. Create the next key with `{ssh.KEYGEN.text}`.")
    return passed(subject, expected, f"{bits} bits")
