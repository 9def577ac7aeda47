"""Check: every workspace references an existing OAuth token."""

import re
from collections.abc import Iterator

from checks.clients.terraform_workspace_records import TerraformWorkspace
from checks.connection.connection import Connection
from checks.engine.model import Finding, NotApplicable, Step, check, failed, passed, unknown
from checks.facts import terraform, terraform_screens
from checks.provider_selected import provider_selected

EXPECTED = "references an existing OAuth token"
CHOOSE = (
    f"Go to the {terraform_screens.VERSION_CONTROL.text} settings of the workspace, and choose the VCS provider again."
)
LOOK = f"Go to the {terraform_screens.VERSION_CONTROL.text} settings of the workspace, and check its VCS provider."
MANAGER = f"Use a token that has the permission {terraform.MANAGE_VCS_SETTINGS.text}."
_ID = re.compile(r"ot-\w+")


@check(
    Step.CONNECT,
    reads=(terraform.ORGANIZATION, terraform.OAUTH_CLIENTS, terraform.WORKSPACES),
    after=(provider_selected,),
)
def token_references(connection: Connection) -> Iterator[Finding]:
    """Every workspace references an existing OAuth token.

    If a VCS provider is deleted and added again, a workspace can keep its reference to the old OAuth token. Such a
    workspace starts no more runs, and shows no error.
    """
    providers = connection.providers()
    existing = frozenset[str]().union(*(provider.grant_ids or () for provider in providers))
    # A VCS provider that isn't in the list might only be hidden from a token that can't manage VCS settings.
    whole = bool(connection.organization().can_manage_vcs) and all(one.grant_ids is not None for one in providers)
    workspaces = connection.named_terraform_workspaces()
    if not workspaces and all(provider.workspace_count == 0 for provider in providers):
        raise NotApplicable("No workspace that this HCP Terraform token can read is connected to Bitbucket Cloud.")
    if not workspaces:
        actual = "the token can't read a workspace that is connected to Bitbucket Cloud, but there might be some"
        yield unknown("workspaces", EXPECTED, actual, "Use a token that can read every workspace.")
    for workspace in workspaces:
        yield _finding(workspace, existing, whole=whole).in_scope(*workspace.scope)


def _finding(workspace: TerraformWorkspace, existing: frozenset[str], *, whole: bool) -> Finding:
    if workspace.oauth_token_id is None:
        return unknown(workspace.name, EXPECTED, "HCP Terraform reports none", CHOOSE)
    if workspace.service_provider is None and workspace.oauth_token_id not in existing:
        actual = "HCP Terraform doesn't report whether it uses Bitbucket Cloud"
        return unknown(workspace.name, EXPECTED, actual, LOOK)
    # A token that was entered instead of its ID must not be shown.
    shown = workspace.oauth_token_id if _ID.fullmatch(workspace.oauth_token_id) else "not an OAuth token ID (ot-…)"
    if workspace.oauth_token_id in existing:
        return passed(workspace.name, EXPECTED, shown)
    if not whole:
        fix = f"{MANAGER} If the OAuth token still isn't listed: {CHOOSE}"
        return unknown(workspace.name, EXPECTED, f"{shown}; this token might not see every OAuth token", fix)
    return failed(workspace.name, EXPECTED, f"{shown}, which no VCS provider has", CHOOSE)
