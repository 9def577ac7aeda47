"""HCP Terraform's read-only endpoints."""

from collections.abc import Iterator
from fnmatch import fnmatch

from flask import Blueprint, Response, request

from checks.sandbox.state import current_state
from checks.sandbox.terraform.api import access, payloads, provider_payloads, workspace_payloads
from checks.sandbox.terraform.api.errors import document, not_found
from checks.sandbox.terraform.api.pagination import page, page_or_all
from checks.sandbox.terraform.state import OAuthToken, Provider

routes = Blueprint("reading", __name__)


def oauth_tokens() -> Iterator[tuple[Provider, OAuthToken]]:
    """Yield every OAuth token with its provider."""
    for holder in current_state().scenario.providers:
        for found in holder.oauth_tokens:
            yield holder, found


def find_provider(name: str) -> Provider:
    """Return the provider with this ID, if the token can read it. Raises `Refusal`."""
    access.member()
    for found in current_state().scenario.providers:
        if found.id == name:
            return found
    raise not_found()


def find_oauth_token(name: str) -> tuple[Provider, OAuthToken]:
    """Return the OAuth token with this ID and its provider, if the API token can read them. Raises `Refusal`."""
    access.member()
    for holder, found in oauth_tokens():
        if found.id == name:
            return holder, found
    raise not_found()


@routes.get("/account/details")
def _account() -> Response:
    return document({"data": payloads.account(current_state().scenario.organization, access.token())})


@routes.get("/organizations")
def _organizations() -> Response:
    """List the organization, unless the token belongs to another organization."""
    shown = access.token()
    found = [current_state().scenario.organization] if shown.member else []
    cloud = current_state().scenario.app_name == "HCP Terraform"
    return page(found, lambda one: payloads.organization(one, shown, cloud=cloud))


@routes.get("/organizations/<name>")
def _organization(name: str) -> Response:
    found = access.organization(name)
    cloud = current_state().scenario.app_name == "HCP Terraform"
    return document({"data": payloads.organization(found, access.token(), cloud=cloud)})


@routes.get("/organizations/<name>/entitlement-set")
def _entitlement_set(name: str) -> Response:
    found = access.organization(name)
    return document(
        {
            "data": {
                "id": found.external_id,
                "type": "entitlement-sets",
                "attributes": {
                    "agents": False,
                    "operations": True,
                    "private-module-registry": True,
                    "private-vcs": False,
                    "sentinel": False,
                    "state-storage": True,
                    "teams": True,
                    "vcs-integrations": found.vcs_integrations,
                },
                "links": {"self": f"/api/v2/entitlement-sets/{found.external_id}"},
            }
        }
    )


@routes.get("/organizations/<name>/projects")
def _projects(name: str) -> Response:
    access.organization(name)
    wanted = request.args.get("filter[names]", "")
    found = [one for one in current_state().scenario.projects if not wanted or one.name in wanted.split(",")]
    return page(found, payloads.project)


@routes.get("/projects/<name>")
def _project(name: str) -> Response:
    access.member()
    for found in current_state().scenario.projects:
        if found.id == name:
            return document({"data": payloads.project(found)})
    raise not_found()


@routes.get("/organizations/<name>/oauth-clients")
def _providers(name: str) -> Response:
    access.organization(name)
    affected = request.args.get("show_affected_workspaces") == "true"
    return page_or_all(
        current_state().scenario.providers, lambda found: provider_payloads.provider(found, affected=affected)
    )


@routes.get("/oauth-clients/<name>")
def _provider(name: str) -> Response:
    return document({"data": provider_payloads.provider(find_provider(name), affected=True)})


@routes.get("/oauth-clients/<name>/oauth-tokens")
def _provider_oauth_tokens(name: str) -> Response:
    holder = find_provider(name)
    return page_or_all(holder.oauth_tokens, lambda found: provider_payloads.oauth_token(holder, found))


@routes.get("/organizations/<name>/oauth-tokens")
def _organization_oauth_tokens(name: str) -> Response:
    access.organization(name)
    wanted = request.args.get("filter[provider]")
    found = [pair for pair in oauth_tokens() if wanted in {None, pair[0].service_provider}]
    return page_or_all(found, lambda pair: provider_payloads.oauth_token(*pair))


@routes.get("/oauth-tokens/<name>")
def _oauth_token(name: str) -> Response:
    return document({"data": provider_payloads.oauth_token(*find_oauth_token(name))})


@routes.get("/organizations/<name>/workspaces")
def _workspaces(name: str) -> Response:
    access.organization(name)
    part, pattern = request.args.get("search[name]", ""), request.args.get("search[wildcard-name]", "*")
    project = request.args.get("filter[project][id]")
    found = [
        one
        for one in current_state().scenario.terraform_workspaces
        if part in one.name
        and fnmatch(one.name, pattern)
        and project in {None, one.project}
        and access.token().reads(one)
    ]
    order = request.args.get("sort", "name")
    found.sort(key=lambda one: one.name, reverse=order.startswith("-"))
    return page(found, workspace_payloads.workspace, workspace_payloads.included(request.args.get("include", "")))


@routes.get("/organizations/<name>/workspaces/<workspace>")
def _workspace_by_name(name: str, workspace: str) -> Response:
    access.organization(name)
    return document({"data": workspace_payloads.workspace(access.workspace(workspace))})


@routes.get("/workspaces/<workspace>")
def _workspace_by_id(workspace: str) -> Response:
    return document({"data": workspace_payloads.workspace(access.workspace(workspace))})


@routes.get("/workspaces/<workspace>/configuration-versions")
def _configuration_versions(workspace: str) -> Response:
    found = access.workspace(workspace)
    return page(found.configuration_versions, workspace_payloads.configuration_version)


@routes.get("/configuration-versions/<name>/ingress-attributes")
def _ingress_attributes(name: str) -> Response:
    shown = access.member()
    for workspace in filter(shown.reads, current_state().scenario.terraform_workspaces):
        for found in workspace.configuration_versions:
            if found.id == name and workspace_payloads.has_ingress_attributes(found):
                return document({"data": workspace_payloads.ingress_attributes(workspace, found)})
    raise not_found()


@routes.get("/configuration-versions/<name>")
def _configuration_version(name: str) -> Response:
    shown = access.member()
    for workspace in filter(shown.reads, current_state().scenario.terraform_workspaces):
        for found in workspace.configuration_versions:
            if found.id == name:
                return document({"data": workspace_payloads.configuration_version(found)})
    raise not_found()


@routes.get("/organizations/<name>/ssh-keys")
def _module_keys(name: str) -> Response:
    found = access.organization(name)
    if access.manager().kind == "organization":
        raise not_found()
    return page_or_all(found.ssh_keys, provider_payloads.module_key)
