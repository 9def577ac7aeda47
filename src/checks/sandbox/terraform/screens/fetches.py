"""Fetches of code: when a Terraform workspace is created, and when a webhook is called."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

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
def _receive_webhook(_: str) -> Response:
    """Fetch the code of every Terraform workspace with this webhook, and start a run of each."""
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

    def update(now: Scenario) -> Scenario:
        kept = tuple(step(one) if one.id == found.id else one for one in now.terraform_workspaces)
        return replace(now, terraform_workspaces=kept)

    current_state().change(update)


def start_run(found: TerraformWorkspace) -> str:
    """Start a run of a Terraform workspace and return its ID."""
    run = terraform_id("run", f"{found.name} {current_state().counted(f'runs of {found.id}')}")
    change_workspace(found, lambda one: replace(one, run=run))
    return run


def fetch(found: TerraformWorkspace) -> ConfigurationVersion:
    """Fetch the code of a Terraform workspace, add the configuration version as the newest, and return it.

    The scenario's clock doesn't advance, so each fetch is dated one second after the previous one.
    """
    message = _failure(found)
    number = current_state().counted(f"fetches of {found.id}")
    version = ConfigurationVersion(
        id=terraform_id("cv", f"{found.name} {number}"),
        created=current_state().scenario.clock + timedelta(seconds=number),
        status="errored" if message else "uploaded",
        error="ingress_failed" if message else None,
        error_message=message or None,
        repository=found.vcs_repo.identifier if found.vcs_repo else None,
    )
    change_workspace(found, lambda one: replace(one, configuration_versions=(version, *one.configuration_versions)))
    return version


def _failure(found: TerraformWorkspace) -> str:
    """Return why the code cannot be fetched; empty if it can be fetched."""
    repo = found.vcs_repo
    tokens = [oauth_token for _, oauth_token in oauth_tokens() if repo and oauth_token.id == repo.oauth_token_id]
    seen = [
        one for oauth_token in tokens for one in reachable(oauth_token) if repo and one.full_name == repo.identifier
    ]
    if not repo or not seen:
        return "Failed to clone: repository not found"
    over_ssh = _OVER_SSH.search(seen[0].files.get(".gitmodules", ""))
    if repo.ingress_submodules and over_ssh and not tokens[0].has_ssh_key:
        return "Permission denied (publickey)."
    return ""
