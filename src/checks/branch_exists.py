"""Check: the branch that each Terraform workspace uses exists."""

from collections.abc import Iterator

from checks.bitbucket_token import bitbucket_token
from checks.clients.errors import GitmodulesError, MissingBranchError
from checks.clients.terraform_workspace_records import TerraformWorkspace
from checks.connection.cache import ReadResult
from checks.connection.connection import Connection
from checks.engine.model import Finding, NotApplicable, Step, check, failed, passed, unreadable
from checks.facts import bitbucket, terraform, terraform_screens
from checks.files.gitmodules import Submodule
from checks.provider_authorized import provider_authorized

EXPECTED = "the branch exists"
EMPTY = "Push a first commit to the repository."
OTHER = (
    "Create the branch, or in the Terraform workspace go to "
    f"{terraform_screens.SETTINGS.text} > {terraform_screens.VERSION_CONTROL.text} and enter a branch that exists."
)


@check(
    Step.CREATE_WORKSPACE,
    reads=(*terraform.IN_USE, *bitbucket.FILE_ON_BRANCH),
    after=(provider_authorized, bitbucket_token),
)
def branch_exists(connection: Connection) -> Iterator[Finding]:
    """The branch of every connected Terraform workspace exists.

    If the branch was deleted, renamed, or misspelled, or if the repository has no commits, HCP Terraform can't fetch
    anything. This check uses the requests of the submodule checks, and sends one more only if a branch isn't found.
    """
    workspaces = connection.terraform_workspaces()
    if not workspaces:
        raise NotApplicable("No workspace uses this VCS provider.")
    for reading in connection.each("branches", connection.submodules, workspaces):
        yield _finding(reading).in_scope(*reading.subject.scope)


def _finding(reading: ReadResult[TerraformWorkspace, tuple[Submodule, ...]]) -> Finding:
    workspace, error = reading.subject, reading.error
    branch = f"branch {workspace.branch}" if workspace.branch else "main branch"
    subject = f"{branch} of {workspace.shown_repository} for {workspace.name}"
    if isinstance(error, MissingBranchError):
        actual, fix = ("the repository has no commits", EMPTY) if error.empty else ("no such branch", OTHER)
        return failed(subject, EXPECTED, actual, fix, error)
    if error is None or isinstance(error, GitmodulesError):
        return passed(subject, EXPECTED, "it exists")
    return unreadable(subject, EXPECTED, error)
