"""The JSON:API objects for VCS providers, OAuth tokens, and SSH keys."""

from typing import Any

from checks.sandbox.ids import terraform_id
from checks.sandbox.state import current_state
from checks.sandbox.terraform.api import payloads
from checks.sandbox.terraform.state import OAuthToken, Provider


def provider(found: Provider, *, affected: bool) -> dict[str, Any]:
    """Return a provider (API: OAuth client); `affected` adds the names of the workspaces that use it."""
    hosted = found.service_provider == "bitbucket_hosted"
    organization = current_state().scenario.organization.name
    attributes: dict[str, Any] = {
        "created-at": payloads.moment(found.created),
        "updated-at": payloads.moment(found.created),
        "callback-url": current_state().absolute(found.callback),
        "connect-path": f"/auth/{found.uuid}?organization_id=1",
        "service-provider": found.service_provider,
        "service-provider-display-name": found.display_name,
        "name": found.name,
        "http-url": current_state().bitbucket_url if hosted else "https://github.com",
        "api-url": f"{current_state().bitbucket_url}/2.0" if hosted else "https://api.github.com",
        "key": found.key,
        "rsa-public-key": None,
        "ado-org-name": None,
        "organization-scoped": found.organization_scoped,
    }
    if affected:
        oauth_tokens = {oauth_token.id for oauth_token in found.oauth_tokens}
        names = [
            one.name
            for one in current_state().scenario.terraform_workspaces
            if one.vcs_repo and one.vcs_repo.oauth_token_id in oauth_tokens
        ]
        attributes |= {"affected-workspaces": names[:25], "affected-workspaces-count": len(names)}
    return {
        "id": found.id,
        "type": "oauth-clients",
        "attributes": attributes,
        "relationships": {
            "organization": {"data": payloads.reference("organizations", organization)}
            | payloads.related(f"/organizations/{organization}"),
            "projects": {"data": [payloads.reference("projects", project) for project in found.projects]},
            "oauth-tokens": {
                "data": [payloads.reference("oauth-tokens", oauth_token.id) for oauth_token in found.oauth_tokens]
            }
            | payloads.related(f"/oauth-clients/{found.id}/oauth-tokens"),
            "agent-pool": {
                "data": payloads.reference("agent-pools", found.agent_pool) if found.agent_pool else None,
            },
        },
    }


def oauth_token(holder: Provider, found: OAuthToken) -> dict[str, Any]:
    """Return an OAuth token, without its SSH key."""
    return {
        "id": found.id,
        "type": "oauth-tokens",
        "attributes": {
            "created-at": payloads.moment(found.created),
            "service-provider-user": found.user,
            "has-ssh-key": found.has_ssh_key,
        },
        "relationships": {
            "oauth-client": {"data": payloads.reference("oauth-clients", holder.id)}
            | payloads.related(f"/oauth-clients/{holder.id}"),
        },
        "links": {"self": f"/api/v2/oauth-tokens/{found.id}"},
    }


def authorized_repository(holder: OAuthToken, full_name: str) -> dict[str, Any]:
    """Return a repository that an OAuth token can access."""
    return {
        "id": full_name,
        "type": "authorized-repos",
        "attributes": {"name": full_name, "display-identifier": full_name},
        "relationships": {"oauth-token": {"data": payloads.reference("oauth-tokens", holder.id)}},
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
