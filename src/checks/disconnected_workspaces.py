"""Check: no workspace has lost its connection to Bitbucket Cloud."""

from collections.abc import Iterator

from checks.clients.terraform_fetch_records import Fetch, newest, not_read
from checks.clients.terraform_workspace_records import UnconnectedWorkspace
from checks.connection.cache import ReadResult
from checks.connection.connection import Connection
from checks.connection.workspaces import LIMIT, Disconnected
from checks.engine.invisible_workspaces import none_connected
from checks.engine.model import Finding, Step, advice, check, failed, passed, unknown, unreadable
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
    also_reads=(terraform.OAUTH_CLIENTS, terraform.OAUTH_TOKENS, *terraform.CONNECTED_OBJECTS),
    after=(terraform_token,),
)
def disconnected_workspaces(connection: Connection) -> Iterator[Finding]:
    """No workspace has lost its connection to Bitbucket Cloud.

    The other checks don't cover a workspace without a repository, and deleting the VCS provider disconnects every
    workspace that uses it. This check finds workspaces whose current configuration came from Bitbucket Cloud. HashiCorp
    doesn't document whether a failed fetch becomes the current configuration. If it doesn't, this check can't find a
    workspace that has never been fetched successfully. The check `version-status` covers the fetches of modules, policy
    sets, and Stacks, which the API doesn't report as disconnected.
    """
    listed = connection.workspace_list()
    found = connection.disconnected()
    readings = connection.each("configuration versions", connection.configurations, found.candidates)
    judged = [finding for reading in readings for finding in _findings(reading)]
    yield from judged
    lost = {finding.subject for finding in judged} | {one.name for one in found.left_out}
    yield from none_connected(connection, lost=len(lost), accepted=len(found.accepted))
    yield from _not_read(found, sampled=connection.settings.sample is not None)
    unclear = [one for one in listed.connected if not one.shows_connection]
    if unclear:
        actual = f"for {len(unclear):,}, HCP Terraform doesn't report whether they are connected"
        fix = f"Check their {terraform_screens.VERSION_CONTROL.text} settings, for example of {unclear[0].name}."
        yield unknown(OTHERS, EXPECTED, actual, fix)
    kept = found.unconnected - len(lost) - len(found.accepted) - len(found.unreported)
    if kept or (len(listed.connected) > len(unclear) and not found.unconnected):
        yield passed(
            OTHERS,
            "the current configuration isn't from Bitbucket Cloud, or was replaced later",
            f"{kept:,} checked; one without any successful fetch can't be found",
        )


def _findings(reading: ReadResult[UnconnectedWorkspace, tuple[Fetch, ...]]) -> Iterator[Finding]:
    """Yield the findings about a workspace; none if a later upload shows that it was moved on purpose."""
    workspace = reading.subject
    if reading.error:
        yield unreadable(workspace.name, EXPECTED, reading.error).about(workspace)
        return
    last = newest(one for one in reading.value if one.from_bitbucket or one.worked)
    if last and not any(one.from_bitbucket for one in last):
        return
    was = f"was connected to Bitbucket Cloud ({workspace.repository}) and no longer is{not_read(reading.value)}"
    outcomes = {one.worked if one.from_bitbucket else None for one in last}
    if outcomes == {False}:
        why = last[0].error or "HCP Terraform doesn't report why"
        yield failed(workspace.name, EXPECTED, f"{was}; the last fetch failed: {why}", RECONNECT).about(workspace)
    elif outcomes == {True}:
        yield passed(workspace.name, "no failed fetch before", "the last fetch worked").about(workspace)
        yield advice(workspace.name, EXPECTED, was, RECONNECT).about(workspace)
    else:
        actual = f"{was}; HCP Terraform doesn't report how the last fetch ended"
        yield unknown(workspace.name, EXPECTED, actual, RECONNECT).about(workspace)


def _not_read(found: Disconnected, *, sampled: bool) -> Iterator[Finding]:
    """Yield the findings about workspaces that the settings accept and workspaces that weren't read."""
    for workspace in found.accepted:
        yield passed(workspace.name, EXPECTED, f"accepted by {SETTING}").about(workspace)
    if found.accepted:
        names = ", ".join(workspace.name for workspace in found.accepted)
        yield advice("accepted", EXPECTED, f"disconnected from Bitbucket Cloud, accepted by {SETTING}: {names}")
    if found.left_out:
        actual = f"{len(found.left_out):,} more were connected to Bitbucket Cloud, and weren't checked"
        finding = advice if sampled else unknown
        yield finding(OTHERS, EXPECTED, actual, f"Reconnect them, or add their names to {SETTING}. Limit: {LIMIT}.")
    if found.unreported:
        actual = f"for {len(found.unreported):,}, HCP Terraform doesn't report where the configuration came from"
        fix = f"Check whether they were connected to Bitbucket Cloud, for example {found.unreported[0].name}."
        yield unknown(OTHERS, EXPECTED, actual, fix)
