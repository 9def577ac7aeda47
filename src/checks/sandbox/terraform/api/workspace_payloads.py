"""The JSON:API objects for Terraform workspaces and configuration versions."""

from collections.abc import Callable, Iterator
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
    """Return the connection of a Terraform workspace to its repository."""
    return {
        "branch": found.branch,
        "display-identifier": found.identifier,
        "identifier": found.identifier,
        "ingress-submodules": found.ingress_submodules,
        "oauth-token-id": found.oauth_token_id,
        "repository-http-url": f"{current_state().bitbucket_url}/{found.identifier}",
        "service-provider": found.service_provider,
        "tags-regex": found.tags_regex,
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
    current = _current_version(found)
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
            "execution-mode": found.execution_mode,
            "file-triggers-enabled": found.file_triggers,
            "global-remote-state": False,
            "latest-change-at": payloads.moment(found.created),
            "locked": found.locked_by is not None,
            "locked-reason": None,
            "name": found.name,
            "operations": True,
            "permissions": {f"can-{action}": True for action in _MAY},
            "plan-duration-average": None,
            "policy-check-failures": None,
            "queue-all-runs": found.queue_all_runs,
            "resource-count": 0,
            "run-failures": None,
            "source": "tfe-ui",
            "source-name": None,
            "source-url": None,
            "speculative-enabled": found.speculative,
            "structured-run-output-enabled": True,
            "tag-names": [],
            "terraform-version": "1.14.0",
            "trigger-patterns": list(found.trigger_patterns),
            "trigger-prefixes": list(found.trigger_prefixes),
            "updated-at": payloads.moment(found.created),
            "vcs-repo": repo,
            "vcs-repo-identifier": found.vcs_repo.identifier if found.vcs_repo else None,
            "working-directory": found.working_directory,
            "workspace-kpis-runs-count": None,
        },
        "relationships": {
            "agent-pool": {"data": None},
            "current-configuration-version": {
                "data": payloads.reference("configuration-versions", current.id) if current else None,
            },
            "current-run": run,
            "latest-run": run,
            "locked-by": {"data": payloads.reference(*found.locked_by) if found.locked_by else None},
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
    "backing_data_soft_deleted": ("fetching-at", "uploaded-at", "archived-at"),
    "errored": ("fetching-at", "errored-at"),
}


_SOURCES_OF_REPOSITORIES = ("bitbucket", "github", "gitlab", "ado")


def included(wanted: str) -> Callable[[TerraformWorkspace], Iterator[dict[str, Any]]] | None:
    """Return a function for the included objects of a Terraform workspace; None if ``include`` selects nothing."""
    names = wanted.split(",")
    ingress = "current_configuration_version.ingress_attributes" in names
    if not ingress and "current_configuration_version" not in names:
        return None

    def included_objects(found: TerraformWorkspace) -> Iterator[dict[str, Any]]:
        current = _current_version(found)
        if current:
            yield configuration_version(current)
            if ingress and has_ingress_attributes(current):
                yield ingress_attributes(found, current)

    return included_objects


def _current_version(found: TerraformWorkspace) -> ConfigurationVersion | None:
    """Return the current configuration: never of a pull request, and a failed one only in some scenarios."""
    failed = current_state().scenario.failed_versions_become_current
    usable = ("uploaded", "archived", "backing_data_soft_deleted", *(("errored",) if failed else ()))
    fitting = [one for one in found.configuration_versions if one.status in usable and not one.speculative]
    return max(fitting, key=lambda one: one.created, default=None)


def has_ingress_attributes(found: ConfigurationVersion) -> bool:
    """Return whether a configuration was fetched from a repository."""
    return found.source in _SOURCES_OF_REPOSITORIES


def ingress_attributes(workspace: TerraformWorkspace, found: ConfigurationVersion) -> dict[str, Any]:
    """Return the ingress attributes of a fetch: by default, of the head of the branch."""
    repo = workspace.vcs_repo
    repository = found.repository or (repo.identifier if repo else "")
    held = [one for one in current_state().scenario.repositories if one.full_name.lower() == repository.lower()]
    branch = (repo.branch if repo else "") or (held[0].branch if held else "main")
    commit = head(held[0]) if held else "0" * 40
    on_bitbucket = found.source == "bitbucket"
    url = f"https://{'bitbucket.org' if on_bitbucket else f'{found.source}.com'}/{repository}"
    site = f"{current_state().bitbucket_url}/{repository}" if on_bitbucket else url
    return {
        "id": found.id.replace("cv-", "ia-", 1),
        "type": "ingress-attributes",
        "attributes": {
            "branch": branch,
            "clone-url": f"{url}.git",
            "commit-message": "First words",
            "commit-sha": commit,
            "commit-url": f"{site}/commits/{commit}",
            "compare-url": f"{site}/branches/compare",
            "identifier": repository,
            "is-pull-request": found.speculative,
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
    """Return one configuration of a Terraform workspace."""
    ingress = payloads.reference("ingress-attributes", found.id.replace("cv-", "ia-", 1))
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
            "speculative": found.speculative,
            "status": found.status,
            "status-timestamps": {name: payloads.moment(at) for name, at in stamps.items()},
            "upload-url": None,
        },
        "relationships": {
            "ingress-attributes": {"data": ingress if has_ingress_attributes(found) else None}
            | payloads.related(f"/configuration-versions/{found.id}/ingress-attributes"),
        },
        "links": {
            "self": f"/api/v2/configuration-versions/{found.id}",
            "download": f"/api/v2/configuration-versions/{found.id}/download",
        },
    }
