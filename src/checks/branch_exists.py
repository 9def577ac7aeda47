"""Check: the branch that each Terraform workspace uses exists."""

from collections.abc import Iterator

from checks.bitbucket_token import bitbucket_token
from checks.clients.connected_objects import Connected
from checks.clients.errors import GitmodulesError, MissingBranchError, ReadError
from checks.clients.repository_name import branch_name
from checks.connection.cache import ReadResult
from checks.connection.connection import Connection
from checks.engine.model import Finding, Step, check, failed, passed, unknown, unreadable
from checks.engine.unread_objects import incomplete
from checks.facts import bitbucket, terraform, terraform_screens
from checks.facts.failures import BRANCH_NOT_INGRESSABLE, REMOTE_BRANCH_NOT_FOUND, match
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
    also_reads=(terraform.CONFIGURATION_VERSIONS, terraform.INGRESS_ATTRIBUTES),
    after=(provider_authorized, bitbucket_token),
)
def branch_exists(connection: Connection) -> Iterator[Finding]:
    """The branch of every connected repository exists.

    If the branch was deleted, renamed, or misspelled, or if the repository has no commits, HCP Terraform can't fetch
    anything. This check covers Terraform workspaces, policy sets, Stacks, and modules that are published from a branch.
    A tag isn't a branch. The check uses the requests of the submodule checks, and sends one more only if a branch isn't
    found. A full name such as `refs/heads/main` passes only if a fetch has worked with it, because HashiCorp doesn't
    document whether it works.
    """
    users = connection.on_branches()
    yield from incomplete(
        connection, EXPECTED, users, "No object that this token can see uses a branch with this VCS provider."
    )
    for reading in connection.each("branches", connection.submodules, users):
        yield _finding(connection, reading).about(reading.subject)


def _finding(connection: Connection, reading: ReadResult[Connected, tuple[Submodule, ...]]) -> Finding:
    user, error = reading.subject, reading.error
    branch = f"branch {user.branch}" if user.branch else "main branch"
    subject = f"{branch} of {user.shown_repository} for {user.name}"
    if isinstance(error, MissingBranchError):
        actual, fix = ("the repository has no commits", EMPTY) if error.empty else ("no such branch", OTHER)
        return failed(subject, EXPECTED, actual, fix, error)
    if error is None or isinstance(error, GitmodulesError):
        return _full_name_finding(connection, user, subject) or passed(subject, EXPECTED, "it exists")
    return unreadable(subject, EXPECTED, error)


def _full_name_finding(connection: Connection, user: Connected, subject: str) -> Finding | None:
    """Return the finding about a full name that no fetch proves, although the branch exists; None if one does."""
    full = user.branch or ""
    name, missing = branch_name(full), ""
    if name == full:
        return None
    fix = f"Enter the branch as {name} in the {terraform_screens.VERSION_CONTROL.text} settings."
    try:
        fetch = connection.newest_fetch(user)
        if fetch and fetch.worked is False and _is_missing(full, fetch.error or ""):
            return failed(subject, EXPECTED, f"the branch {name} exists, and the newest fetch didn't find {full}", fix)
        if not (fetch and fetch.worked):
            missing = "the newest fetch failed" if fetch and fetch.worked is False else "no fetch has finished"
        elif connection.ingress(fetch).branch != full:
            missing = f"HCP Terraform doesn't report that the newest fetch was of {full}"
    except ReadError as error:
        missing = f"its fetches couldn't be read: {error}"
    actual = f"the branch {name} exists, and no fetch proves that HCP Terraform accepts its full name: {missing}"
    return unknown(subject, EXPECTED, actual, fix) if missing else None


def _is_missing(branch: str, words: str) -> bool:
    """Return whether the error message of a fetch is about the branch; that of a submodule can also be missing."""
    known = match(words)
    return known is BRANCH_NOT_INGRESSABLE or (known is REMOTE_BRANCH_NOT_FOUND and branch in words)
