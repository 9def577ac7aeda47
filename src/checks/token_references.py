"""Check: all references to OAuth tokens are valid."""

import re
from collections.abc import Iterator

from checks.clients.connected_objects import Connected
from checks.clients.terraform_workspace_records import TerraformWorkspace
from checks.connection.connection import Connection
from checks.engine.model import Finding, NotApplicable, Step, check, failed, passed, unknown
from checks.engine.unread_objects import not_read
from checks.facts import terraform, terraform_screens
from checks.provider_selected import provider_selected

EXPECTED = "references an existing OAuth token"
CHOOSE = f"Choose the VCS provider again: in a workspace, in its {terraform_screens.VERSION_CONTROL.text} settings."
LOOK = f"Go to the {terraform_screens.VERSION_CONTROL.text} settings of the workspace, and check its VCS provider."
MANAGER = f"Use a token that has the permission {terraform.MANAGE_VCS_SETTINGS.text}."
_ID = re.compile(r"ot-\w+")


@check(
    Step.CONNECT,
    reads=(terraform.ORGANIZATION, terraform.OAUTH_CLIENTS, terraform.WORKSPACES, *terraform.CONNECTED_OBJECTS),
    after=(provider_selected,),
)
def token_references(connection: Connection) -> Iterator[Finding]:
    """All references to OAuth tokens are valid.

    If a VCS provider is deleted and added again, a workspace can keep its reference to the old OAuth token. Such a
    workspace doesn't start runs anymore, and shows no error. The same applies to registry modules, policy sets, and
    Stacks.
    """
    providers = connection.providers()
    existing = frozenset[str]().union(*(provider.grant_ids or () for provider in providers))
    # A VCS provider that isn't in the list might only be hidden from a token that can't manage VCS settings.
    whole = bool(connection.organization().can_manage_vcs) and all(one.grant_ids is not None for one in providers)
    workspaces = connection.named_terraform_workspaces()
    objects = connection.objects_on_bitbucket()
    unread = list(not_read(connection, EXPECTED))
    yield from unread
    unused = all(provider.workspace_count == 0 for provider in providers)
    if not (workspaces or objects or unread) and unused:
        raise NotApplicable("No object that this HCP Terraform token can read is connected to Bitbucket Cloud.")
    if not workspaces and not unused:
        actual = "the token can't read a workspace that is connected to Bitbucket Cloud, but there might be some"
        yield unknown("workspaces", EXPECTED, actual, "Use a token that can read every workspace.")
    for workspace in workspaces:
        yield _finding(workspace, existing, whole=whole).about(workspace)
    for one in objects:
        yield _of_token(one, existing, whole=whole).about(one)


def _finding(workspace: TerraformWorkspace, existing: frozenset[str], *, whole: bool) -> Finding:
    if workspace.oauth_token_id is None:
        return unknown(workspace.name, EXPECTED, "HCP Terraform reports none", CHOOSE)
    if workspace.service_provider is None and workspace.oauth_token_id not in existing:
        actual = "HCP Terraform doesn't report whether it uses Bitbucket Cloud"
        return unknown(workspace.name, EXPECTED, actual, LOOK)
    return _of_token(workspace, existing, whole=whole)


def _of_token(user: Connected, existing: frozenset[str], *, whole: bool) -> Finding:
    """Return whether the OAuth token that a workspace or object names is among the existing ones."""
    token = user.oauth_token_id or ""
    # A token in the place of its ID must not be shown.
    shown = token if _ID.fullmatch(token) else "not an OAuth token ID (ot-…)"
    if token in existing:
        return passed(user.name, EXPECTED, shown)
    if not whole:
        fix = f"{MANAGER} If the OAuth token still isn't listed: {CHOOSE}"
        return unknown(user.name, EXPECTED, f"{shown}; this token might not see every OAuth token", fix)
    return failed(user.name, EXPECTED, f"{shown}, which no VCS provider has", CHOOSE)
