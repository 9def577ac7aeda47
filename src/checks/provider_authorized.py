"""Check: somebody has granted the provider access."""

from collections.abc import Iterator

from checks.connection.connection import Connection
from checks.engine.model import Finding, Step, check, failed, passed, unknown
from checks.facts import terraform
from checks.provider_selected import provider_selected


@check(
    Step.CONNECT,
    reads=(terraform.ORGANIZATION, terraform.OAUTH_CLIENTS, terraform.OAUTH_TOKENS),
    after=(provider_selected,),
)
def provider_authorized(connection: Connection) -> Iterator[Finding]:
    """The provider has been granted access.

    Key and secret alone give HCP Terraform nothing. It acts as the person who clicked *Grant access*, and this can be
    done in a browser only: no API and no Terraform resource finishes it.
    """
    oauth_tokens = connection.oauth_tokens()
    subject = f"provider {connection.provider().shown}"
    sees_grants = connection.organization().can_manage_vcs
    if not oauth_tokens and sees_grants:
        yield failed(
            subject,
            "authorized",
            "nobody has granted access",
            "In HCP Terraform open Settings, Providers, connect this provider, and click Grant access on Bitbucket.",
        )
    elif not oauth_tokens:
        yield unknown(
            subject,
            "authorized",
            "no grant that this token sees, and it may not manage VCS settings",
            "Use a token that may manage VCS settings, or look in HCP Terraform under Settings, Providers, whether "
            "this provider is still to be connected.",
        )
    for oauth_token in oauth_tokens:
        when = f" on {oauth_token.created:%d %B %Y}" if oauth_token.created else ""
        yield passed(subject, "authorized", f"by {oauth_token.user or 'a user whose name is not told'}{when}")
