"""How HCP Terraform writes what it holds: one function for each kind of resource."""

from datetime import UTC, datetime
from typing import Any

from checks.sandbox.naming import terraform_id
from checks.sandbox.scenario import (
    ConfigurationVersion,
    Grant,
    Organization,
    Project,
    Provider,
    TerraformToken,
    TerraformWorkspace,
    VcsRepo,
)
from checks.sandbox.world import world


def moment(when: datetime) -> str:
    """Return `when` as the API writes it: UTC, milliseconds, Z."""
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def reference(kind: str, name: str) -> dict[str, str]:
    """Return the pointer of a relationship."""
    return {"id": name, "type": kind}


def related(path: str) -> dict[str, Any]:
    """Return the link of a relationship."""
    return {"links": {"related": f"/api/v2{path}"}}


def provider(found: Provider, *, affected: bool) -> dict[str, Any]:
    """Return a provider, which the API calls an OAuth client; with the names that use it if `affected`."""
    hosted = found.service_provider == "bitbucket_hosted"
    organization = world().scenario.organization.name
    attributes: dict[str, Any] = {
        "created-at": moment(found.created),
        "updated-at": moment(found.created),
        "callback-url": world().absolute(found.callback),
        "connect-path": f"/auth/{found.uuid}?organization_id=1",
        "service-provider": found.service_provider,
        "service-provider-display-name": found.display_name,
        "name": found.name,
        "http-url": world().bitbucket_url if hosted else "https://github.com",
        "api-url": f"{world().bitbucket_url}/2.0" if hosted else "https://api.github.com",
        "key": found.key,
        "rsa-public-key": None,
        "ado-org-name": None,
        "organization-scoped": found.organization_scoped,
    }
    if affected:
        grants = {grant.id for grant in found.grants}
        names = [
            one.name
            for one in world().scenario.terraform_workspaces
            if one.vcs_repo and one.vcs_repo.oauth_token_id in grants
        ]
        attributes |= {"affected-workspaces": names[:25], "affected-workspaces-count": len(names)}
    return {
        "id": found.id,
        "type": "oauth-clients",
        "attributes": attributes,
        "relationships": {
            "organization": {"data": reference("organizations", organization)}
            | related(f"/organizations/{organization}"),
            "projects": {"data": [reference("projects", project) for project in found.projects]},
            "oauth-tokens": {"data": [reference("oauth-tokens", grant.id) for grant in found.grants]}
            | related(f"/oauth-clients/{found.id}/oauth-tokens"),
            "agent-pool": {
                "data": reference("agent-pools", found.agent_pool) if found.agent_pool else None,
            },
        },
    }


def grant(holder: Provider, found: Grant) -> dict[str, Any]:
    """Return a grant, which the API calls an OAuth token; its SSH key is never shown."""
    return {
        "id": found.id,
        "type": "oauth-tokens",
        "attributes": {
            "created-at": moment(found.created),
            "service-provider-user": found.user,
            "has-ssh-key": found.has_ssh_key,
        },
        "relationships": {
            "oauth-client": {"data": reference("oauth-clients", holder.id)} | related(f"/oauth-clients/{holder.id}"),
        },
        "links": {"self": f"/api/v2/oauth-tokens/{found.id}"},
    }


def vcs_repo(found: VcsRepo) -> dict[str, Any]:
    """Return how a Terraform workspace is bound to a repository."""
    return {
        "branch": found.branch,
        "display-identifier": found.identifier,
        "identifier": found.identifier,
        "ingress-submodules": found.ingress_submodules,
        "oauth-token-id": found.oauth_token_id,
        "repository-http-url": f"{world().bitbucket_url}/{found.identifier}",
        "service-provider": found.service_provider,
        "tags-regex": None,
        "webhook-url": world().absolute(found.webhook_url) if found.webhook_url else None,
    }


_MAY = (
    "update", "destroy", "queue-destroy", "queue-run", "queue-apply", "read-run", "read-state-versions",
    "read-state-outputs", "create-state-versions", "read-variable", "update-variable", "lock", "unlock",
    "force-unlock", "read-settings", "manage-tags", "manage-run-tasks", "force-delete",
    "read-assessment-results",
)  # fmt: skip


def workspace(found: TerraformWorkspace) -> dict[str, Any]:
    """Return a Terraform workspace."""
    organization = world().scenario.organization.name
    repo = vcs_repo(found.vcs_repo) if found.vcs_repo else None
    run = {"data": reference("runs", found.run) if found.run else None}
    if found.run:
        run |= related(f"/runs/{found.run}")
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
            "created-at": moment(found.created),
            "description": None,
            "environment": "default",
            "execution-mode": "remote",
            "file-triggers-enabled": False,
            "global-remote-state": False,
            "latest-change-at": moment(found.created),
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
            "updated-at": moment(found.created),
            "vcs-repo": repo,
            "vcs-repo-identifier": found.vcs_repo.identifier if found.vcs_repo else None,
            "working-directory": None,
            "workspace-kpis-runs-count": None,
        },
        "relationships": {
            "agent-pool": {"data": None},
            "current-run": run,
            "latest-run": run,
            "organization": {"data": reference("organizations", organization)},
            "project": {"data": reference("projects", found.project)} | related(f"/projects/{found.project}"),
        },
        "links": {
            "self": f"/api/v2/organizations/{organization}/workspaces/{found.name}",
            "self-html": f"/app/{organization}/workspaces/{found.name}",
        },
    }


