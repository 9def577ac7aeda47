"""Check: HCP Terraform reaches Bitbucket with its grant right now."""

from collections.abc import Iterator
from http import HTTPStatus

from checks.clients.errors import ReadError
from checks.clients.terraform_records import OAuthToken, bitbucket_workspace
from checks.connection.connection import Connection
from checks.engine.model import Finding, Step, check, failed, passed, unknown, unreadable
from checks.facts import terraform
from checks.provider_authorized import provider_authorized

EXPECTED = "seen by HCP Terraform"
FIX = (
    "If it sees no repository at all, reauthorize the provider as the service account. If it sees others, this one was "
    "renamed or moved, or the account that granted access has lost its rights on it."
)
UNASKED = (
    "The call is a beta, which a server may not have yet. Then the last fetch of each Terraform workspace is all that "
    "shows whether the grant works."
)
SAMPLE = 3
"""Repositories that are looked for: each look makes HCP Terraform spend some of its requests to Bitbucket."""


@check(
    Step.CONNECT,
    reads=(*terraform.IN_USE, terraform.VCS_REPO, terraform.VCS_TREE, terraform.AUTHORIZED_REPOS),
    after=(provider_authorized,),
)
def authorization_works(connection: Connection) -> Iterator[Finding]:
    """HCP Terraform reaches Bitbucket with its grant.

    A grant dies silently: when the person leaves, when nothing uses it for three months, when a permission is taken
    away. This asks HCP Terraform to look for a repository now. The call is published as a beta, so where your server
    does not have it, nothing can be told.
    """
    workspaces = connection.terraform_workspaces()
    for oauth_token in connection.oauth_tokens():
        used = dict.fromkeys(
            workspace.repository for workspace in workspaces if workspace.oauth_token_id == oauth_token.id
        )
        for repository in list(used)[:SAMPLE]:
            yield _look(connection, repository, oauth_token).in_scope(bitbucket_workspace(repository))
        if not used:
            yield _list(connection, oauth_token)


def _look(connection: Connection, repository: str, oauth_token: OAuthToken) -> Finding:
    try:
        if connection.sees(repository, oauth_token):
            return passed(repository, EXPECTED, "seen just now")
    except ReadError as error:
        if error.status != HTTPStatus.UNPROCESSABLE_ENTITY:
            return unreadable(repository, EXPECTED, error, UNASKED)
        if error.message:
            return failed(repository, EXPECTED, error.message, FIX, error)
    reason = _reason(connection, repository, oauth_token)
    return failed(repository, EXPECTED, reason.message if reason else "it sees no such repository", FIX, reason)


def _reason(connection: Connection, repository: str, oauth_token: OAuthToken) -> ReadError | None:
    """Return the error with Bitbucket's words about why HCP Terraform can't see a repository; None if it has none."""
    try:
        connection.tree(repository, oauth_token)
    except ReadError as error:
        if error.status == HTTPStatus.UNPROCESSABLE_ENTITY and error.message:
            return error
    return None


def _list(connection: Connection, oauth_token: OAuthToken) -> Finding:
    subject = f"repositories of {oauth_token.shown}"
    try:
        listed = connection.lists_repositories(oauth_token)
    except ReadError as error:
        return unreadable(subject, EXPECTED, error, UNASKED)
    if listed:
        return passed(subject, EXPECTED, "listed just now")
    actual = "none were listed, and no Terraform workspace names one to look for"
    return unknown(subject, EXPECTED, actual, "Connect a first Terraform workspace, then ask again.")
