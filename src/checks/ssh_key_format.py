"""Check: the SSH key file is whole and of a kind that serves."""

from collections.abc import Iterator

from checks.connection.connection import Connection
from checks.engine.model import Finding, Step, advice, check, failed, passed, unknown
from checks.facts import ssh
from checks.facts.ssh import Standing
from checks.files.key_file import KeyFile

_ALGORITHMS = {name: algorithm for algorithm in ssh.ALGORITHMS for name in algorithm.names}
_NEW_KEY = f"Make a new key with `{ssh.KEYGEN.text}`."


@check(Step.SSH_KEY, reads=(ssh.KEY_FILE,))
def ssh_key_format(connection: Connection) -> Iterator[Finding]:
    """The SSH key file is whole and of a kind that serves.

    HashiCorp asks for an RSA key in PEM form. A key that an editor or a text field has bent on its way still
    looks like one, and the clone of a submodule fails later. This looks at the file alone: the key that HCP
    Terraform holds cannot be read back.
    """
    key = connection.key_file()
    expected = "an RSA private key in PEM form"
    if key.form.standing is Standing.REFUSED:
        yield failed("kind of file", expected, key.form.text, key.form.fix)
        return
    if key.form.standing is Standing.DOCUMENTED:
        yield passed("kind of file", expected, key.form.text)
    else:
        # ssh-keygen rewrites only RSA keys into the documented form.
        fix = key.form.fix if key.algorithm in ssh.RSA.names else ""
        yield advice("kind of file", expected, f"{key.form.text}; OpenSSH reads it", fix)
    yield from _text(key)
    yield from _type(key)
    yield from _numbers(key)
    if key.mode is not None and key.mode & 0o077:
        fix = "Run `chmod 600` on it: ssh refuses a key that others may read."
        yield advice("mode of the file", "0600", f"{key.mode:04o}", fix)


def _text(key: KeyFile) -> Iterator[Finding]:
    for damage in key.damages:
        say = failed if damage.is_fatal(key.form) else advice
        yield say("text of the file", "as ssh-keygen wrote it", f"it {damage.text}", damage.fix)
    if not key.damages:
        yield passed("text of the file", "as ssh-keygen wrote it", "lines and markers are whole")


def _type(key: KeyFile) -> Iterator[Finding]:
    subject, expected = "type of the key", "RSA"
    if key.algorithm is None:
        yield unknown(subject, expected, *_hidden(key))
        return
    algorithm = _ALGORITHMS.get(key.algorithm)
    name = algorithm.text if algorithm else key.algorithm
    if not algorithm or algorithm.standing is Standing.REFUSED:
        yield failed(subject, expected, f"{name}, which OpenSSH or HCP Terraform cannot use", _NEW_KEY)
    elif key.form not in algorithm.formats:
        yield failed(subject, expected, f"{name}, which OpenSSH does not read in this form", _NEW_KEY)
    elif algorithm.standing is Standing.DOCUMENTED:
        yield passed(subject, expected, name)
    else:
        fix = f"If a clone fails, take the documented type. {_NEW_KEY}"
        yield advice(subject, expected, f"{name}, which HashiCorp does not document", fix)


def _numbers(key: KeyFile) -> Iterator[Finding]:
    if key.algorithm in ssh.RSA.names:
        yield _size(key)
    if key.exponent not in (None, ssh.RSA_EXPONENT.number):
        yield advice("public exponent", str(ssh.RSA_EXPONENT.number), str(key.exponent), _NEW_KEY)
    subject, expected = "numbers of the key", "belong together"
    if key.intact:
        yield passed(subject, expected, "they do")
    elif key.intact is None:
        yield unknown(subject, expected, *_hidden(key))
    else:
        fix = f"Copy the original file again. Where that does not help: make a new key with `{ssh.KEYGEN.text}`."
        yield failed(subject, expected, "they do not, or their structure is broken", fix)


def _hidden(key: KeyFile) -> tuple[str, str]:
    """Return why something of the key cannot be seen, and what to do about it."""
    if key.encrypted:
        return "a passphrase locks it", "Take the passphrase away, then ask again."
    return "it cannot be read", "Mend the rest, then ask again."


def _size(key: KeyFile) -> Finding:
    subject, expected, bits = "size of the key", f"at least {ssh.RSA_LEAST.number} bits", key.bits
    if bits is None:
        return unknown(subject, expected, *_hidden(key))
    if bits < ssh.RSA_LEAST.number:
        return failed(subject, expected, f"{bits} bits, which Bitbucket refuses", _NEW_KEY)
    if bits < ssh.RSA_ADVISED.number:
        seen = f"{bits} bits; ssh-keygen makes {ssh.RSA_ADVISED.number} by itself today"
        return advice(subject, expected, seen, f"It serves. Make the next one with `{ssh.KEYGEN.text}`.")
    return passed(subject, expected, f"{bits} bits")
