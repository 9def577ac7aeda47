"""How HCP Terraform writes a provider and its grants."""

from typing import Any

from checks.sandbox.naming import terraform_id
from checks.sandbox.terraform import bodies
from checks.sandbox.terraform_state import Grant, Provider
from checks.sandbox.world import world


def provider(found: Provider, *, affected: bool) -> dict[str, Any]:
    """Return a provider, which the API calls an OAuth client; with the names that use it if `affected`."""
    hosted = found.service_provider == "bitbucket_hosted"
    organization = world().scenario.organization.name
    attributes: dict[str, Any] = {
        "created-at": bodies.moment(found.created),
        "updated-at": bodies.moment(found.created),
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
            "organization": {"data": bodies.reference("organizations", organization)}
            | bodies.related(f"/organizations/{organization}"),
            "projects": {"data": [bodies.reference("projects", project) for project in found.projects]},
            "oauth-tokens": {"data": [bodies.reference("oauth-tokens", grant.id) for grant in found.grants]}
            | bodies.related(f"/oauth-clients/{found.id}/oauth-tokens"),
            "agent-pool": {
                "data": bodies.reference("agent-pools", found.agent_pool) if found.agent_pool else None,
            },
        },
    }


def grant(holder: Provider, found: Grant) -> dict[str, Any]:
    """Return a grant, which the API calls an OAuth token; its SSH key is never shown."""
    return {
        "id": found.id,
        "type": "oauth-tokens",
        "attributes": {
            "created-at": bodies.moment(found.created),
            "service-provider-user": found.user,
            "has-ssh-key": found.has_ssh_key,
        },
        "relationships": {
            "oauth-client": {"data": bodies.reference("oauth-clients", holder.id)}
            | bodies.related(f"/oauth-clients/{holder.id}"),
        },
        "links": {"self": f"/api/v2/oauth-tokens/{found.id}"},
    }


def authorized_repository(holder: Grant, full_name: str) -> dict[str, Any]:
    """Return a repository that a grant reaches."""
    return {
        "id": full_name,
        "type": "authorized-repos",
        "attributes": {"name": full_name, "display-identifier": full_name},
        "relationships": {"oauth-token": {"data": bodies.reference("oauth-tokens", holder.id)}},
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
