"""Check: submodules are fetched where a repository has them."""

from collections.abc import Iterator

from checks.bitbucket_token import bitbucket_token
from checks.clients.terraform_records import TerraformWorkspace
from checks.connection.connection import Connection
from checks.engine.model import Finding, NotApplicable, Step, check, failed, passed, unknown
from checks.engine.submodules import with_submodules
from checks.facts import bitbucket, terraform
from checks.provider_authorized import provider_authorized

OPEN = "In the Terraform workspace open Settings, Version Control"


@check(
    Step.SSH_KEY,
    reads=(*terraform.IN_USE, *bitbucket.FILE_ON_BRANCH),
    after=(provider_authorized, bitbucket_token),
)
def submodules_enabled(connection: Connection) -> Iterator[Finding]:
    """Submodules are fetched where a repository has them.

    Without *Include submodules on clone* HCP Terraform leaves the folders of submodules empty, and nothing says so
    until a plan does not find its files.
    """
    unread: list[Finding] = []
    found = False
    for workspace, _ in with_submodules(connection, unread):
        found = True
        yield _judged(workspace).in_scope(*workspace.scope)
    yield from unread
    if not found and not unread:
        raise NotApplicable("No repository in use has submodules.")


def _judged(workspace: TerraformWorkspace) -> Finding:
    expected = "Include submodules on clone is switched on"
    if workspace.submodules:
        return passed(workspace.name, expected, "on")
    if workspace.submodules is None:
        return unknown(
            workspace.name,
            expected,
            "HCP Terraform does not tell",
            f"{OPEN}, and look whether Include submodules on clone is ticked.",
        )
    return failed(
        workspace.name,
        expected,
        f"off, but {workspace.repository} has submodules",
        f"{OPEN}, and tick Include submodules on clone.",
    )
