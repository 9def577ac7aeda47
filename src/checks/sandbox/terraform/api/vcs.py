"""HashiCorp's beta endpoints that query Bitbucket with an OAuth token."""

from flask import Blueprint, Response, request

from checks.facts.bitbucket import closure
from checks.sandbox.bitbucket.state import Repository
from checks.sandbox.state import current_state
from checks.sandbox.terraform.api import access, provider_payloads
from checks.sandbox.terraform.api.errors import Refusal, document, not_found
from checks.sandbox.terraform.api.reads import find_oauth_token
from checks.sandbox.terraform.state import OAuthToken

routes = Blueprint("vcs", __name__)


def has_scopes(oauth_token: OAuthToken, *scopes: str) -> bool:
    """Return whether the consumer had these scopes when access was granted."""
    return oauth_token.scopes is None or set(scopes) <= closure(oauth_token.scopes)


def reachable(oauth_token: OAuthToken) -> list[Repository]:
    """Return the repositories that `oauth_token` can access: none if it is invalid or lacks the scope."""
    blocked = {one.slug for one in current_state().scenario.bitbucket_workspaces if one.refusal}
    return [
        found
        for found in current_state().scenario.repositories
        if oauth_token.works
        and has_scopes(oauth_token, "repository")
        and oauth_token.account in found.members
        and found.workspace not in blocked
    ]


def listed(oauth_token: OAuthToken) -> list[Repository]:
    """Return the repositories to select from: none on a release that can't list them."""
    # Whether such a release returns an empty list or an error is not documented.
    return reachable(oauth_token) if current_state().scenario.lists_repositories else []


def _beta(name: str) -> OAuthToken:
    """Return the OAuth token for a beta endpoint. Raises `Refusal` on a release without the endpoint."""
    if not current_state().scenario.beta_endpoints:
        raise not_found()
    return find_oauth_token(name)[1]


def _visible(oauth_token: OAuthToken, identifier: str) -> bool:
    return identifier.lower() in {found.full_name.lower() for found in reachable(oauth_token)}


@routes.get("/organizations/<name>/vcs/repo")
def _repository_check(name: str) -> Response:
    access.organization(name)
    found = _beta(request.args.get("oauth_token_id", ""))
    identifier = request.args.get("identifier", "")
    checked = {"exists": _visible(found, identifier), "identifier": identifier}
    return document({"data": {"id": identifier, "type": "vcs-repo-check", "attributes": checked}})


@routes.get("/organizations/<name>/vcs/tree")
def _tree(name: str) -> Response:
    access.organization(name)
    found = _beta(request.args.get("oauth_token_id", ""))
    identifier = request.args.get("identifier", "")
    if not _visible(found, identifier):
        raise Refusal(422, "VCS provider error", "Repository doesn't exist or isn't accessible")
    files = next(
        one.files for one in current_state().scenario.repositories if one.full_name.lower() == identifier.lower()
    )
    folders = sorted({path.rpartition("/")[0] for path in files} - {""})
    return document({"data": [{"id": folder, "type": "vcs-tree"} for folder in folders]})


@routes.get("/oauth-tokens/<name>/authorized-repos")
def _authorized(name: str) -> Response:
    found = _beta(name)
    return document(
        {
            "data": [provider_payloads.authorized_repository(found, one.full_name) for one in listed(found)],
            "meta": {"next-page": None},
        }
    )
