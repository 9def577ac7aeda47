"""Check: submodules are included if a repository has them."""

from collections.abc import Iterator

from checks.bitbucket_token import bitbucket_token
from checks.clients.connected_objects import Connected
from checks.connection.connection import Connection
from checks.engine.model import Finding, NotApplicable, Step, check, failed, passed, unknown
from checks.engine.submodules import NO_SUBMODULES, missing_branches, with_submodules
from checks.facts import bitbucket, terraform, terraform_screens
from checks.provider_authorized import provider_authorized

LABEL = terraform_screens.INCLUDE_SUBMODULES.text
EXPECTED = f"{LABEL} is selected"
OPEN = (
    f"In a Terraform workspace, open {terraform_screens.SETTINGS.text} > {terraform_screens.VERSION_CONTROL.text}; "
    "in a policy set or module, open its VCS settings"
)


@check(
    Step.SSH_KEY,
    reads=(*terraform.CONNECTED, *bitbucket.FILE_ON_BRANCH),
    after=(provider_authorized, bitbucket_token),
)
def submodules_enabled(connection: Connection) -> Iterator[Finding]:
    """Submodules are included if a repository has them.

    Without {label}`terraform-screens.include-submodules`, HCP Terraform leaves the folders of submodules empty, and no
    error appears until a plan can't find its files.
    """
    unread: list[Finding] = []
    found = False
    for workspace, submodules in with_submodules(connection, unread):
        found = True
        is_pinned = workspace.submodules or any(one.is_pinned(connection) for one in submodules)
        yield _finding(workspace, is_pinned=is_pinned).about(workspace)
    yield from unread
    if not found and not unread:
        raise NotApplicable(NO_SUBMODULES + missing_branches(connection))


def _finding(workspace: Connected, *, is_pinned: bool) -> Finding:
    if workspace.submodules:
        return passed(workspace.name, EXPECTED, "selected")
    if not is_pinned:
        actual = f"no submodule is pinned in {workspace.repository}, only named in .gitmodules"
        return passed(workspace.name, EXPECTED, actual)
    if workspace.submodules is None:
        return unknown(
            workspace.name, EXPECTED, "not reported by HCP Terraform", f"{OPEN}, and check that {LABEL} is selected."
        )
    return failed(
        workspace.name,
        EXPECTED,
        f"cleared, but {workspace.repository} has submodules",
        f"{OPEN}, and select {LABEL}.",
    )
