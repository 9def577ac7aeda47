"""How HCP Terraform fetches code: when a Terraform workspace is made, and each time a webhook calls."""

import re
from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from checks.sandbox.ids import terraform_id
from checks.sandbox.scenario import Scenario
from checks.sandbox.state import current_state
from checks.sandbox.terraform.api.reads import oauth_tokens
from checks.sandbox.terraform.api.vcs import reachable
from checks.sandbox.terraform.state import ConfigurationVersion, TerraformWorkspace

routes = Blueprint("screens_fetching", __name__)

_OVER_SSH = re.compile(r"^\s*url\s*=\s*(?:ssh://|[\w.-]+@)", re.MULTILINE)


@routes.post("/webhooks/vcs/<path:_>")
def _called(_: str) -> Response:
    """Fetch for every Terraform workspace that this webhook belongs to, and start a run of each."""
    listening = [
        one
        for one in current_state().scenario.terraform_workspaces
        if one.vcs_repo and one.vcs_repo.webhook_url == request.path
    ]
    if not listening:
        raise NotFound
    for one in listening:
        if fetch(one).status == "uploaded":
            start_run(one)
    return Response(status=200)


def change_workspace(found: TerraformWorkspace, step: Callable[[TerraformWorkspace], TerraformWorkspace]) -> None:
    """Change one Terraform workspace."""

    def changed(now: Scenario) -> Scenario:
        kept = tuple(step(one) if one.id == found.id else one for one in now.terraform_workspaces)
        return replace(now, terraform_workspaces=kept)

    current_state().change(changed)


def start_run(found: TerraformWorkspace) -> str:
    """Give a Terraform workspace a new run and return the id of it."""
    run = terraform_id("run", f"{found.name} {current_state().counted(f'runs of {found.id}')}")
    change_workspace(found, lambda one: replace(one, run=run))
    return run


def fetch(found: TerraformWorkspace) -> ConfigurationVersion:
    """Fetch the code of a Terraform workspace, keep what came of it as the newest, and return that."""
    message = _failure(found)
    version = ConfigurationVersion(
        id=terraform_id("cv", f"{found.name} {current_state().counted(f'fetches of {found.id}')}"),
        created=current_state().scenario.clock,
        status="errored" if message else "uploaded",
        error="ingress_failed" if message else None,
        error_message=message or None,
        repository=found.vcs_repo.identifier if found.vcs_repo else None,
    )
    change_workspace(found, lambda one: replace(one, configuration_versions=(version, *one.configuration_versions)))
    return version


def _failure(found: TerraformWorkspace) -> str:
    """Return why the code cannot be fetched; nothing if it can."""
    repo = found.vcs_repo
    held = [oauth_token for _, oauth_token in oauth_tokens() if repo and oauth_token.id == repo.oauth_token_id]
    seen = [one for oauth_token in held for one in reachable(oauth_token) if repo and one.full_name == repo.identifier]
    if not repo or not seen:
        return "Failed to clone: repository not found"
    over_ssh = _OVER_SSH.search(seen[0].files.get(".gitmodules", ""))
    if repo.ingress_submodules and over_ssh and not held[0].has_ssh_key:
        return "Permission denied (publickey)."
    return ""
