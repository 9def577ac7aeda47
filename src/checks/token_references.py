"""Check: no Terraform workspace points at a grant that is gone."""

from collections.abc import Iterator

from checks.clients.connection import Connection
from checks.clients.terraform_objects import TerraformWorkspace
from checks.engine.model import Finding, NotApplicable, Step, check, right, unknown, wrong
from checks.facts import terraform
from checks.one_provider import one_provider


@check(Step.PROVIDER, reads=(terraform.OAUTH_CLIENTS, terraform.WORKSPACES), after=(one_provider,))
def token_references(connection: Connection) -> Iterator[Finding]:
    """Every Terraform workspace uses a grant that exists.

    When a provider is deleted and made anew, Terraform workspaces keep pointing at the old grant. They start no more
    runs and say nothing.
    """
    providers = connection.providers()
    existing = frozenset().union(*(provider.grant_ids or frozenset() for provider in providers))
    told = all(provider.grant_ids is not None for provider in providers)
    workspaces = connection.all_terraform_workspaces()
    if not workspaces:
        raise NotApplicable("No Terraform workspace is connected to Bitbucket Cloud yet.")
    for workspace in workspaces:
        yield _judged(workspace, existing, told=told).within(*workspace.places)


def _judged(workspace: TerraformWorkspace, existing: frozenset[str], *, told: bool) -> Finding:
    expected = "uses a grant that exists"
    if workspace.grant_id in existing:
        return right(workspace.name, expected, str(workspace.grant_id))
    if workspace.grant_id is None or not told:
        return unknown(workspace.name, expected, "HCP Terraform does not tell")
    return wrong(
        workspace.name,
        expected,
        f"{workspace.grant_id}, which no provider that this token sees has",
        "In the Terraform workspace open Settings, Version Control, and choose the provider again.",
    )
