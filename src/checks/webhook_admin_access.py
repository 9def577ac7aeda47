"""Check: the account can administer every connected repository."""

from collections.abc import Iterator
from dataclasses import replace

from checks.bitbucket_token import bitbucket_token
from checks.clients.connected_objects import Connected
from checks.clients.terraform_workspace_records import TerraformWorkspace, bitbucket_workspace
from checks.connection.cache import ReadResult
from checks.connection.connection import Connection
from checks.engine.account_guard import about_account
from checks.engine.model import Finding, Step, check, failed, passed, unknown, unreadable
from checks.engine.unread_objects import incomplete
from checks.facts import bitbucket, requirements, terraform
from checks.provider_authorized import provider_authorized

UNSEEN = (None, "none")
"""Bitbucket's values if the account has no permission on a repository, or if the repository doesn't exist."""

LESSER = ("read", "write")


@check(
    Step.CREATE_WORKSPACE,
    reads=(*terraform.CONNECTED, bitbucket.USER, bitbucket.WORKSPACE_REPOSITORY_PERMISSIONS, bitbucket.REPOSITORY),
    after=(provider_authorized, bitbucket_token),
)
def webhook_admin_access(connection: Connection) -> Iterator[Finding]:
    """The account has Admin permission on every connected repository.

    HCP Terraform creates a webhook on each repository that it uses, and Bitbucket requires Admin permission
    for that. Without the permission, connecting a repository fails, or pushes don't trigger runs.
    """
    yield from about_account(connection, _permissions(connection))


def _permissions(connection: Connection) -> Iterator[Finding]:
    repositories = connection.repositories()
    yield from incomplete(
        connection,
        requirements.REPOSITORY_PERMISSION,
        repositories,
        "No object that this token can see uses this VCS provider.",
    )
    users = _users(connection)
    for reading in connection.each("permissions", connection.permission, repositories):
        found = _finding(reading)
        used_by = users[reading.subject.lower()]
        if not any(isinstance(one, TerraformWorkspace) for one in used_by):
            found = replace(found, subject=f"{found.subject} for {used_by[-1].name}")
        ids = (one.id for one in used_by)
        yield found.identified(*ids).in_scope(bitbucket_workspace(reading.subject))


def _users(connection: Connection) -> dict[str, list[Connected]]:
    """Return for each repository, by its name in lower case, what uses it."""
    users: dict[str, list[Connected]] = {}
    for one in connection.connected():
        users.setdefault(one.repository.lower(), []).append(one)
    return users


def _finding(reading: ReadResult[str, str | None]) -> Finding:
    expected = requirements.REPOSITORY_PERMISSION
    if reading.error:
        return unreadable(reading.subject or "a repository without a name", expected, reading.error)
    if reading.value == expected:
        return passed(reading.subject, expected, expected)
    if reading.value in UNSEEN:
        fix = (
            f"Check whether {reading.subject} was renamed or moved. If it was, connect the workspace to the new name. "
            "If not, grant the account Admin permission on the repository or on its project."
        )
        return replace(failed(reading.subject, expected, "no access reported by Bitbucket", fix), invisible=True)
    if reading.value not in LESSER:
        return unknown(
            reading.subject,
            expected,
            f"{reading.value}, which is not a known permission",
            f"Check the permissions in the settings of {reading.subject}.",
        )
    fix = f"Grant the account Admin permission on {reading.subject} or on its project."
    return failed(reading.subject, expected, str(reading.value), fix)
