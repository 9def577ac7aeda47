"""Check: Bitbucket accepts the API token that the checks use."""

from collections.abc import Iterator

from checks.connection.connection import Connection
from checks.engine.model import Finding, Step, check, passed
from checks.facts import bitbucket


@check(Step.PREREQUISITES, reads=(bitbucket.USER,))
def bitbucket_token(connection: Connection) -> Iterator[Finding]:
    """Bitbucket accepts the API token.

    The checks read everything in Bitbucket with this token, as the account that it belongs to. The username for an API
    token is the email address of the account. App passwords no longer work: Bitbucket removed them in July 2026.
    Repository, project, and workspace access tokens don't work either, because they belong to no account.
    """
    yield passed("API token", "accepted", f"accepted, as {connection.account().shown}")
