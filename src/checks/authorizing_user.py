"""Check: the account that we look at is the one that granted access."""

from collections.abc import Iterator

from checks.bitbucket_token import bitbucket_token
from checks.connection.connection import Connection
from checks.engine.model import Finding, Step, check, passed, unknown
from checks.facts import bitbucket, terraform
from checks.provider_authorized import provider_authorized


@check(
    Step.CONNECT,
    reads=(terraform.OAUTH_CLIENTS, terraform.OAUTH_TOKENS, bitbucket.USER),
    after=(provider_authorized, bitbucket_token),
)
def authorizing_user(connection: Connection) -> Iterator[Finding]:
    """Access was granted by the account of the API token.

    HCP Terraform acts as whoever was logged in to Bitbucket when *Grant access* was clicked. What the checks say about
    rights on repositories and about SSH keys counts only if that is the account of the API token.
    """
    account = connection.account()
    for oauth_token in connection.oauth_tokens():
        if oauth_token.user in account.names:
            yield passed("authorizing user", account.shown, oauth_token.user)
        elif oauth_token.user in account.shared_names:
            yield unknown(
                "authorizing user",
                f"{account.shown}, by a name that no other account can have",
                f"{oauth_token.user}, a name that other accounts can choose too",
                "Make sure that no other account of that name granted access. To be certain, reauthorize the provider "
                "as the service user in a private window.",
            )
        else:
            yield unknown(
                "authorizing user",
                account.shown,
                oauth_token.user or "HCP Terraform does not tell",
                "HCP Terraform may know the account by another name. If it is another account, use an API token of "
                "that one, or reauthorize the provider as the service account in a private window.",
            )