def configuration_version(found: ConfigurationVersion) -> dict[str, Any]:
    """Return one fetch of a configuration."""
    reached = {"errored": "errored-at", "archived": "archived-at"}.get(found.status, "uploaded-at")
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
            "status-timestamps": {reached: moment(found.created)},
            "upload-url": None,
        },
        "relationships": {
            "ingress-attributes": {"data": reference("ingress-attributes", found.id.replace("cv-", "ia-", 1))}
            | related(f"/configuration-versions/{found.id}/ingress-attributes"),
        },
        "links": {
            "self": f"/api/v2/configuration-versions/{found.id}",
            "download": f"/api/v2/configuration-versions/{found.id}/download",
        },
    }


def project(found: Project) -> dict[str, Any]:
    """Return a project."""
    inside = [one for one in world().scenario.terraform_workspaces if one.project == found.id]
    organization = world().scenario.organization.name
    return {
        "id": found.id,
        "type": "projects",
        "attributes": {
            "name": found.name,
            "description": None,
            "created-at": moment(world().scenario.organization.created),
            "workspace-count": len(inside),
            "team-count": 1,
            "permissions": {"can-read": True, "can-update": True, "can-create-workspace": True},
        },
        "relationships": {"organization": {"data": reference("organizations", organization)}},
        "links": {"self": f"/api/v2/projects/{found.id}"},
    }


def organization(found: Organization, token: TerraformToken, *, cloud: bool) -> dict[str, Any]:
    """Return the organization as `token` sees it; `cloud` for what HCP Terraform alone shows."""
    may = dict.fromkeys(
        (
            "can-traverse",
            "can-create-workspace",
            "can-access-via-teams",
            "can-read-run-tasks",
            "can-create-project",
        ),
        True,
    )
    owner = dict.fromkeys(("can-update", "can-destroy", "can-manage-users", "can-update-sentinel"), False)
    attributes: dict[str, Any] = {
        "external-id": found.external_id,
        "created-at": moment(found.created),
        "email": found.email,
        "session-timeout": None,
        "session-remember": None,
        "collaborator-auth-policy": "password",
        "plan-expired": False,
        "plan-expires-at": None,
        "plan-is-trial": False,
        "plan-is-enterprise": False,
        "cost-estimation-enabled": False,
        "send-passing-statuses-for-untriggered-speculative-plans": False,
        "aggregated-commit-status-enabled": True,
        "speculative-plan-management-enabled": True,
        "allow-force-delete-workspaces": False,
        "name": found.name,
        "permissions": may
        | owner
        | {"can-update-oauth": token.can_update_oauth, "can-update-ssh-keys": token.can_update_oauth},
        "fair-run-queuing-enabled": True,
        "saml-enabled": False,
        "owners-team-saml-role-id": None,
        "default-execution-mode": "remote",
        "user-tokens-enabled": True,
    }
    if cloud:
        attributes |= {"two-factor-conformant": True, "assessments-enforced": False}
    here = f"/organizations/{found.name}"
    return {
        "id": found.name,
        "type": "organizations",
        "attributes": attributes,
        "relationships": {
            "default-agent-pool": {"data": None},
            "oauth-tokens": related(f"{here}/oauth-tokens"),
            "authentication-token": related(f"{here}/authentication-token"),
            "entitlement-set": {"data": reference("entitlement-sets", found.external_id)}
            | related(f"{here}/entitlement-set"),
            "subscription": related(f"{here}/subscription"),
        },
        "links": {"self": f"/api/v2{here}"},
    }


def account(found: Organization, token: TerraformToken) -> dict[str, Any]:
    """Return whom `token` stands for; teams and organizations get a user that the service made for them."""
    person = token.kind == "user"
    user = terraform_id("user", token.value)
    owner = {
        "user": ("users", user),
        "team": ("teams", terraform_id("team", "owners")),
        "organization": ("organizations", found.name),
    }[token.kind]
    return {
        "id": user,
        "type": "users",
        "attributes": {
            "username": "jordan-lee" if person else f"api-{token.kind}_1",
            "is-service-account": not person,
            "auth-method": "tfc",
            "avatar-url": "https://www.gravatar.com/avatar/0?s=100&d=mm",
            "v2-only": False,
            "is-site-admin": False,
            "is-sso-login": False,
            "email": found.email,
            "unconfirmed-email": None,
            "permissions": {
                "can-create-organizations": person,
                "can-change-email": person,
                "can-change-username": person,
            },
        },
        "relationships": {
            "authentication-tokens": related(f"/users/{user}/authentication-tokens"),
            "authenticated-resource": {"data": reference(owner[0], owner[1])} | related(f"/{owner[0]}/{owner[1]}"),
        },
        "links": {"self": f"/api/v2/users/{user}"},
    }


def authorized_repository(holder: Grant, full_name: str) -> dict[str, Any]:
    """Return a repository that a grant reaches."""
    return {
        "id": full_name,
        "type": "authorized-repos",
        "attributes": {"name": full_name, "display-identifier": full_name},
        "relationships": {"oauth-token": {"data": reference("oauth-tokens", holder.id)}},
    }


def module_key(name: str) -> dict[str, Any]:
    """Return a key for modules, without its value."""
    key = terraform_id("sshkey", name)
    return {
        "id": key,
        "type": "ssh-keys",
        "attributes": {"name": name},
        "links": {"self": f"/api/v2/ssh-keys/{key}"},
    }
