"""Check: the VCS provider is available in the project of each workspace that uses it."""

from collections.abc import Iterator

from checks.clients.terraform_workspace_records import TerraformWorkspace
from checks.connection.connection import Connection
from checks.engine.model import Finding, NotApplicable, Step, check, failed, passed, unknown
from checks.facts import terraform, terraform_screens
from checks.provider_authorized import provider_authorized

SUBJECT = terraform_screens.SCOPE_OF_VCS_PROVIDER.text
EXPECTED = "in a project that the VCS provider is available in"


@check(
    Step.SSH_KEY,
    reads=terraform.IN_USE,
    after=(provider_authorized,),
)
def provider_scope(connection: Connection) -> Iterator[Finding]:
    """The VCS provider is available in the project of each workspace that uses it.

    A VCS provider can be limited to selected projects. A workspace in another project can't select it. HashiCorp
    doesn't document what happens to a workspace there that selected it earlier.
    """
    provider = connection.provider()
    if provider.organization_scoped:
        yield passed(SUBJECT, "includes every workspace in use", terraform_screens.ALL_PROJECTS.text)
        return
    if provider.organization_scoped is None or provider.project_ids is None:
        fix = f"Go to Settings > {terraform_screens.PROVIDERS.text} in HCP Terraform, and compare {SUBJECT}."
        yield unknown(SUBJECT, "includes every workspace in use", "not reported by HCP Terraform", fix)
        return
    workspaces = connection.terraform_workspaces()
    if not workspaces:
        raise NotApplicable("The VCS provider is limited to selected projects, and no workspace uses it.")
    for workspace in workspaces:
        yield _finding(workspace, provider.project_ids).in_scope(*workspace.scope)


def _finding(workspace: TerraformWorkspace, selected: frozenset[str]) -> Finding:
    if workspace.project_id is None:
        fix = f"Compare the project of the workspace with {SUBJECT}."
        return unknown(workspace.name, EXPECTED, "project not reported by HCP Terraform", fix)
    if workspace.project_id in selected:
        return passed(workspace.name, EXPECTED, workspace.project_id)
    return failed(
        workspace.name,
        EXPECTED,
        f"in project {workspace.project_id}, which is not selected",
        f"Add the project to {SUBJECT}, or select {terraform_screens.ALL_PROJECTS.text}.",
    )
