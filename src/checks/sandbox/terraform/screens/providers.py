"""The VCS providers of the organization, and the steps to add one."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from uuid import UUID

from flask import Blueprint, redirect, render_template, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from checks.sandbox.ids import terraform_id, uuid_of
from checks.sandbox.scenario import Scenario
from checks.sandbox.state import current_state
from checks.sandbox.terraform.screens.organization import organization
from checks.sandbox.terraform.state import OAuthToken, Provider

routes = Blueprint("screens_providers", __name__)

_LIST = "/app/<name>/settings/version-control"
_KEY_BEGINS = "-----BEGIN "


def provider(uuid: str) -> Provider:
    """Return the provider with this UUID. Raises `NotFound`."""
    for found in current_state().scenario.providers:
        if found.uuid == uuid:
            return found
    raise NotFound


def change_provider(uuid: str, step: Callable[[Provider], Provider]) -> None:
    """Change the provider with this UUID."""
    _change(lambda one: [step(one) if one.uuid == uuid else one])


def _change(step: Callable[[Provider], Iterable[Provider]]) -> None:
    def update(now: Scenario) -> Scenario:
        return replace(now, providers=tuple(new for one in now.providers for new in step(one)))

    current_state().change(update)


@routes.get(_LIST)
def _list(name: str) -> str:
    error = request.args.get("error", "")
    return render_template("terraform/providers.html", organization=organization(name), error=error)


@routes.get(f"{_LIST}/add")
def _choose(name: str) -> str:
    return render_template("terraform/add_choose.html", organization=organization(name))


@routes.get(f"{_LIST}/add/bitbucket-cloud")
def _begin(name: str) -> AnyResponse:
    """Assign a UUID to the new provider before it is saved, as the real page does."""
    organization(name)
    uuid = uuid_of(f"provider begun {current_state().counted('providers begun')}")
    return redirect(f"{request.path}/{uuid}")


@routes.get(f"{_LIST}/add/bitbucket-cloud/<uuid:uuid>")
def _set_up(name: str, uuid: UUID) -> str:
    callback = f"{current_state().terraform_url}/auth/{uuid}/callback"
    return render_template("terraform/add_set_up.html", organization=organization(name), callback=callback)


@routes.post(f"{_LIST}/add/bitbucket-cloud/<uuid:uuid>")
def _connect(name: str, uuid: UUID) -> str | AnyResponse:
    """Store the key and the secret, again if the form is sent again, and redirect to Bitbucket."""
    found, given = organization(name), request.form
    if not given.get("key") or not given.get("secret"):
        callback = f"{current_state().terraform_url}/auth/{uuid}/callback"
        error = "Key and Secret are required."
        return render_template("terraform/add_set_up.html", organization=found, callback=callback, error=error)
    before = [one for one in current_state().scenario.providers if one.uuid == str(uuid)]
    new = Provider(id=terraform_id("oc", str(uuid)), uuid=str(uuid), key=None, created=current_state().scenario.clock)
    if not before:
        current_state().change(lambda now: replace(now, providers=(*now.providers, new)))
    change_provider(
        str(uuid),
        lambda one: replace(one, key=given["key"].strip(), secret=given["secret"].strip(), name=given["name"] or None),
    )
    return redirect(f"/auth/{uuid}", 303)


@routes.get(f"{_LIST}/<uuid:uuid>/advanced")
def _advanced(name: str, uuid: UUID) -> str:
    return _render(name, str(uuid), "add_advanced")


@routes.get(f"{_LIST}/<uuid:uuid>/ssh-key")
def _key(name: str, uuid: UUID) -> str:
    return _render(name, str(uuid), "ssh_key")


def _render(name: str, uuid: str, page: str, error: str = "") -> str:
    saved = "saved" in request.args
    return render_template(
        f"terraform/{page}.html", organization=organization(name), provider=provider(uuid), error=error, saved=saved
    )


@routes.post(f"{_LIST}/<uuid:uuid>/scope")
def _scope(name: str, uuid: UUID) -> str | AnyResponse:
    found, everywhere = organization(name), request.form.get("scope") == "all"
    known = {one.id for one in current_state().scenario.projects}
    chosen = tuple(one for one in request.form.getlist("project") if one in known)
    if not everywhere and not chosen:
        return _render(name, str(uuid), "add_advanced", "Choose at least one project.")
    projects = () if everywhere else chosen
    change_provider(str(uuid), lambda one: replace(one, organization_scoped=everywhere, projects=projects))
    return redirect(f"/app/{found.name}/settings/version-control/{uuid}/advanced?saved", 303)


@routes.post(f"{_LIST}/<uuid:uuid>/ssh-key")
def _add_key(name: str, uuid: UUID) -> str | AnyResponse:
    """Record that there is a key, and never store the key."""
    found, text = organization(name), request.form.get("ssh_key", "").strip()
    if not text.startswith(_KEY_BEGINS) or "PRIVATE KEY-----" not in text:
        return _render(name, str(uuid), "ssh_key", "SSH key is invalid")

    def add_key(one: Provider) -> Provider:
        oauth_tokens: tuple[OAuthToken, ...] = tuple(
            replace(oauth_token, has_ssh_key=True) for oauth_token in one.oauth_tokens
        )
        return replace(one, oauth_tokens=oauth_tokens)

    change_provider(str(uuid), add_key)
    return redirect(f"/app/{found.name}/settings/version-control", 303)


@routes.post(f"{_LIST}/<uuid:uuid>/delete")
def _delete(name: str, uuid: UUID) -> AnyResponse:
    found = organization(name)
    _change(lambda one: [] if one.uuid == str(uuid) else [one])
    return redirect(f"/app/{found.name}/settings/version-control", 303)
