"""Check: no Terraform workspace points at a grant that is gone."""

import re
from collections.abc import Iterator

from checks.clients.terraform_records import TerraformWorkspace
from checks.connection.connection import Connection
from checks.engine.model import Finding, NotApplicable, Step, check, failed, passed, unknown
from checks.facts import terraform
from checks.provider_selected import provider_selected

CHOOSE = "In the Terraform workspace open Settings, Version Control, and choose the provider again."
LOOK = "In the Terraform workspace open Settings, Version Control, and look which provider it uses."
_ID = re.compile(r"ot-\w+")


@check(
    Step.CONNECT,
    reads=(terraform.ORGANIZATION, terraform.OAUTH_CLIENTS, terraform.WORKSPACES),
    after=(provider_selected,),
)
def token_references(connection: Connection) -> Iterator[Finding]:
    """Every Terraform workspace uses a grant that exists.

    When a provider is deleted and made anew, Terraform workspaces keep pointing at the old grant. They start no more
    runs and say nothing.
    """
    providers = connection.providers()
    existing = frozenset().union(*(provider.grant_ids or frozenset() for provider in providers))
    # What is not on the list of providers may only be hidden from a token that may not manage them.
    whole = bool(connection.organization().can_manage_vcs) and all(one.grant_ids is not None for one in providers)
    workspaces = connection.named_terraform_workspaces()
    if not workspaces:
        raise NotApplicable("No Terraform workspace is connected to Bitbucket Cloud yet.")
    for workspace in workspaces:
        yield _judged(workspace, existing, whole=whole).in_scope(*workspace.scope)


def _judged(workspace: TerraformWorkspace, existing: frozenset[str], *, whole: bool) -> Finding:
    expected = "uses a grant that exists"
    if workspace.oauth_token_id is None:
        return unknown(workspace.name, expected, "HCP Terraform names none", CHOOSE)
    if workspace.service_provider is None and workspace.oauth_token_id not in existing:
        actual = "HCP Terraform does not report whether it uses Bitbucket Cloud"
        return unknown(workspace.name, expected, actual, LOOK)
    # People have put a token where its id belongs, and that must not be shown.
    shown = workspace.oauth_token_id if _ID.fullmatch(workspace.oauth_token_id) else "what is no id of a grant (ot-…)"
    if workspace.oauth_token_id in existing:
        return passed(workspace.name, expected, shown)
    if not whole:
        fix = f"Ask again with a token that may manage VCS settings. If that sees no such grant either: {CHOOSE}"
        return unknown(workspace.name, expected, f"{shown}; this token may not see every grant", fix)
    return failed(workspace.name, expected, f"{shown}, which no provider has", CHOOSE)
