"""Check: no passphrase locks the SSH key."""

from collections.abc import Iterator

from checks.connection.connection import Connection
from checks.engine.model import Finding, NotApplicable, Step, check, failed, passed, unknown
from checks.facts import ssh


@check(Step.SSH_KEY, reads=(ssh.KEY_FILE,))
def ssh_key_passphrase(connection: Connection) -> Iterator[Finding]:
    """The SSH key has no passphrase.

    HCP Terraform can use no key with a passphrase: nobody is there to type it when a submodule is cloned.
    Whether a key is locked stands in the clear in its file; nothing is tried on it.
    """
    key = connection.key_file()
    if not key.form.private:
        raise NotApplicable(f"The file is no private key that can be read: it is {key.form.text}.")
    subject, expected = "passphrase", "none"
    if key.encrypted is None:
        yield unknown(subject, expected, "the file does not tell", "Mend its format first.")
    elif key.encrypted:
        fix = f"Take it away with `{ssh.REWRITE.text}`, or make a new key with `{ssh.KEYGEN.text}`."
        yield failed(subject, expected, "a passphrase locks the key", fix)
    else:
        yield passed(subject, expected, "none")
