"""Check: our token for HCP Terraform is accepted."""

from collections.abc import Iterator

from checks.clients.connection import Connection
from checks.engine.model import Finding, Step, advice, check, right
from checks.facts import terraform


@check(Step.BEFORE, reads=(terraform.ACCOUNT, terraform.ORGANIZATION))
def terraform_token(connection: Connection) -> Iterator[Finding]:
    """HCP Terraform accepts the API token.

    Everything that is read from HCP Terraform is read with this token. It must be valid and see the organization.
    Reading needs no permission to change anything; setting up a provider needs *Manage VCS settings*.
    """
    name = connection.terraform_account()
    yield right("API token", "accepted", f"accepted, as {name}" if name else "accepted")
    organization = connection.organization()
    yield right("organization", "visible to the token", organization.name)
    if organization.can_manage_vcs is False:
        yield advice(
            "permission to manage VCS settings",
            "only for setting up or changing a provider",
            "this token does not have it",
            "For the checks this is enough. Whoever sets up the provider needs Manage VCS settings.",
        )
