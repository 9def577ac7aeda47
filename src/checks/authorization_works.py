"""Check: HCP Terraform can access repositories on Bitbucket right now."""

from collections.abc import Iterator
from http import HTTPStatus

from checks.clients.errors import ReadError
from checks.clients.terraform_provider_records import OAuthToken
from checks.clients.terraform_workspace_records import bitbucket_workspace
from checks.connection.connection import Connection
from checks.engine.model import Finding, Step, advice, check, failed, passed, unknown, unreadable
from checks.engine.unread_objects import not_read
from checks.facts import terraform, terraform_screens
from checks.provider_authorized import provider_authorized

EXPECTED = "accessible to HCP Terraform"
FIX = (
    f"If no repository is accessible, select {terraform_screens.REAUTHORIZE.text} as the service user. If others are, "
    "the repository was renamed or moved, or the authorizing user lost permissions on it."
)
UNASKED = "The endpoint is a beta, which your server might not have. Then only the check last-fetch shows the result."
REST = "The check last-fetch covers all of them and reports whether each was fetched."
UNNAMED = f"Check its repository in HCP Terraform: {terraform_screens.VERSION_CONTROL.text} settings of a workspace."
NONE_LISTED = "no repository is listed, and no visible object uses a repository to look up"
SAMPLE = 3  # each of these repositories makes HCP Terraform spend some of its requests to Bitbucket


@check(
    Step.CONNECT,
    reads=(*terraform.CONNECTED, terraform.VCS_REPO, terraform.VCS_TREE, terraform.AUTHORIZED_REPOS),
    after=(provider_authorized,),
)
def authorization_works(connection: Connection) -> Iterator[Finding]:
    """HCP Terraform can access repositories on Bitbucket.

    An authorization can stop working without notice: if the authorizing user leaves, if it isn't used for three months,
    or if a permission is removed. The check makes HCP Terraform look for up to three repositories now. The endpoint is
    a beta, so the result is unknown if your server doesn't have it.
    """
    for oauth_token in connection.oauth_tokens():
        sample = _sample(used := _repositories(connection, oauth_token))
        for repository in sample:
            ids = (one.id for one in connection.users_of(oauth_token) if one.repository.lower() == repository.lower())
            found = _repository_finding(connection, repository, oauth_token).identified(*ids)
            yield found.in_scope(bitbucket_workspace(repository))
        if len(used) > len(sample):
            actual = f"{len(sample):,} of {len(used):,} checked, {len(used) - len(sample):,} others were not"
            subject = f"repositories of {oauth_token.shown}"
            yield advice(subject, "all repositories in use", actual, REST).identified(oauth_token.id)
        if not used:
            yield _list_finding(connection, oauth_token).identified(oauth_token.id)
        for user in (one for one in connection.users_of(oauth_token) if not one.repository):
            yield unknown(user.name, EXPECTED, "HCP Terraform doesn't report its repository", UNNAMED).about(user)
    yield from not_read(connection, EXPECTED)


def works_now(connection: Connection, oauth_token: OAuthToken) -> bool:
    """Return whether HCP Terraform uses the authorization successfully for the requests of this check."""
    repositories = _sample(_repositories(connection, oauth_token))
    try:
        seen = (connection.sees(repository, oauth_token) for repository in repositories)
        return any(seen) if repositories else connection.lists_repositories(oauth_token)
    except ReadError:
        return False


def _repositories(connection: Connection, oauth_token: OAuthToken) -> list[str]:
    """Return every repository in use, each once whatever its case."""
    used = (one.repository for one in connection.users_of(oauth_token))
    return list({repository.lower(): repository for repository in used if repository}.values())


def _sample(repositories: list[str]) -> list[str]:
    """Return the first few repositories, from as many Bitbucket workspaces as possible."""
    firsts = {repository.partition("/")[0].lower(): repository for repository in reversed(repositories)}
    return list(dict.fromkeys([*firsts.values(), *repositories]))[:SAMPLE]


def _repository_finding(connection: Connection, repository: str, oauth_token: OAuthToken) -> Finding:
    try:
        if connection.sees(repository, oauth_token):
            return passed(repository, EXPECTED, "accessible")
    except ReadError as error:
        if error.status != HTTPStatus.UNPROCESSABLE_ENTITY:
            return _unasked(repository, error)
        if error.message:
            return failed(repository, EXPECTED, error.message, FIX, error)
    try:
        connection.tree(repository, oauth_token)  # its error can have Bitbucket's message about the reason
    except ReadError as error:
        if error.status == HTTPStatus.UNPROCESSABLE_ENTITY and error.message:
            return failed(repository, EXPECTED, error.message, FIX, error)
    return failed(repository, EXPECTED, "no such repository is accessible", FIX)


def _unasked(subject: str, error: ReadError) -> Finding:
    return unreadable(subject, EXPECTED, error, UNASKED if error.status == HTTPStatus.NOT_FOUND else "")


def _list_finding(connection: Connection, oauth_token: OAuthToken) -> Finding:
    subject = f"repositories of {oauth_token.shown}"
    try:
        if connection.lists_repositories(oauth_token):
            return passed(subject, EXPECTED, "at least one is listed")
    except ReadError as error:
        return _unasked(subject, error)
    return unknown(subject, EXPECTED, NONE_LISTED, "Connect a first workspace, then run the checks again.")
