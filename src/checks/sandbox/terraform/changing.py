"""What HCP Terraform lets a client change, by the calls that its documents show."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, request

from checks.sandbox.naming import terraform_id, uuid_of
from checks.sandbox.scenario import Scenario
from checks.sandbox.terraform import access, provider_bodies, workspace_bodies
from checks.sandbox.terraform.reading import find_grant, find_provider, grants
from checks.sandbox.terraform.refusal import Refusal, document, invalid
from checks.sandbox.terraform.vcs import reachable
from checks.sandbox.terraform_state import Grant, Provider, TerraformWorkspace, VcsRepo
from checks.sandbox.world import world

routes = Blueprint("changing", __name__)


def _data() -> object:
    """Return what stands under ``data`` in the body."""
    body = request.get_json(force=True, silent=True)
    if not isinstance(body, dict) or "data" not in body:
        raise Refusal(400, "bad request", "The body is not a JSON:API document.")
    return body["data"]


def _attributes() -> dict[str, Any]:
    data = _data()
    found = data.get("attributes", {}) if isinstance(data, dict) else {}
    return found if isinstance(found, dict) else {}


def _projects(data: object) -> tuple[str, ...]:
    """Return the ids of the projects that `data` points at, each of which must exist."""
    named = [one.get("id", "") for one in data if isinstance(one, dict)] if isinstance(data, list) else []
    known = {project.id for project in world().scenario.projects}
    if not named or set(named) - known:
        raise invalid("Project not found", "/data/relationships/projects")
    return tuple(named)


def _with_providers(step: Callable[[Provider], Iterable[Provider]]) -> Callable[[Scenario], Scenario]:
    return lambda now: replace(now, providers=tuple(new for one in now.providers for new in step(one)))


def _change_provider(name: str, step: Callable[[Provider], Provider]) -> Provider:
    world().change(_with_providers(lambda one: [step(one) if one.id == name else one]))
    return find_provider(name)


def _written(found: Provider, status: int = 200) -> Response:
    return document({"data": provider_bodies.provider(found, affected=False)}, status)


@routes.post("/organizations/<name>/oauth-clients")
def _create_provider(name: str) -> Response:
    """Keep a provider without a grant, as the screens do; Bitbucket grants access in a browser alone."""
    access.organization(name)
    access.manager()
    given = _attributes()
    if given.get("service-provider") != "bitbucket_hosted":
        raise invalid("Service provider is not one that the sandbox imitates", "/data/attributes/service-provider")
    if not given.get("key") or not given.get("secret"):
        raise invalid("OAuth token is required", "/data/attributes/oauth-token-string")
    number = len(world().scenario.providers)
    made = Provider(
        id=terraform_id("oc", f"provider {number}"),
        uuid=given.get("uuid") or uuid_of(f"provider {number}"),
        key=given["key"],
        name=given.get("name"),
        created=world().scenario.clock,
        organization_scoped=given.get("organization-scoped", True),
    )
    world().change(lambda now: replace(now, providers=(*now.providers, made)))
    return _written(made, 201)


@routes.patch("/oauth-clients/<name>")
def _update_provider(name: str) -> Response:
    access.manager()
    find_provider(name)
    given = _attributes()
    fields = {"name": "name", "key": "key", "organization-scoped": "organization_scoped"}
    changes = {fields[field]: value for field, value in given.items() if field in fields}
    return _written(_change_provider(name, lambda one: replace(one, **changes)))


@routes.delete("/oauth-clients/<name>")
def _delete_provider(name: str) -> Response:
    access.manager()
    find_provider(name)
    world().change(_with_providers(lambda one: [] if one.id == name else [one]))
    return Response(status=204)


@routes.post("/oauth-clients/<name>/relationships/projects")
def _add_projects(name: str) -> Response:
    access.manager()
    find_provider(name)
    more = _projects(_data())
    _change_provider(name, lambda one: replace(one, projects=tuple(dict.fromkeys((*one.projects, *more)))))
    return Response(status=204)


@routes.delete("/oauth-clients/<name>/relationships/projects")
def _remove_projects(name: str) -> Response:
    access.manager()
    find_provider(name)
    gone = set(_projects(_data()))
    _change_provider(
        name,
        lambda one: replace(one, projects=tuple(project for project in one.projects if project not in gone)),
    )
    return Response(status=204)


def _change_grant(name: str, step: Callable[[Grant], Iterable[Grant]]) -> None:
    def changed(one: Provider) -> list[Provider]:
        kept = (new for grant in one.grants for new in (step(grant) if grant.id == name else [grant]))
        return [replace(one, grants=tuple(kept))]

    world().change(_with_providers(changed))


@routes.patch("/oauth-tokens/<name>")
def _update_grant(name: str) -> Response:
    """Keep the SSH key for submodules: that there is one, never which."""
    access.manager()
    find_grant(name)
    given = _attributes()
    if "ssh-key" in given:
        held = bool(given["ssh-key"])
        if held and "PRIVATE KEY" not in str(given["ssh-key"]):
            raise invalid("SSH key is invalid", "/data/attributes/ssh-key")
        _change_grant(name, lambda one: [replace(one, has_ssh_key=held)])
    return document({"data": provider_bodies.grant(*find_grant(name))})


@routes.delete("/oauth-tokens/<name>")
def _delete_grant(name: str) -> Response:
    access.manager()
    find_grant(name)
    _change_grant(name, lambda _: [])
    return Response(status=204)


@routes.patch("/organizations/<name>/workspaces/<workspace>")
def _update_workspace_by_name(name: str, workspace: str) -> Response:
    access.organization(name)
    return _update_workspace(access.workspace(workspace))


@routes.patch("/workspaces/<workspace>")
def _update_workspace_by_id(workspace: str) -> Response:
    return _update_workspace(access.workspace(workspace))


def _update_workspace(found: TerraformWorkspace) -> Response:
    given = _attributes()
    name = given.get("name", found.name)
    repo = _bound(found, given["vcs-repo"]) if "vcs-repo" in given else found.vcs_repo
    new = replace(found, name=name, vcs_repo=repo)
    world().change(
        lambda now: replace(
            now,
            terraform_workspaces=tuple(new if one.id == new.id else one for one in now.terraform_workspaces),
        )
    )
    return document({"data": workspace_bodies.workspace(new)})


def _bound(found: TerraformWorkspace, given: dict[str, Any] | None) -> VcsRepo | None:
    """Return how the Terraform workspace is bound once `given` is done; None takes it off its repository."""
    if given is None:
        return None
    before = found.vcs_repo
    token = given.get("oauth-token-id", before.oauth_token_id if before else "")
    identifier = given.get("identifier", before.identifier if before else "")
    held = [pair for pair in grants() if pair[1].id == token]
    if not held:
        raise Refusal(422, "unprocessable entity", "OAuth token does not exist")
    holder, grant = held[0]
    if not holder.organization_scoped and found.project not in holder.projects:
        raise Refusal(422, "unprocessable entity", "OAuth token does not exist")
    if identifier.lower() not in {one.full_name.lower() for one in reachable(grant)}:
        raise invalid("Repository doesn't exist or isn't accessible", "/data/attributes/repository")
    return VcsRepo(
        identifier=identifier,
        oauth_token_id=token,
        webhook_url=before.webhook_url if before else f"/webhooks/vcs/{uuid_of(f'webhook {found.name}')}",
        branch=given.get("branch", before.branch if before else "") or "",
        ingress_submodules=given.get("ingress-submodules", before.ingress_submodules if before else False),
    )
