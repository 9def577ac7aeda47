"""Check: the public half of the SSH key is on the service account."""

from collections.abc import Iterator

from checks.bitbucket_token import bitbucket_token
from checks.clients.errors import ReadError
from checks.connection.connection import Connection
from checks.engine.account_guard import about_account
from checks.engine.model import Finding, Step, advice, check, failed, passed, unknown
from checks.facts import bitbucket, ssh, terraform
from checks.facts.credentials import Credential
from checks.ssh_key_format import ssh_key_format

ADD = "As that account open Personal Bitbucket settings, SSH keys, Add key, and paste"
SCOPE = bitbucket.DEPLOY_KEYS.permission
LOOKED_AT = 20
"""Repositories whose access keys are looked at: it only explains what is wrong anyway, and each costs a request."""


@check(
    Step.SSH_KEY,
    reads=(ssh.KEY_FILE, bitbucket.USER, bitbucket.SSH_KEYS),
    also_reads=(*terraform.IN_USE, bitbucket.DEPLOY_KEYS),
    after=(ssh_key_format, bitbucket_token),
)
def ssh_key_on_account(connection: Connection) -> Iterator[Finding]:
    """The public half of the SSH key is on the service account.

    Bitbucket recognizes HCP Terraform by it when submodules are cloned. A key that is only an access key of one
    repository opens that repository and no submodule beside it.
    """
    yield from about_account(connection, _looked_up(connection))


def _looked_up(connection: Connection) -> Iterator[Finding]:
    key, account = connection.key_file(), connection.account()
    expected = f"on the account {account.shown}"
    if key.public_line is None:
        yield unknown("key", expected, "the public half cannot be read from the file", "Mend the file first.")
        return
    subject = f"key {key.fingerprint}"
    keys = connection.account_keys()
    held = [other for other in keys if other.line == key.public_line]
    if not held:
        keys.all()  # one that cannot be read may be this one
        where = "not there" + _elsewhere(connection, key.public_line)
        yield failed(subject, expected, where, f"{ADD} the public half.")
    for other in held:
        if other.expires and other.expires <= connection.now:
            fix = f"{ADD} the public half of a new key, and give its private half to the provider."
            yield failed(subject, expected, f"it expired on {other.expires:%d %B %Y}", fix)
        else:
            yield passed(subject, expected, f"there, as {other.label}" if other.label else "there")
            if other.expires:
                yield advice(
                    subject,
                    "stays valid",
                    f"expires on {other.expires:%d %B %Y}",
                    "Replace it before that day.",
                )


def _elsewhere(connection: Connection, line: str) -> str:
    """Return where else the key is, as far as the token's scopes allow to look."""
    if SCOPE not in (connection.account().scopes or ()):
        return f"; access keys of repositories were not looked at, for the token is not shown to have {SCOPE}"
    if Credential.TERRAFORM_TOKEN not in connection.credentials:
        return ""
    try:
        repositories = connection.repositories()
    except (ReadError, LookupError):
        return ""
    for reading in connection.each("access keys", connection.deploy_keys, repositories[:LOOKED_AT]):
        if not reading.error and any(other.line == line for other in reading.value):
            return f"; it is only an access key of {reading.subject}"
    rest = len(repositories) - LOOKED_AT
    return f"; access keys of {rest:,} more repositories were not looked at" if rest > 0 else ""
