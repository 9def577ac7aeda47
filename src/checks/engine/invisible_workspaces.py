"""Judges traces of workspaces that this token can't read, and that might have lost their connection."""

from collections.abc import Iterator

from checks.clients.errors import ReadError
from checks.connection.connection import Connection
from checks.engine.model import Finding, NotApplicable, passed, unknown

SUBJECT = "Bitbucket Cloud"
CONNECT = (
    "Connect a first workspace. If workspaces were connected before, use a token that can read all of them, and run "
    "the checks again."
)
LOST = (
    "Check whether they belong to another organization, to a workspace or policy set that this token can't read, or to "
    "a workspace that lost its connection."
)


def none_connected(connection: Connection, *, lost: int, accepted: int) -> Iterator[Finding]:
    """Yield a finding if no workspace is connected, because all of them might have lost their connection.

    Raises:
        NotApplicable: There is no workspace that this token can read, and other objects use the VCS provider.
    """
    listed, expected = connection.workspace_list(), "at least one connected workspace"
    if lost and not any(one.hosted for one in listed.connected):
        fix = "Check whether the VCS provider or its authorization was removed, and reconnect the workspaces."
        yield unknown(SUBJECT, expected, f"none; before, {lost:,} were connected", fix)
    elif not accepted and not any(one.may_be_on_bitbucket for one in listed.connected):
        seen = len(listed.connected) + len(listed.unconnected)
        if others := 0 if lost else _other_users(connection):
            if not seen:
                raise NotApplicable("HCP Terraform reports that no workspace uses the VCS provider, and lists none.")
            actual = f"no workspace, according to HCP Terraform; {others:,} other objects use the VCS provider"
            yield passed(SUBJECT, "as many connected workspaces as HCP Terraform reports", actual)
            return
        actual = f"none of the {seen:,} that this token can read; others might have been disconnected"
        yield unknown(SUBJECT, expected, actual if seen else "this token can't read any workspace", CONNECT)


def _other_users(connection: Connection) -> int:
    """Return the number of modules, policy sets, and Stacks that use the VCS provider.

    0 if HCP Terraform counts a workspace for the provider, or if the count or the objects couldn't be read.
    """
    try:
        return len(connection.connected_objects()) if connection.provider().workspace_count == 0 else 0
    except (ReadError, LookupError):
        return 0  # the caller then reports an unknown result


def webhooks_of_no_user(connection: Connection, here: str) -> Iterator[Finding]:
    """Yield a finding for each repository with more webhooks of this HCP Terraform than objects that use it.

    If no workspace is connected, such a webhook is the only trace of workspaces that this token can't read and that
    lost their connection. HCP Terraform doesn't report the webhooks of modules and Stacks: each of them can have one.
    """
    objects = [one for one in connection.connected_objects() if one.repository]
    silent = [one.repository.lower() for one in objects if one.webhook is None]
    known = {one.webhook for one in objects}
    for repository in {one.repository.lower(): one.repository for one in objects}.values():
        try:
            found = {hook.address for hook in connection.hooks(repository) if hook.address}
        except ReadError:
            continue  # if webhooks of the repository are known, the findings about them report it
        others = [one for one in found - known if one.of_terraform and one.host.lower() == here.lower()]
        if len(others) > silent.count(repository.lower()):
            actual = f"{len(others):,} more webhooks of this HCP Terraform, and no workspace that this token can read"
            yield unknown(repository, "a webhook only for each object that uses it", actual, LOST)
