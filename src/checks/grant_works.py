"""Check: HCP Terraform reaches Bitbucket with its grant right now."""

from collections.abc import Iterator
from http import HTTPStatus

from checks.clients.connection import Connection
from checks.clients.http import ApiError
from checks.clients.terraform import Grant
from checks.engine.model import Finding, Step, check, right, unknown, unreadable, wrong
from checks.facts import terraform
from checks.provider_authorised import provider_authorised

EXPECTED = "seen by HCP Terraform"
REMEDY = (
    "Reauthorize the provider as the service account. If that does not help, see what the guide says about dead grants."
)


@check(
    Step.PROVIDER,
    reads=(
        terraform.OAUTH_CLIENTS,
        terraform.OAUTH_TOKENS,
        terraform.WORKSPACES,
        terraform.VCS_REPO,
        terraform.VCS_TREE,
    ),
    after=(provider_authorised,),
)
def grant_works(connection: Connection) -> Iterator[Finding]:
    """HCP Terraform reaches Bitbucket with its grant.

    A grant dies silently: when the person leaves, when nothing uses it for three months, when a permission is taken
    away. This asks HCP Terraform to look for a repository now. The call is published as a beta, so where your server
    does not have it, nothing can be told.
    """
    workspaces = connection.terraform_workspaces()
    for grant in connection.grants():
        used = [workspace.repository for workspace in workspaces if workspace.grant_id == grant.id]
        if used:
            yield _look(connection, used[0], grant)
        else:
            yield _list(connection, grant)


def _look(connection: Connection, repository: str, grant: Grant) -> Finding:
    try:
        if connection.sees(repository, grant):
            return right(repository, EXPECTED, "seen just now")
        connection.tree(repository, grant)
    except ApiError as error:
        if error.status == HTTPStatus.UNPROCESSABLE_ENTITY:
            return wrong(repository, EXPECTED, error.said or "Bitbucket refused", REMEDY)
        return unreadable(repository, EXPECTED, error)
    return wrong(repository, EXPECTED, "it sees no such repository", REMEDY)


def _list(connection: Connection, grant: Grant) -> Finding:
    subject = f"repositories of {grant.user or grant.id}"
    if connection.lists_repositories(grant):
        return right(subject, EXPECTED, "listed just now")
    return unknown(subject, EXPECTED, "none were listed, and no Terraform workspace names one to look for")
