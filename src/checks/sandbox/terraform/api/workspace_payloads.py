"""How HCP Terraform writes a Terraform workspace and its fetches."""

from datetime import timedelta
from typing import Any

from checks.sandbox.bitbucket.api.repository_payloads import head
from checks.sandbox.state import current_state
from checks.sandbox.terraform.api import payloads
from checks.sandbox.terraform.state import (
    ConfigurationVersion,
    TerraformWorkspace,
    VcsRepo,
)


def vcs_repo(found: VcsRepo) -> dict[str, Any]:
    """Return how a Terraform workspace is bound to a repository."""
    return {
        "branch": found.branch,
        "display-identifier": found.identifier,
        "identifier": found.identifier,
        "ingress-submodules": found.ingress_submodules,
        "oauth-token-id": found.oauth_token_id,
        "repository-http-url": f"{current_state().bitbucket_url}/{found.identifier}",
        "service-provider": found.service_provider,
        "tags-regex": None,
        "webhook-url": current_state().absolute(found.webhook_url) if found.webhook_url else None,
    }


_MAY = (
    "update", "destroy", "queue-destroy", "queue-run", "queue-apply", "read-run", "read-state-versions",
    "read-state-outputs", "create-state-versions", "read-variable", "update-variable", "lock", "unlock",
    "force-unlock", "read-settings", "manage-tags", "manage-run-tasks", "force-delete",
    "read-assessment-results",
)  # fmt: skip


def workspace(found: TerraformWorkspace) -> dict[str, Any]:
    """Return a Terraform workspace."""
    organization = current_state().scenario.organization.name
    repo = vcs_repo(found.vcs_repo) if found.vcs_repo else None
    run = {"data": payloads.reference("runs", found.run) if found.run else None}
    if found.run:
        run |= payloads.related(f"/runs/{found.run}")
    return {
        "id": found.id,
        "type": "workspaces",
        "attributes": {
            "actions": {"is-destroyable": True},
            "allow-destroy-plan": True,
            "apply-duration-average": None,
            "assessments-enabled": False,
            "auto-apply": False,
            "auto-apply-run-trigger": False,
            "auto-destroy-at": None,
            "created-at": payloads.moment(found.created),
            "description": None,
            "environment": "default",
            "execution-mode": "remote",
            "file-triggers-enabled": False,
            "global-remote-state": False,
            "latest-change-at": payloads.moment(found.created),
            "locked": False,
            "locked-reason": None,
            "name": found.name,
            "operations": True,
            "permissions": {f"can-{action}": True for action in _MAY},
            "plan-duration-average": None,
            "policy-check-failures": None,
            "queue-all-runs": False,
            "resource-count": 0,
            "run-failures": None,
            "source": "tfe-ui",
            "source-name": None,
            "source-url": None,
            "speculative-enabled": True,
            "structured-run-output-enabled": True,
            "tag-names": [],
            "terraform-version": "1.14.0",
            "trigger-patterns": [],
            "trigger-prefixes": [],
            "updated-at": payloads.moment(found.created),
            "vcs-repo": repo,
            "vcs-repo-identifier": found.vcs_repo.identifier if found.vcs_repo else None,
            "working-directory": None,
            "workspace-kpis-runs-count": None,
        },
        "relationships": {
            "agent-pool": {"data": None},
            "current-run": run,
            "latest-run": run,
            "organization": {"data": payloads.reference("organizations", organization)},
            "project": {"data": payloads.reference("projects", found.project)}
            | payloads.related(f"/projects/{found.project}"),
        },
        "links": {
            "self": f"/api/v2/organizations/{organization}/workspaces/{found.name}",
            "self-html": f"/app/{organization}/workspaces/{found.name}",
        },
    }


_REACHED = {
    "fetching": ("fetching-at",),
    "uploaded": ("fetching-at", "uploaded-at"),
    "archived": ("fetching-at", "uploaded-at", "archived-at"),
    "errored": ("fetching-at", "errored-at"),
}


def ingress_attributes(found: ConfigurationVersion, repo: VcsRepo) -> dict[str, Any]:
    """Return what a fetch took: by default, the head of the branch."""
    name = repo.identifier.lower()
    held = [one for one in current_state().scenario.repositories if one.full_name.lower() == name]
    branch = repo.branch or (held[0].branch if held else "main")
    commit = head(held[0]) if held else "0" * 40
    site = f"{current_state().bitbucket_url}/{repo.identifier}"
    return {
        "id": found.id.replace("cv-", "ia-", 1),
        "type": "ingress-attributes",
        "attributes": {
            "branch": branch,
            "clone-url": f"https://bitbucket.org/{repo.identifier}.git",
            "commit-message": "First words",
            "commit-sha": commit,
            "commit-url": f"{site}/commits/{commit}",
            "compare-url": f"{site}/branches/compare",
            "identifier": repo.identifier,
            "is-pull-request": False,
            "on-default-branch": bool(held and held[0].branch == branch),
            "pull-request-number": None,
            "pull-request-url": None,
            "pull-request-title": None,
            "pull-request-body": None,
            "tag": None,
            "sender-username": None,
            "sender-avatar-url": None,
            "sender-html-url": None,
        }
        | dict(found.ingress),
        "relationships": {"created-by": {"data": None}},
        "links": {"self": f"/api/v2/ingress-attributes/{found.id.replace('cv-', 'ia-', 1)}"},
    }


def configuration_version(found: ConfigurationVersion) -> dict[str, Any]:
    """Return one fetch of a configuration."""
    put_away = found.created + timedelta(days=1)
    stamps = {name: put_away if name == "archived-at" else found.created for name in _REACHED.get(found.status, ())}
    return {
        "id": found.id,
        "type": "configuration-versions",
        "attributes": {
            "auto-queue-runs": True,
            "error": found.error,
            "error-message": found.error_message,
            "provisional": False,
            "source": found.source,
            "speculative": False,
            "status": found.status,
            "status-timestamps": {name: payloads.moment(at) for name, at in stamps.items()},
            "upload-url": None,
        },
        "relationships": {
            "ingress-attributes": {"data": payloads.reference("ingress-attributes", found.id.replace("cv-", "ia-", 1))}
            | payloads.related(f"/configuration-versions/{found.id}/ingress-attributes"),
        },
        "links": {
            "self": f"/api/v2/configuration-versions/{found.id}",
            "download": f"/api/v2/configuration-versions/{found.id}/download",
        },
    }
