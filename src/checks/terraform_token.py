"""Check: HCP Terraform accepts the API token that the checks use."""

from collections.abc import Iterator
from http import HTTPStatus

from checks.clients.errors import ReadError
from checks.connection.connection import Connection
from checks.engine.model import Finding, Step, advice, check, passed, unreadable
from checks.facts import terraform

NOT_FOUND = (
    "HCP Terraform gives this response if the organization doesn't exist, and if the token can't access it. "
    "Compare TFE_ORGANIZATION with the name in the organization's URL, or use a token of one of its members."
)


@check(Step.PREREQUISITES, reads=(terraform.ACCOUNT, terraform.ORGANIZATION))
def terraform_token(connection: Connection) -> Iterator[Finding]:
    """HCP Terraform accepts the API token.

    The checks read everything in HCP Terraform with this token. It must be valid and have access to the organization.
    The checks are read-only, so the token needs no write permission.
    """
    name = connection.terraform_account()
    yield passed("API token", "accepted", f"accepted, as {name}" if name else "accepted")
    try:
        organization = connection.organization()
    except ReadError as error:
        if error.status != HTTPStatus.NOT_FOUND:
            raise
        yield unreadable("organization", "accessible with the token", error, NOT_FOUND)
        return
    yield passed("organization", "accessible with the token", organization.name)
    if organization.can_manage_vcs is False:
        permission = terraform.MANAGE_VCS_SETTINGS.text
        yield advice(
            f"permission {permission}",
            "only to add or change a VCS provider",
            "this token doesn't have it",
            f"The checks don't need it. To add or change a VCS provider, use an account with {permission}.",
        )
