"""A Terraform workspace: its overview, its runs, and its version control settings."""

from flask import Blueprint, redirect, render_template, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from checks.sandbox.state import current_state
from checks.sandbox.terraform.api import workspace_changes
from checks.sandbox.terraform.api.errors import Refusal
from checks.sandbox.terraform.api.reads import oauth_tokens
from checks.sandbox.terraform.screens.fetches import start_run
from checks.sandbox.terraform.screens.organization import organization
from checks.sandbox.terraform.state import TerraformWorkspace

routes = Blueprint("screens_workspaces", __name__)

_ONE = "/app/<name>/workspaces/<called>"


def _find_workspace(name: str, called: str) -> TerraformWorkspace:
    organization(name)
    for one in current_state().scenario.terraform_workspaces:
        if one.name == called:
            return one
    raise NotFound


def _render(page: str, name: str, called: str, error: str = "") -> str:
    found = _find_workspace(name, called)
    return render_template(
        f"terraform/{page}.html",
        organization=organization(name),
        workspace=found,
        error=error,
        saved="saved" in request.args,
    )


@routes.get(_ONE)
def _overview(name: str, called: str) -> str:
    return _render("overview", name, called)


@routes.get(f"{_ONE}/runs/new")
def _new_run(name: str, called: str) -> str:
    return _render("new_run", name, called)


@routes.post(f"{_ONE}/runs/new")
def _start_run(name: str, called: str) -> str | AnyResponse:
    found = _find_workspace(name, called)
    newest = next(iter(found.configuration_versions), None)
    if newest is None or newest.status == "errored":
        reason = newest.error_message if newest else "There is no configuration yet."
        return _render("new_run", name, called, reason or "")
    return redirect(f"/app/{name}/workspaces/{called}/runs/{start_run(found)}", 303)


@routes.get(f"{_ONE}/runs/<run>")
def _run(name: str, called: str, run: str) -> str:
    if _find_workspace(name, called).run != run:
        raise NotFound
    return _render("run", name, called)


@routes.get(f"{_ONE}/settings/")
def _settings(name: str, called: str) -> str:
    return _render("workspace_settings", name, called)


@routes.get(f"{_ONE}/settings/version-control")
def _version_control(name: str, called: str) -> str:
    return _render("workspace_version_control", name, called)


@routes.post(f"{_ONE}/settings/version-control")
def _update(name: str, called: str) -> str | AnyResponse:
    found = _find_workspace(name, called)
    if found.vcs_repo is None:
        raise NotFound
    changes = {"branch": request.form.get("branch", ""), "ingress-submodules": "submodules" in request.form}
    try:
        workspace_changes.update_workspace(found, {"vcs-repo": changes})
    except Refusal as refusal:
        return _render("workspace_version_control", name, called, refusal.error["detail"])
    return redirect(f"{request.path}?saved", 303)


@routes.get(f"{_ONE}/settings/version-control/source")
def _source(name: str, called: str) -> str:
    return _render_source(name, called)


@routes.post(f"{_ONE}/settings/version-control/source")
def _change_source(name: str, called: str) -> str | AnyResponse:
    """Connect the workspace to another repository or VCS provider."""
    found = _find_workspace(name, called)
    source = {"identifier": request.form["repository"], "oauth-token-id": request.form["provider"]}
    try:
        workspace_changes.update_workspace(found, {"vcs-repo": source})
    except Refusal as refusal:
        return _render_source(name, called, refusal.error["detail"])
    return redirect(f"/app/{name}/workspaces/{called}/settings/version-control?saved", 303)


def _render_source(name: str, called: str, error: str = "") -> str:
    return render_template(
        "terraform/workspace_source.html",
        organization=organization(name),
        workspace=_find_workspace(name, called),
        oauth_tokens=list(oauth_tokens()),
        given=request.form,
        error=error,
    )
