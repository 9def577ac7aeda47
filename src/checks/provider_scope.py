"""Check: the VCS provider is available in the project of each workspace and Stack that uses it."""

from collections.abc import Iterator

from checks.clients.connected_objects import Connected, Kind
from checks.connection.connection import Connection
from checks.engine.model import Finding, Step, check, failed, passed, unknown
from checks.engine.unread_objects import incomplete
from checks.facts import terraform, terraform_screens
from checks.provider_authorized import provider_authorized

SUBJECT = terraform_screens.SCOPE_OF_VCS_PROVIDER.text
EXPECTED = "in a project that the VCS provider is available in"


@check(
    Step.SSH_KEY,
    reads=terraform.CONNECTED,
    after=(provider_authorized,),
)
def provider_scope(connection: Connection) -> Iterator[Finding]:
    """The VCS provider is available in the project of each workspace and Stack that uses it.

    A VCS provider can be limited to selected projects. A workspace in another project can't select it. HashiCorp
    doesn't document what happens to a workspace there that selected it earlier. Registry modules and policy sets
    belong to the organization, not to a project.
    """
    provider = connection.provider()
    if provider.organization_scoped:
        yield passed(SUBJECT, "includes everything in use", terraform_screens.ALL_PROJECTS.text)
        return
    if provider.organization_scoped is None or provider.project_ids is None:
        where = f"{terraform_screens.SETTINGS.text} > {terraform_screens.PROVIDERS.text}"
        fix = f"Go to {where} in HCP Terraform, and compare {SUBJECT}."
        yield unknown(SUBJECT, "includes everything in use", "not reported by HCP Terraform", fix)
        return
    stacks = (one for one in connection.connected_objects() if one.kind is Kind.STACK)
    users: tuple[Connected, ...] = (*connection.terraform_workspaces(), *stacks)
    yield from incomplete(
        connection,
        EXPECTED,
        users,
        "The VCS provider is limited to selected projects, and no workspace or Stack uses it.",
        (Kind.STACK,),
    )
    for user in users:
        yield _finding(user, provider.project_ids).about(user)


def _finding(user: Connected, selected: frozenset[str]) -> Finding:
    if user.project_id is None:
        fix = f"Compare the project of the workspace or Stack with {SUBJECT}."
        return unknown(user.name, EXPECTED, "project not reported by HCP Terraform", fix)
    if user.project_id in selected:
        return passed(user.name, EXPECTED, user.project_id)
    return failed(
        user.name,
        EXPECTED,
        f"in project {user.project_id}, which is not selected",
        f"Add the project to {SUBJECT}, or select {terraform_screens.ALL_PROJECTS.text}.",
    )
