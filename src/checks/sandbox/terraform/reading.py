"""What HCP Terraform lets a client read."""

from collections.abc import Iterator
from fnmatch import fnmatch

from flask import Blueprint, Response, request

from checks.sandbox.scenario import Grant, Provider, Repository
from checks.sandbox.terraform import access, bodies
from checks.sandbox.terraform.pages import page, page_or_all
from checks.sandbox.terraform.refusal import Refusal, document, not_found
from checks.sandbox.world import World


def grants(world: World) -> Iterator[tuple[Provider, Grant]]:
    """Yield every grant with the provider that holds it."""
    for holder in world.scenario.providers:
        for found in holder.grants:
            yield holder, found


def find_provider(world: World, name: str) -> Provider:
    """Return the provider with this id, if the token may see it."""
    access.member(world)
    for found in world.scenario.providers:
        if found.id == name:
            return found
    raise not_found()


def find_grant(world: World, name: str) -> tuple[Provider, Grant]:
    """Return the grant with this id and its provider, if the token may see them."""
    access.member(world)
    for holder, found in grants(world):
        if found.id == name:
            return holder, found
    raise not_found()


def reachable(world: World, grant: Grant) -> list[Repository]:
    """Return the repositories that Bitbucket shows to `grant`: none once it is dead."""
    refusing = {one.slug for one in world.scenario.bitbucket_workspaces if one.refusal}
    return [
        found
        for found in world.scenario.repositories
        if grant.works and grant.account in found.members and found.workspace not in refusing
    ]


def _beta(world: World, name: str) -> Grant:
    """Return the grant that a beta endpoint is asked about; a release without the endpoint knows none."""
    if not world.scenario.beta_endpoints:
        raise not_found()
    return find_grant(world, name)[1]


def _visible(grant: Grant, world: World, identifier: str) -> bool:
    return identifier.lower() in {found.full_name.lower() for found in reachable(world, grant)}


def reading(world: World) -> Blueprint:
    """Return the routes that only read."""
    routes = Blueprint("reading", __name__)

    @routes.get("/account/details")
    def account() -> Response:
        return document({"data": bodies.account(world.scenario.organization, access.token(world))})

    @routes.get("/organizations/<name>")
    def organization(name: str) -> Response:
        found = access.organization(world, name)
        cloud = world.scenario.app_name == "HCP Terraform"
        return document({"data": bodies.organization(found, access.token(world), cloud=cloud)})

    @routes.get("/organizations/<name>/entitlement-set")
    def entitlement_set(name: str) -> Response:
        found = access.organization(world, name)
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
    def projects(name: str) -> Response:
        access.organization(world, name)
        return page(world.scenario.projects, lambda found: bodies.project(world, found))

    @routes.get("/projects/<name>")
    def project(name: str) -> Response:
        access.member(world)
        for found in world.scenario.projects:
            if found.id == name:
                return document({"data": bodies.project(world, found)})
        raise not_found()

    @routes.get("/organizations/<name>/oauth-clients")
    def providers(name: str) -> Response:
        access.organization(world, name)
        affected = request.args.get("show_affected_workspaces") == "true"
        return page_or_all(
            world.scenario.providers, lambda found: bodies.provider(world, found, affected=affected)
        )

    @routes.get("/oauth-clients/<name>")
    def provider(name: str) -> Response:
        return document({"data": bodies.provider(world, find_provider(world, name), affected=True)})

    @routes.get("/oauth-clients/<name>/oauth-tokens")
    def grants_of_provider(name: str) -> Response:
        holder = find_provider(world, name)
        return page_or_all(holder.grants, lambda found: bodies.grant(holder, found))

    @routes.get("/organizations/<name>/oauth-tokens")
    def grants_of_organization(name: str) -> Response:
        access.organization(world, name)
        wanted = request.args.get("filter[provider]")
        found = [pair for pair in grants(world) if wanted in {None, pair[0].service_provider}]
        return page_or_all(found, lambda pair: bodies.grant(*pair))

    @routes.get("/oauth-tokens/<name>")
    def grant(name: str) -> Response:
        return document({"data": bodies.grant(*find_grant(world, name))})

    @routes.get("/organizations/<name>/workspaces")
    def workspaces(name: str) -> Response:
        access.organization(world, name)
        part, pattern = request.args.get("search[name]", ""), request.args.get("search[wildcard-name]", "*")
        project = request.args.get("filter[project][id]")
        found = [
            one
            for one in world.scenario.terraform_workspaces
            if part in one.name and fnmatch(one.name, pattern) and project in {None, one.project}
        ]
        order = request.args.get("sort", "name")
        found.sort(key=lambda one: one.name, reverse=order.startswith("-"))
        return page(found, lambda one: bodies.workspace(world, one))

    @routes.get("/organizations/<name>/workspaces/<workspace>")
    def workspace_by_name(name: str, workspace: str) -> Response:
        access.organization(world, name)
        return document({"data": bodies.workspace(world, access.workspace(world, workspace))})

    @routes.get("/workspaces/<workspace>")
    def workspace_by_id(workspace: str) -> Response:
        return document({"data": bodies.workspace(world, access.workspace(world, workspace))})

    @routes.get("/workspaces/<workspace>/configuration-versions")
    def configuration_versions(workspace: str) -> Response:
        found = access.workspace(world, workspace)
        return page(found.configuration_versions, bodies.configuration_version)

    @routes.get("/configuration-versions/<name>")
    def configuration_version(name: str) -> Response:
        access.member(world)
        for workspace in world.scenario.terraform_workspaces:
            for found in workspace.configuration_versions:
                if found.id == name:
                    return document({"data": bodies.configuration_version(found)})
        raise not_found()

    @routes.get("/organizations/<name>/ssh-keys")
    def module_keys(name: str) -> Response:
        found = access.organization(world, name)
        if access.manager(world).kind == "organization":
            raise not_found()
        return page_or_all(found.ssh_keys, bodies.module_key)

    @routes.get("/organizations/<name>/vcs/repo")
    def repository_check(name: str) -> Response:
        access.organization(world, name)
        found = _beta(world, request.args.get("oauth_token_id", ""))
        identifier = request.args.get("identifier", "")
        seen = {"exists": _visible(found, world, identifier), "identifier": identifier}
        return document({"data": {"id": identifier, "type": "vcs-repo-check", "attributes": seen}})

    @routes.get("/organizations/<name>/vcs/tree")
    def tree(name: str) -> Response:
        access.organization(world, name)
        found = _beta(world, request.args.get("oauth_token_id", ""))
        identifier = request.args.get("identifier", "")
        if not _visible(found, world, identifier):
            raise Refusal(422, "VCS provider error", "Repository doesn't exist or isn't accessible")
        files = next(
            one.files for one in world.scenario.repositories if one.full_name.lower() == identifier.lower()
        )
        folders = sorted({path.rpartition("/")[0] for path in files} - {""})
        return document({"data": [{"id": folder, "type": "vcs-tree"} for folder in folders]})

    @routes.get("/oauth-tokens/<name>/authorized-repos")
    def authorized(name: str) -> Response:
        found = _beta(world, name)
        return document(
            {
                "data": [
                    bodies.authorized_repository(found, one.full_name) for one in reachable(world, found)
                ],
                "meta": {"next-page": None},
            }
        )

    return routes
