"""Check: our token for HCP Terraform is accepted."""

from collections.abc import Iterator
from http import HTTPStatus

from checks.clients.errors import ReadError
from checks.connection.connection import Connection
from checks.engine.model import Finding, Step, advice, check, passed, unknown
from checks.facts import terraform

UNSEEN = (
    "It says so where there is no such organization, and where the token may not see it. "
    "Compare TFE_ORGANIZATION with the name in the address of the organization's page, or use a token of its members."
)


@check(Step.PREREQUISITES, reads=(terraform.ACCOUNT, terraform.ORGANIZATION))
def terraform_token(connection: Connection) -> Iterator[Finding]:
    """HCP Terraform accepts the API token.

    Everything that is read from HCP Terraform is read with this token. It must be valid and see the organization.
    Reading needs no permission to change anything; setting up a provider needs *Manage VCS settings*.
    """
    name = connection.terraform_account()
    yield passed("API token", "accepted", f"accepted, as {name}" if name else "accepted")
    try:
        organization = connection.organization()
    except ReadError as error:
        if error.status != HTTPStatus.NOT_FOUND:
            raise
        yield unknown("organization", "visible to the token", str(error), UNSEEN)
        return
    yield passed("organization", "visible to the token", organization.name)
    if organization.can_manage_vcs is False:
        yield advice(
            "permission to manage VCS settings",
            "only for setting up or changing a provider",
            "this token does not have it",
            "For the checks this is enough. Whoever sets up the provider needs Manage VCS settings.",
        )
