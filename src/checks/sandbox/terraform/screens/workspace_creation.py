"""The steps to create a Terraform workspace from a repository."""

from flask import Blueprint, redirect, render_template, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from checks.sandbox.state import current_state
from checks.sandbox.terraform.api import workspace_changes
from checks.sandbox.terraform.api.errors import Refusal
from checks.sandbox.terraform.api.reads import oauth_tokens
from checks.sandbox.terraform.api.vcs import listed
from checks.sandbox.terraform.screens.fetches import fetch
from checks.sandbox.terraform.screens.organization import organization
from checks.sandbox.terraform.state import OAuthToken, Organization, Project

routes = Blueprint("screens_creating", __name__)

_NEW = "/app/<name>/workspaces/new"


@routes.get(_NEW)
def _choose_project(name: str) -> str:
    return render_template("terraform/new_project.html", organization=organization(name))


@routes.get(f"{_NEW}/<project>")
def _workflow(name: str, project: str) -> str:
    return render_template("terraform/new_workflow.html", organization=organization(name), project=_project(project))


@routes.get(f"{_NEW}/<project>/vcs")
def _provider(name: str, project: str) -> str:
    offered = [
        (holder, oauth_token) for holder, oauth_token in oauth_tokens() if holder.service_provider == "bitbucket_hosted"
    ]
    return render_template(
        "terraform/new_provider.html",
        organization=organization(name),
        project=_project(project),
        oauth_tokens=offered,
    )


@routes.get(f"{_NEW}/<project>/vcs/<oauth_token>")
def _repository(name: str, project: str, oauth_token: str) -> str:
    found = organization(name)
    _project(project)
    seen = [one.full_name for one in listed(_find_token(oauth_token))]
    return render_template(
        "terraform/new_repository.html", organization=found, oauth_token=oauth_token, repositories=seen
    )


@routes.get(f"{_NEW}/<project>/vcs/<oauth_token>/settings")
def _settings(name: str, project: str, oauth_token: str) -> str:
    found = organization(name)
    _find_token(oauth_token)
    return _render_settings(found, _project(project), request.args.get("repository", ""), "")


@routes.post(f"{_NEW}/<project>/vcs/<oauth_token>/settings")
def _create(name: str, project: str, oauth_token: str) -> str | AnyResponse:
    """Create and connect the Terraform workspace, add its webhook to the repository, and fetch the code."""
    found, given = organization(name), request.form
    identifier = request.args.get("repository", "")
    try:
        created = workspace_changes.create_workspace(
            given.get("name", ""),
            _project(project).id,
            {
                "identifier": identifier,
                "oauth-token-id": _find_token(oauth_token).id,
                "branch": given.get("branch", ""),
                "ingress-submodules": "submodules" in given,
            },
        )
    except Refusal as refusal:
        return _render_settings(found, _project(project), identifier, refusal.error["detail"])
    fetch(created)
    return redirect(f"/app/{found.name}/workspaces/{created.name}", 303)


def _find_token(name: str) -> OAuthToken:
    for _, found in oauth_tokens():
        if found.id == name:
            return found
    raise NotFound


def _project(number: str) -> Project:
    for found in current_state().scenario.projects:
        if found.id == number:
            return found
    raise NotFound


def _render_settings(found: Organization, project: Project, identifier: str, error: str) -> str:
    suggested = request.form.get("name", identifier.rpartition("/")[2])
    return render_template(
        "terraform/new_settings.html",
        organization=found,
        project=project,
        repository=identifier,
        suggested=suggested,
        given=request.form,
        error=error,
    )
