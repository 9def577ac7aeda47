"""Check: the provider is available where it is used."""

from collections.abc import Iterator

from checks.clients.terraform_records import TerraformWorkspace
from checks.connection.connection import Connection
from checks.engine.model import Finding, NotApplicable, Step, check, failed, passed, unknown
from checks.facts import terraform
from checks.provider_authorized import provider_authorized


@check(
    Step.SSH_KEY,
    reads=terraform.IN_USE,
    after=(provider_authorized,),
)
def provider_scope(connection: Connection) -> Iterator[Finding]:
    """The provider is available to every project that uses it.

    A provider may be limited to selected projects. A Terraform workspace in another project cannot choose it, and one
    that chose it earlier is on borrowed time.
    """
    provider = connection.provider()
    if provider.organization_scoped:
        yield passed("scope of the provider", "covers its Terraform workspaces", "all projects")
        return
    if provider.organization_scoped is None or provider.project_ids is None:
        fix = "Open Settings, Providers in HCP Terraform, and look which projects the provider is limited to."
        yield unknown("scope of the provider", "covers its Terraform workspaces", "HCP Terraform does not tell it", fix)
        return
    workspaces = connection.terraform_workspaces()
    if not workspaces:
        raise NotApplicable("The provider is limited to selected projects, and no Terraform workspace uses it yet.")
    for workspace in workspaces:
        yield _judged(workspace, provider.project_ids).in_scope(*workspace.scope)


def _judged(workspace: TerraformWorkspace, selected: frozenset[str]) -> Finding:
    expected = "in a project that the provider is scoped to"
    if workspace.project_id is None:
        fix = "Look at the project of the Terraform workspace, and compare it with the scope of the provider."
        return unknown(workspace.name, expected, "HCP Terraform does not tell its project", fix)
    if workspace.project_id in selected:
        return passed(workspace.name, expected, workspace.project_id)
    return failed(
        workspace.name,
        expected,
        f"in project {workspace.project_id}, which is not selected",
        "Add the project to the scope of the provider, or choose All Projects.",
    )
