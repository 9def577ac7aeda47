"""Check: the Bitbucket API token has the scopes that the checks need."""

from collections.abc import Iterator

from checks.bitbucket_token import bitbucket_token
from checks.connection.connection import Connection
from checks.engine.model import Finding, Step, check, passed, unknown
from checks.facts import bitbucket, requirements

VOCABULARY = ":bitbucket"
"""The end of every scope of an API token. Bitbucket uses other names for the scopes of a consumer."""


@check(Step.PREREQUISITES, reads=(bitbucket.USER,), after=(bitbucket_token,))
def bitbucket_token_scopes(connection: Connection) -> Iterator[Finding]:
    """The Bitbucket API token has the scopes that the checks need.

    The scopes of an API token don't include each other, so the token needs every scope. If a scope is missing, the
    checks that need it report unknown results.
    """
    scopes = connection.account().scopes
    for scope in requirements.TOKEN_SCOPES:
        if scopes is None:
            yield unknown(
                scope,
                "on the API token",
                "not reported by Bitbucket",
                "If a proxy is in use, let the header X-OAuth-Scopes through.",
            )
        elif scope in scopes:
            yield passed(scope, "on the API token", "present")
        elif scopes and not any(other.endswith(VOCABULARY) for other in scopes):
            actual = f"not listed under a known name; Bitbucket lists {', '.join(sorted(scopes))}"
            yield unknown(scope, "on the API token", actual, "Open the API token in Bitbucket, and compare its scopes.")
        else:
            yield unknown(
                scope,
                "on the API token",
                "missing; the checks that need it can't run",
                f"Create an API token with all scopes that the guide lists, including {scope}.",
            )
