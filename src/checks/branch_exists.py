"""Check: the branch that each Terraform workspace uses exists."""

from collections.abc import Iterator

from checks.bitbucket_token import bitbucket_token
from checks.clients.connected_objects import Connected
from checks.clients.errors import GitmodulesError, MissingBranchError
from checks.connection.cache import ReadResult
from checks.connection.connection import Connection
from checks.engine.connected import incomplete
from checks.engine.model import Finding, Step, check, failed, passed, unreadable
from checks.facts import bitbucket, terraform, terraform_screens
from checks.files.gitmodules import Submodule
from checks.provider_authorized import provider_authorized

EXPECTED = "the branch exists"
EMPTY = "Push a first commit to the repository."
OTHER = (
    "Create the branch, or enter a branch that exists. In a Terraform workspace, go to "
    f"{terraform_screens.SETTINGS.text} > {terraform_screens.VERSION_CONTROL.text}."
)


@check(
    Step.CREATE_WORKSPACE,
    reads=(*terraform.CONNECTED, *bitbucket.FILE_ON_BRANCH),
    after=(provider_authorized, bitbucket_token),
)
def branch_exists(connection: Connection) -> Iterator[Finding]:
    """The branch of every connected repository exists.

    If the branch was deleted, renamed, or misspelled, or if the repository has no commits, HCP Terraform can't fetch
    anything. This check covers Terraform workspaces, policy sets, Stacks, and modules that are published from a branch.
    It uses the requests of the submodule checks, and sends one more only if a branch isn't found.
    """
    users = connection.on_branches()
    yield from incomplete(
        connection, EXPECTED, users, "No object that this token can see uses a branch with this VCS provider."
    )
    for reading in connection.each("branches", connection.submodules, users):
        yield _finding(reading).about(reading.subject)


def _finding(reading: ReadResult[Connected, tuple[Submodule, ...]]) -> Finding:
    user, error = reading.subject, reading.error
    branch = f"branch {user.branch}" if user.branch else "main branch"
    subject = f"{branch} of {user.shown_repository} for {user.name}"
    if isinstance(error, MissingBranchError):
        actual, fix = ("the repository has no commits", EMPTY) if error.empty else ("no such branch", OTHER)
        return failed(subject, EXPECTED, actual, fix, error)
    if error is None or isinstance(error, GitmodulesError):
        return passed(subject, EXPECTED, "it exists")
    return unreadable(subject, EXPECTED, error)
