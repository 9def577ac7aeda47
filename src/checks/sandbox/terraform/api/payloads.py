"""The JSON:API objects of HCP Terraform: one function for each kind of resource."""

from datetime import UTC, datetime
from typing import Any

from checks.sandbox.ids import terraform_id
from checks.sandbox.state import current_state
from checks.sandbox.terraform.state import (
    Organization,
    Project,
    TerraformToken,
)


def moment(when: datetime) -> str:
    """Return `when` in the API's format: UTC, with milliseconds and Z."""
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def reference(kind: str, name: str) -> dict[str, str]:
    """Return a resource identifier for a relationship."""
    return {"id": name, "type": kind}


def related(path: str) -> dict[str, Any]:
    """Return a relationship with a related link."""
    return {"links": {"related": f"/api/v2{path}"}}


def project(found: Project) -> dict[str, Any]:
    """Return a project."""
    inside = [one for one in current_state().scenario.terraform_workspaces if one.project == found.id]
    organization = current_state().scenario.organization.name
    return {
        "id": found.id,
        "type": "projects",
        "attributes": {
            "name": found.name,
            "description": None,
            "created-at": moment(current_state().scenario.organization.created),
            "workspace-count": len(inside),
            "team-count": 1,
            "permissions": {"can-read": True, "can-update": True, "can-create-workspace": True},
        },
        "relationships": {"organization": {"data": reference("organizations", organization)}},
        "links": {"self": f"/api/v2/projects/{found.id}"},
    }


def organization(found: Organization, token: TerraformToken, *, cloud: bool) -> dict[str, Any]:
    """Return the organization with the permissions of `token`; `cloud` adds fields of HCP Terraform only."""
    granted = dict.fromkeys(
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
        "permissions": granted
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
    """Return the user of `token`; team and organization tokens have a user that the service creates for them."""
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
