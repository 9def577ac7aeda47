"""Check: the SSH key has no passphrase."""

from collections.abc import Iterator

from checks.connection.connection import Connection
from checks.engine.model import Finding, NotApplicable, Step, check, failed, passed, unknown
from checks.facts import ssh
from checks.facts.ssh import Support


@check(Step.SSH_KEY, reads=(ssh.KEY_FILE,))
def ssh_key_passphrase(connection: Connection) -> Iterator[Finding]:
    """The SSH key has no passphrase.

    HCP Terraform can't use a key with a passphrase, because the passphrase can't be entered when a submodule is cloned.
    The file shows whether the key has a passphrase, so this check doesn't try one.
    """
    key = connection.key_file()
    if not key.form.private:
        raise NotApplicable(f"The file isn't a readable private key: it is {key.form.text}.")
    subject, expected = "passphrase", "none"
    if key.encrypted is None:
        yield unknown(subject, expected, "not shown by the file", "Fix its format first.")
    elif key.encrypted:
        # ssh-keygen can't change a key that OpenSSH doesn't read.
        remove = "" if key.form.support is Support.REFUSED else f"Remove it with `{ssh.REWRITE.text}`, or "
        fix = f"{remove}create a new key with `{ssh.KEYGEN.text}`."
        yield failed(subject, expected, "the key has a passphrase", fix[0].upper() + fix[1:])
    else:
        yield passed(subject, expected, "none")
