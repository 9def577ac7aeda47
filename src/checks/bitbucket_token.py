"""Check: Bitbucket accepts the API token that the checks use."""

from collections.abc import Iterator

from checks.connection.connection import Connection
from checks.engine.model import Finding, Step, check, passed, unknown
from checks.facts import bitbucket


@check(Step.PREREQUISITES, reads=(bitbucket.USER,))
def bitbucket_token(connection: Connection) -> Iterator[Finding]:
    """Bitbucket accepts the API token.

    The checks read everything in Bitbucket with this token, as the account that it belongs to. For an API token, the
    username is the email address of the account. App passwords no longer work: Bitbucket removed them in July 2026.
    Repository, project, and workspace access tokens don't work either, because they belong to no account.
    """
    account = connection.account()
    yield passed("API token", "accepted", f"accepted, as {account.shown}")
    if account.status not in (None, "active"):
        fix = "Sign in to Bitbucket Cloud with this account, and check whether it was deactivated."
        yield unknown(f"account {account.shown}", "active", account.status or "not reported", fix)
