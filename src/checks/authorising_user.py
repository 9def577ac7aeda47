"""Check: the account that we look at is the one that granted access."""

from collections.abc import Iterator

from checks.bitbucket_token import bitbucket_token
from checks.clients.connection import Connection
from checks.engine.model import Finding, Step, advice, check, right, unknown
from checks.facts import bitbucket, terraform
from checks.provider_authorised import provider_authorised


@check(
    Step.PROVIDER,
    reads=(terraform.OAUTH_CLIENTS, terraform.OAUTH_TOKENS, bitbucket.USER),
    after=(provider_authorised, bitbucket_token),
)
def authorising_user(connection: Connection) -> Iterator[Finding]:
    """Access was granted by the account of the API token.

    HCP Terraform acts as whoever was logged in to Bitbucket when *Grant access* was clicked. What the checks say about
    rights on repositories and about SSH keys counts only if that is the account of the API token.
    """
    account = connection.account()
    for grant in connection.grants():
        if grant.user in account.names:
            yield right("authorising user", account.shown, grant.user)
            if grant.user not in (account.uuid, account.account_id, account.username):
                yield advice(
                    "authorising user",
                    "a name that no other account bears",
                    f"{grant.user}, which another account may call itself too",
                    "If you have several accounts of that name, make sure that it was this one.",
                )
        else:
            yield unknown(
                "authorising user",
                account.shown,
                grant.user or "HCP Terraform does not tell",
                "HCP Terraform may know the account by another name. If it is another account, use an API token of "
                "that one, or reauthorize the provider as the service account in a private window.",
            )
