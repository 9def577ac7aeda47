"""HCP Terraform's endpoints that create and change Terraform workspaces, including their repository."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response

from checks.sandbox.bitbucket.state import Hook, Repository
from checks.sandbox.fixtures import EVENTS
from checks.sandbox.ids import braced, terraform_id, uuid_of
from checks.sandbox.scenario import Scenario
from checks.sandbox.state import current_state
from checks.sandbox.terraform.api import access, workspace_payloads
from checks.sandbox.terraform.api.access import attributes
from checks.sandbox.terraform.api.errors import Refusal, document, invalid
from checks.sandbox.terraform.api.reads import oauth_tokens
from checks.sandbox.terraform.api.vcs import has_scopes, reachable
from checks.sandbox.terraform.state import TerraformWorkspace, VcsRepo

routes = Blueprint("binding", __name__)


@routes.post("/organizations/<name>/workspaces")
def _create(name: str) -> Response:
    access.organization(name)
    given = attributes()
    project = current_state().scenario.projects[0].id
    return document(
        {"data": workspace_payloads.workspace(create_workspace(given.get("name", ""), project, given.get("vcs-repo")))},
        201,
    )


@routes.patch("/organizations/<name>/workspaces/<workspace>")
def _update_by_name(name: str, workspace: str) -> Response:
    access.organization(name)
    return _update(access.workspace(workspace))


@routes.patch("/workspaces/<workspace>")
def _update_by_id(workspace: str) -> Response:
    return _update(access.workspace(workspace))


def _update(found: TerraformWorkspace) -> Response:
    return document({"data": workspace_payloads.workspace(update_workspace(found, attributes()))})


def create_workspace(name: str, project: str, repo: dict[str, Any] | None) -> TerraformWorkspace:
    """Create a Terraform workspace in a project, and connect it to a repository.

    Args:
        name: The name of the workspace.
        project: The ID of its project.
        repo: The API's ``vcs-repo``; None to leave the workspace unconnected.

    Raises:
        Refusal: The name is empty or already exists, or the repository cannot be connected.
    """
    if not name:
        raise invalid("Name can't be blank", "/data/attributes/name")
    scenario = current_state().scenario
    if any(one.name == name for one in scenario.terraform_workspaces):
        raise invalid("Name has already been taken", "/data/attributes/name")
    new = TerraformWorkspace(id=terraform_id("ws", name), name=name, project=project, created=scenario.clock)
    new = replace(new, vcs_repo=_connect(new, repo))
    current_state().change(lambda now: replace(now, terraform_workspaces=(*now.terraform_workspaces, new)))
    return new


def update_workspace(found: TerraformWorkspace, given: dict[str, Any]) -> TerraformWorkspace:
    """Apply the API's attributes `given` to the name and the repository of a Terraform workspace.

    Raises:
        Refusal: The repository cannot be bound.
    """
    repo = _connect(found, given["vcs-repo"]) if "vcs-repo" in given else found.vcs_repo
    new = replace(found, name=given.get("name", found.name), vcs_repo=repo)

    def step(now: Scenario) -> Scenario:
        kept = tuple(new if one.id == new.id else one for one in now.terraform_workspaces)
        return replace(now, terraform_workspaces=kept)

    current_state().change(step)
    return new


def _connect(found: TerraformWorkspace, given: object) -> VcsRepo | None:
    """Connect a Terraform workspace to the repository in `given` and add the webhook; None disconnects it."""
    if given is None:
        return None
    if not isinstance(given, dict):
        raise invalid("VCS repo is not an object", "/data/attributes/vcs-repo")
    before = found.vcs_repo or VcsRepo(
        identifier="", oauth_token_id="", webhook_url=f"/webhooks/vcs/{uuid_of(f'webhook {found.name}')}"
    )
    new = replace(
        before,
        identifier=str(given.get("identifier", before.identifier)),
        oauth_token_id=given.get("oauth-token-id", before.oauth_token_id),
        branch=given.get("branch", before.branch) or "",
        ingress_submodules=given.get("ingress-submodules", before.ingress_submodules),
    )
    matches = [pair for pair in oauth_tokens() if pair[1].id == new.oauth_token_id]
    if not matches or not (matches[0][0].organization_scoped or found.project in matches[0][0].projects):
        raise Refusal(422, "unprocessable entity", "OAuth token does not exist")
    oauth_token = matches[0][1]
    for repository in reachable(oauth_token):
        # In Bitbucket, only administrators can add webhooks, and need the scope of each event in addition to the
        # webhook scope. HCP Terraform's wording of this error is not verified.
        admin = repository.members[oauth_token.account] == "admin" and has_scopes(
            oauth_token, "webhook", "repository", "pullrequest"
        )
        if repository.full_name.lower() == new.identifier.lower() and admin:
            if not current_state().scenario.creates_webhooks:
                # The status is in HashiCorp's release notes; the API's wording is not verified.
                raise invalid("415 Unsupported Media Type", "/data/attributes/vcs-repo")
            _install(repository, new, found.name)
            return new
    raise invalid("Repository doesn't exist or isn't accessible", "/data/attributes/repository")


def _install(repository: Repository, repo: VcsRepo, name: str) -> None:
    """Add the webhook to the repository, or replace the existing one."""

    def step(now: Scenario) -> Scenario:
        hook = Hook(
            uuid=braced(f"hook {name}"),
            url=repo.webhook_url or "",
            events=EVENTS,
            description="HCP Terraform",
            created=now.clock,
        )
        others = tuple(one for one in repository.hooks if one.url != hook.url)
        changed = replace(repository, hooks=(*others, hook))
        kept = tuple(changed if one.uuid == repository.uuid else one for one in now.repositories)
        return replace(now, repositories=kept)

    current_state().change(step)
