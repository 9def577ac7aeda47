"""Check: our token for Bitbucket is accepted."""

from collections.abc import Iterator

from checks.connection.connection import Connection
from checks.engine.model import Finding, Step, check, passed
from checks.facts import bitbucket


@check(Step.PREREQUISITES, reads=(bitbucket.USER,))
def bitbucket_token(connection: Connection) -> Iterator[Finding]:
    """Bitbucket accepts the API token.

    Everything that is read from Bitbucket is read with this token, as the account that it belongs to. App passwords
    no longer work: Bitbucket removed them in July 2026. The user name that goes with an API token is the e-mail.
    """
    yield passed("API token", "accepted", f"accepted, as {connection.account().shown}")
