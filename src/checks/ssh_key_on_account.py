"""Check: the public key is on the Bitbucket account that granted access."""

from collections.abc import Iterator

from checks.bitbucket_token import bitbucket_token
from checks.clients.errors import ReadError
from checks.connection.connection import Connection
from checks.engine.account_guard import about_account
from checks.engine.model import Finding, Step, advice, check, failed, passed, unknown
from checks.facts import bitbucket, bitbucket_screens, ssh, terraform
from checks.facts.credentials import Credential
from checks.ssh_key_format import ssh_key_format

_MENU = (bitbucket_screens.PERSONAL_SETTINGS, bitbucket_screens.SSH_KEYS, bitbucket_screens.ADD_KEY)
ADD = f"As that account, open {' > '.join(label.text for label in _MENU)}, and paste"
SCOPE = bitbucket.DEPLOY_KEYS.permission
LIMIT = 20
"""The maximum number of repositories to read access keys from: they only explain a failure, at one request each."""


@check(
    Step.SSH_KEY,
    reads=(ssh.KEY_FILE, bitbucket.USER, bitbucket.SSH_KEYS),
    also_reads=(*terraform.CONNECTED, bitbucket.DEPLOY_KEYS),
    after=(ssh_key_format, bitbucket_token),
)
def ssh_key_on_account(connection: Connection) -> Iterator[Finding]:
    """The public key is on the service user.

    Bitbucket recognizes HCP Terraform by this key when it clones submodules. If the key is only an access key of one
    repository, it grants access to that repository, but not to submodules in other repositories.
    """
    yield from about_account(connection, _findings(connection))


def _findings(connection: Connection) -> Iterator[Finding]:
    key, account = connection.key_file(), connection.account()
    expected = f"on the account {account.shown}"
    if key.public_line is None:
        yield unknown("key", expected, "the public key can't be read from the file", "Fix the key file first.")
        return
    subject = f"key {key.fingerprint}"
    keys = connection.account_keys()
    matching = [other for other in keys if other.line == key.public_line]
    if not matching:
        keys.all()  # an unreadable key could be this key
        actual = "not there" + _elsewhere(connection, key.public_line)
        yield failed(subject, expected, actual, f"{ADD} the public key.")
    for other in matching:
        if other.expires and other.expires <= connection.now:
            fix = f"{ADD} a new public key, and add its private key to the VCS provider."
            yield failed(subject, expected, f"it expired on {other.expires:%d %B %Y}", fix)
        else:
            yield passed(subject, expected, f"there, as {other.label}" if other.label else "there")
            if other.expires:
                yield advice(
                    subject, "stays valid", f"expires on {other.expires:%d %B %Y}", "Replace it before that day."
                )


def _elsewhere(connection: Connection, line: str) -> str:
    """Return the repository that has the key as an access key, and which access keys were not read."""
    if SCOPE not in (connection.account().scopes or ()):
        return f"; access keys of repositories were not read, because the API token isn't known to have {SCOPE}"
    if Credential.TERRAFORM_TOKEN not in connection.credentials:
        return "; access keys of repositories were not read, because no HCP Terraform token says which are in use"
    try:
        repositories = connection.repositories()
    except (ReadError, LookupError) as error:
        return f"; repository access keys were not read, because the list of repositories couldn't be read: {error}"
    unread: list[ReadError] = []
    for reading in connection.each("access keys", connection.deploy_keys, repositories[:LIMIT]):
        if reading.error:
            unread.append(reading.error)
        elif any(other.line == line for other in reading.value):
            return f"; it is only an access key of {reading.subject}"
    rest = len(repositories) - LIMIT
    return (
        f"; access keys of {len(unread)} of {min(len(repositories), LIMIT)} repositories couldn't be read: {unread[0]}"
        if unread
        else ""
    ) + (f"; access keys of {rest:,} more repositories were not read" if rest > 0 else "")
