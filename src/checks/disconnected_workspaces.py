"""Check: no workspace has lost its connection to Bitbucket Cloud."""

from collections.abc import Iterator

from checks.clients.terraform_fetch_records import Fetch, newest
from checks.clients.terraform_workspace_records import UnconnectedWorkspace
from checks.connection.cache import ReadResult
from checks.connection.connection import Connection
from checks.connection.workspaces import LIMIT, Disconnected
from checks.engine.model import Finding, NotApplicable, Step, advice, check, failed, passed, unknown, unreadable
from checks.facts import terraform, terraform_screens
from checks.terraform_token import terraform_token

EXPECTED = "connected to Bitbucket Cloud, or disconnected on purpose"
SETTING = "TFE_DISCONNECTED_WORKSPACES"
OTHERS = "other workspaces without a repository"
RECONNECT = (
    f"To reconnect the workspace, go to its {terraform_screens.VERSION_CONTROL.text} settings and choose the "
    f"repository again. If it was disconnected on purpose, add its name to {SETTING}."
)


@check(
    Step.CREATE_WORKSPACE,
    reads=(terraform.WORKSPACES, terraform.CONFIGURATION_VERSIONS),
    after=(terraform_token,),
)
def disconnected_workspaces(connection: Connection) -> Iterator[Finding]:
    """No workspace has lost its connection to Bitbucket Cloud.

    Without a repository, a workspace takes part in no other check. Deleting the VCS provider disconnects every
    workspace that uses it. This check finds workspaces whose current configuration came from Bitbucket Cloud. HashiCorp
    doesn't document whether a failed fetch becomes the current configuration. If it doesn't, this check can't find a
    workspace that has never been fetched successfully.
    """
    listed = connection.workspace_list()
    if not listed.connected and not listed.unconnected:
        raise NotApplicable("This HCP Terraform token can't see a workspace in the organization.")
    found = connection.disconnected()
    readings = connection.each("configuration versions", connection.configurations, found.candidates)
    judged = [finding for reading in readings for finding in _judged(reading)]
    yield from judged
    lost = {finding.subject for finding in judged} | {one.name for one in found.left_out}
    if lost and not any(one.hosted for one in listed.connected):
        fix = "Check whether the VCS provider or its authorization was removed, and reconnect the workspaces."
        yield unknown("Bitbucket Cloud", "at least one connected workspace", f"none; {len(lost):,} were connected", fix)
    yield from _not_read(found, sampled=connection.settings.sample is not None)
    kept = found.unconnected - len(lost) - len(found.accepted) - len(found.unreported)
    if kept or not found.unconnected:
        yield passed(OTHERS, "never connected to Bitbucket Cloud, or moved away later", f"{kept:,} checked")


def _judged(reading: ReadResult[UnconnectedWorkspace, tuple[Fetch, ...]]) -> Iterator[Finding]:
    """Yield what is known of a workspace; nothing if a later upload shows that it was moved on purpose."""
    workspace = reading.subject
    if reading.error:
        yield unreadable(workspace.name, EXPECTED, reading.error).in_scope(*workspace.scope)
        return
    last = newest(one for one in reading.value if one.from_bitbucket or one.worked)
    if last and not any(one.from_bitbucket for one in last):
        return
    was = f"was connected to Bitbucket Cloud ({workspace.repository}) and no longer is"
    outcomes = {one.worked if one.from_bitbucket else None for one in last}
    if outcomes == {False}:
        why = last[0].error or "HCP Terraform doesn't report why"
        yield failed(workspace.name, EXPECTED, f"{was}; the last fetch failed: {why}", RECONNECT).in_scope(
            *workspace.scope
        )
    elif outcomes == {True}:
        yield passed(workspace.name, "no failed fetch before", "the last fetch worked").in_scope(*workspace.scope)
        yield advice(workspace.name, EXPECTED, was, RECONNECT).in_scope(*workspace.scope)
    else:
        actual = f"{was}; HCP Terraform doesn't report how the last fetch ended"
        yield unknown(workspace.name, EXPECTED, actual, RECONNECT).in_scope(*workspace.scope)


def _not_read(found: Disconnected, *, sampled: bool) -> Iterator[Finding]:
    """Yield what was accepted, and what was left out."""
    for workspace in found.accepted:
        yield passed(workspace.name, EXPECTED, f"accepted by {SETTING}").in_scope(*workspace.scope)
    if found.accepted:
        names = ", ".join(workspace.name for workspace in found.accepted)
        yield advice("accepted", EXPECTED, f"disconnected from Bitbucket Cloud, accepted by {SETTING}: {names}")
    if found.left_out:
        actual = f"{len(found.left_out):,} more were connected to Bitbucket Cloud, and weren't checked"
        tell = advice if sampled else unknown
        yield tell(OTHERS, EXPECTED, actual, f"Reconnect them, or add their names to {SETTING}. Limit: {LIMIT}.")
    if found.unreported:
        actual = f"for {len(found.unreported):,}, HCP Terraform doesn't report where the configuration came from"
        fix = f"Check whether they were connected to Bitbucket Cloud, for example {found.unreported[0].name}."
        yield unknown(OTHERS, EXPECTED, actual, fix)
