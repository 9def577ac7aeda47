"""HCP Terraform's endpoints that change VCS providers and OAuth tokens, as HashiCorp documents them."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from flask import Blueprint, Response

from checks.sandbox.ids import terraform_id, uuid_of
from checks.sandbox.scenario import Scenario
from checks.sandbox.state import current_state
from checks.sandbox.terraform.api import access, provider_payloads
from checks.sandbox.terraform.api.access import attributes, data, related
from checks.sandbox.terraform.api.errors import document, invalid
from checks.sandbox.terraform.api.reads import find_oauth_token, find_provider
from checks.sandbox.terraform.state import OAuthToken, Provider

routes = Blueprint("changing", __name__)


def _projects(given: object) -> tuple[str, ...]:
    """Return the IDs of the projects in `given`, all of which must exist. Raises `Refusal`."""
    ids = [one.get("id", "") if isinstance(one, dict) else "" for one in given] if isinstance(given, list) else [""]
    known = {project.id for project in current_state().scenario.projects}
    if set(ids) - known:
        raise invalid("Project not found", "/data/relationships/projects")
    return tuple(dict.fromkeys(ids))


def _some_projects() -> tuple[str, ...]:
    """Return the IDs of the projects in the body, which must contain at least one. Raises `Refusal`."""
    return _projects(data() or None)


def _with_providers(step: Callable[[Provider], Iterable[Provider]]) -> Callable[[Scenario], Scenario]:
    return lambda now: replace(now, providers=tuple(new for one in now.providers for new in step(one)))


def _change_provider(name: str, step: Callable[[Provider], Provider]) -> Provider:
    current_state().change(_with_providers(lambda one: [step(one) if one.id == name else one]))
    return find_provider(name)


def _document(found: Provider, status: int = 200) -> Response:
    return document({"data": provider_payloads.provider(found, affected=False)}, status)


@routes.post("/organizations/<name>/oauth-clients")
def _create_provider(name: str) -> Response:
    """Create a provider without an OAuth token, because Bitbucket grants access only in a browser."""
    access.organization(name)
    access.manager()
    given = attributes()
    if given.get("service-provider") != "bitbucket_hosted":
        raise invalid("The sandbox does not simulate this service provider", "/data/attributes/service-provider")
    if not given.get("key") or not given.get("secret"):
        raise invalid("OAuth token is required", "/data/attributes/oauth-token-string")
    number = len(current_state().scenario.providers)
    created = Provider(
        id=terraform_id("oc", f"provider {number}"),
        uuid=given.get("uuid") or uuid_of(f"provider {number}"),
        key=given["key"],
        secret=given["secret"],
        name=given.get("name"),
        created=current_state().scenario.clock,
        organization_scoped=given.get("organization-scoped", True),
    )
    current_state().change(lambda now: replace(now, providers=(*now.providers, created)))
    return _document(created, 201)


@routes.patch("/oauth-clients/<name>")
def _update_provider(name: str) -> Response:
    access.manager()
    find_provider(name)
    given = attributes()
    fields = {"name": "name", "key": "key", "secret": "secret", "organization-scoped": "organization_scoped"}
    changes = {fields[field]: value for field, value in given.items() if field in fields}
    projects = related("projects")
    if projects is not None:
        changes["projects"] = _projects(projects)
    return _document(_change_provider(name, lambda one: replace(one, **changes)))


@routes.delete("/oauth-clients/<name>")
def _delete_provider(name: str) -> Response:
    access.manager()
    find_provider(name)
    current_state().change(_with_providers(lambda one: [] if one.id == name else [one]))
    return Response(status=204)


@routes.post("/oauth-clients/<name>/relationships/projects")
def _add_projects(name: str) -> Response:
    access.manager()
    find_provider(name)
    more = _some_projects()
    _change_provider(name, lambda one: replace(one, projects=tuple(dict.fromkeys((*one.projects, *more)))))
    return Response(status=204)


@routes.delete("/oauth-clients/<name>/relationships/projects")
def _remove_projects(name: str) -> Response:
    access.manager()
    find_provider(name)
    removed = set(_some_projects())
    _change_provider(
        name,
        lambda one: replace(one, projects=tuple(project for project in one.projects if project not in removed)),
    )
    return Response(status=204)


def _change_oauth_token(name: str, step: Callable[[OAuthToken], Iterable[OAuthToken]]) -> None:
    def changed(one: Provider) -> list[Provider]:
        kept = (
            new
            for oauth_token in one.oauth_tokens
            for new in (step(oauth_token) if oauth_token.id == name else [oauth_token])
        )
        return [replace(one, oauth_tokens=tuple(kept))]

    current_state().change(_with_providers(changed))


@routes.patch("/oauth-tokens/<name>")
def _update_oauth_token(name: str) -> Response:
    """Record that there is an SSH key for submodules, and never store the key."""
    access.manager()
    find_oauth_token(name)
    given = attributes()
    if "ssh-key" in given:
        has_key = bool(given["ssh-key"])
        if has_key and "PRIVATE KEY" not in str(given["ssh-key"]):
            raise invalid("SSH key is invalid", "/data/attributes/ssh-key")
        _change_oauth_token(name, lambda one: [replace(one, has_ssh_key=has_key)])
    return document({"data": provider_payloads.oauth_token(*find_oauth_token(name))})


@routes.delete("/oauth-tokens/<name>")
def _delete_oauth_token(name: str) -> Response:
    access.manager()
    find_oauth_token(name)
    _change_oauth_token(name, lambda _: [])
    return Response(status=204)
