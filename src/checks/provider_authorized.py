"""Check: the VCS provider is authorized."""

from collections.abc import Iterator

from checks.connection.connection import Connection
from checks.engine.model import Finding, Step, check, failed, passed, unknown
from checks.facts import bitbucket_screens, terraform, terraform_screens
from checks.provider_selected import provider_selected

WHERE = f"{terraform_screens.SETTINGS.text} > {terraform_screens.PROVIDERS.text}"
GRANT = bitbucket_screens.GRANT_ACCESS.text


@check(
    Step.CONNECT,
    reads=(terraform.ORGANIZATION, terraform.OAUTH_CLIENTS, terraform.OAUTH_TOKENS),
    after=(provider_selected,),
)
def provider_authorized(connection: Connection) -> Iterator[Finding]:
    """The VCS provider is authorized.

    The consumer's key and secret don't give HCP Terraform access. HCP Terraform acts as the person who selected
    {label}`bitbucket-screens.grant-access`. Granting access requires a browser, because no API and no Terraform
    resource can do it.
    """
    oauth_tokens = connection.oauth_tokens()
    provider = connection.provider()
    subject = f"VCS provider {provider.shown}"
    manages = connection.organization().can_manage_vcs
    if not oauth_tokens and manages:
        fix = f"In HCP Terraform, go to {WHERE}, connect this VCS provider, and select {GRANT} on Bitbucket."
        yield failed(subject, "authorized", "not authorized: it has no OAuth token", fix).identified(provider.id)
    elif not oauth_tokens:
        yield unknown(
            subject,
            "authorized",
            f"no OAuth token that this token can see without {terraform.MANAGE_VCS_SETTINGS.text}",
            f"Use a token that has the permission {terraform.MANAGE_VCS_SETTINGS.text}, or check in HCP Terraform, "
            f"under {WHERE}, whether this VCS provider is connected.",
        ).identified(provider.id)
    for oauth_token in oauth_tokens:
        when = f" on {oauth_token.created:%d %B %Y}" if oauth_token.created else ""
        actual = f"by {oauth_token.user or 'a user whose name is not reported'}{when}"
        yield passed(subject, "authorized", actual).identified(provider.id)
