"""Check: somebody has granted the provider access."""

from collections.abc import Iterator

from checks.clients.connection import Connection
from checks.engine.model import Finding, Step, check, right, unknown, wrong
from checks.facts import terraform
from checks.one_provider import one_provider


@check(
    Step.PROVIDER,
    reads=(terraform.ORGANIZATION, terraform.OAUTH_CLIENTS, terraform.OAUTH_TOKENS),
    after=(one_provider,),
)
def provider_authorised(connection: Connection) -> Iterator[Finding]:
    """The provider has been granted access.

    Key and secret alone give HCP Terraform nothing. It acts as the person who clicked *Grant access*, and this can be
    done in a browser only: no API and no Terraform resource finishes it.
    """
    grants = connection.grants()
    subject = f"provider {connection.provider().shown}"
    sees_grants = connection.organization().can_manage_vcs
    if not grants and sees_grants:
        yield wrong(
            subject,
            "authorised",
            "nobody has granted access",
            "In HCP Terraform open Settings, Providers, connect this provider, and click Grant access on Bitbucket.",
        )
    elif not grants:
        yield unknown(
            subject,
            "authorised",
            "no grant that this token sees, and it may not manage VCS settings",
            "Use a token that may manage VCS settings, or look in HCP Terraform under Settings, Providers, whether "
            "this provider is still to be connected.",
        )
    for grant in grants:
        when = f" on {grant.created:%d %B %Y}" if grant.created else ""
        yield right(subject, "authorised", f"by {grant.user or 'a user whose name is not told'}{when}")
