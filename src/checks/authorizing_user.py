"""Check: the account of the Bitbucket API token is the authorizing user."""

from collections.abc import Iterator

from checks.bitbucket_token import bitbucket_token
from checks.connection.connection import Connection
from checks.engine.model import Finding, Step, check, passed, unknown
from checks.facts import bitbucket, terraform
from checks.provider_authorized import provider_authorized

SUBJECT = "authorizing user"


@check(
    Step.CONNECT,
    reads=(terraform.OAUTH_CLIENTS, terraform.OAUTH_TOKENS, bitbucket.USER),
    after=(provider_authorized, bitbucket_token),
)
def authorizing_user(connection: Connection) -> Iterator[Finding]:
    """Access was granted by the account of the API token.

    HCP Terraform acts as the user who was signed in to Bitbucket when {label}`bitbucket-screens.grant-access` was
    selected. The checks of repository permissions and SSH keys are valid only if the API token belongs to the same
    account.
    """
    account = connection.account()
    for oauth_token in connection.oauth_tokens():
        if oauth_token.user in account.names:
            yield passed(SUBJECT, account.shown, oauth_token.user)
        elif oauth_token.user in account.shared_names:
            yield unknown(
                SUBJECT,
                f"{account.shown}, by a unique account name",
                f"{oauth_token.user}, a display name that other accounts can use",
                "Make sure that no other account with this name granted access. To be certain, reauthorize the VCS "
                "provider as the service user in a private window.",
            )
        else:
            yield unknown(
                SUBJECT,
                account.shown,
                oauth_token.user or "not reported by HCP Terraform",
                "HCP Terraform might use another name for the account. If it is another account, use an API token of "
                "that account, or reauthorize the VCS provider as the service user in a private window.",
            )
