"""Check: our token for Bitbucket has the scopes that the checks need."""

from collections.abc import Iterator

from checks.bitbucket_token import bitbucket_token
from checks.connection.connection import Connection
from checks.engine.model import Finding, Step, check, passed, unknown
from checks.facts import bitbucket, requirements


@check(Step.PREREQUISITES, reads=(bitbucket.USER,), after=(bitbucket_token,))
def bitbucket_token_scopes(connection: Connection) -> Iterator[Finding]:
    """The Bitbucket API token has the scopes that the checks need.

    The scopes of an API token do not imply one another, so each that is needed must have been chosen. Without one of
    them some checks cannot see what they have to judge, and say so.
    """
    scopes = connection.account().scopes
    for scope in requirements.TOKEN_SCOPES:
        if scopes is None:
            yield unknown(
                scope,
                "on the API token",
                "Bitbucket did not say which scopes the token has",
                "If a proxy stands in between, let the header X-OAuth-Scopes through.",
            )
        elif scope in scopes:
            yield passed(scope, "on the API token", "there")
        else:
            yield unknown(
                scope,
                "on the API token",
                "not there, so what needs it cannot be checked",
                f"Make a new API token with scopes, this one among them: {scope}.",
            )
