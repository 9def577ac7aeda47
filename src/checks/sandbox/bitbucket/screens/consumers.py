"""The OAuth consumers of a Bitbucket workspace, on the form of 2026 and on the earlier form."""

import base64
import hashlib
from dataclasses import replace

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Response as AnyResponse

from checks.sandbox.bitbucket.screens.accounts import current_account
from checks.sandbox.bitbucket.screens.permissions import areas, select
from checks.sandbox.bitbucket.state import BitbucketWorkspace, Consumer
from checks.sandbox.rendering import refused
from checks.sandbox.scenario import Scenario
from checks.sandbox.state import current_state

routes = Blueprint("screens_consumers", __name__)

_LENGTHS = {"clients": (32, 76), "consumers": (18, 32)}
"""Lengths of a key and its secret. Source: the Jenkins plugin for Bitbucket, pull request 1215, June 2026."""


def administered(slug: str) -> BitbucketWorkspace:
    """Return a Bitbucket workspace if the logged-in account administers it, or show a refusal.

    Raises:
        HTTPException: The account does not administer it; the response is an error page.
        NotFound: There is no such workspace.
    """
    name = current_account().username
    for found in current_state().scenario.bitbucket_workspaces:
        if found.slug == slug:
            if found.members.get(name) != "owner":
                words = f"You are logged in as {name}."
                raise HTTPException(response=refused("You aren't an administrator of this Bitbucket workspace", words))
            return found
    raise NotFound


@routes.get("/<slug>/workspace/settings/")
def _settings(slug: str) -> str:
    return render_template("bitbucket/workspace_settings.html", workspace=administered(slug))


@routes.get("/<slug>/workspace/settings/oauth-<form>")
def _list(slug: str, form: str) -> str:
    workspace = _require_form(slug, form)
    own = [one for one in current_state().scenario.consumers if one.workspace == workspace.slug]
    chosen = next((one for one in own if one.key == request.args.get("chosen")), None)
    return render_template(f"bitbucket/oauth_{form}.html", workspace=workspace, consumers=own, chosen=chosen)


@routes.get("/<slug>/workspace/settings/oauth-<form>/new", defaults={"key": ""})
@routes.get("/<slug>/workspace/settings/oauth-<form>/<key>/edit")
def _form(slug: str, form: str, key: str) -> str:
    workspace = _require_form(slug, form)
    known = next((one for one in current_state().scenario.consumers if one.key == key), None)
    if key and known is None:
        raise NotFound
    return _render_form(workspace, form, known)


@routes.post("/<slug>/workspace/settings/oauth-<form>/new", defaults={"key": ""})
@routes.post("/<slug>/workspace/settings/oauth-<form>/<key>/edit")
def _save(slug: str, form: str, key: str) -> str | AnyResponse:
    workspace = _require_form(slug, form)
    consumer = _read_form(workspace, form, key)
    if not consumer.name.strip():
        return _render_form(workspace, form, consumer, "Name is required.")

    def step(now: Scenario) -> Scenario:
        others = tuple(one for one in now.consumers if one.key != consumer.key)
        credentials = replace(
            now.credentials,
            client_id=consumer.key,
            client_secret=consumer.secret,
            callback_url=consumer.callback_url,
        )
        return replace(now, consumers=(*others, consumer), credentials=credentials)

    current_state().change(step)
    chosen = f"?chosen={consumer.key}" if form == "clients" and not key else ""
    return redirect(f"/{workspace.slug}/workspace/settings/oauth-{form}{chosen}", 303)


def _require_form(slug: str, form: str) -> BitbucketWorkspace:
    """Return the Bitbucket workspace if the sandbox shows this generation of the form."""
    if form not in _LENGTHS:
        raise NotFound
    today = current_state().scenario.screens
    if form != today:
        raise HTTPException(response=_other_generation(today))
    return administered(slug)


def _other_generation(today: str) -> Response:
    other = next(form for form in _LENGTHS if form != today)
    return refused(
        f"This sandbox shows OAuth {today}",
        f"Use the tab OAuth {today} in the guide, or start the sandbox with --screens {other}.",
        "Whether Bitbucket redirects from the earlier URL to the new one is not verified.",
        status=404,
    )


def _read_form(workspace: BitbucketWorkspace, form: str, key: str) -> Consumer:
    """Return the consumer from the form, with its existing key and secret, or new ones."""
    given = request.form
    known = next((one for one in current_state().scenario.consumers if one.key == key), None)
    number = "" if known else str(current_state().counted("consumers"))
    public, secret = (known.key, known.secret) if known else (_generate(number, form, part) for part in (0, 1))
    # The form of 2026 has no callback field until the authorization code grant is selected.
    with_callback = form == "consumers" or "authorization_code" in given
    return Consumer(
        key=public,
        secret=secret,
        name=given.get("name", ""),
        workspace=workspace.slug,
        permissions=select(given.getlist("scope")),
        private="client_credentials" in given,
        callback_url=given.get("callback_url", "") if with_callback else "",
    )


def _generate(number: str, form: str, part: int) -> str:
    """Return letters and digits that look like a key or a secret, identical in every run of the sandbox."""
    digest = hashlib.sha512(f"consumer {number} {part}".encode()).digest()
    text = base64.b64encode(digest * 2).decode().replace("+", "x").replace("/", "y").rstrip("=")
    return text[: _LENGTHS[form][part]]


def _render_form(workspace: BitbucketWorkspace, form: str, known: Consumer | None, error: str = "") -> str:
    return render_template(
        f"bitbucket/oauth_{form}_form.html",
        workspace=workspace,
        areas=areas(form),
        known=known,
        error=error,
        grayed={
            scope
            for area in areas(form)
            for box in area.boxes
            if known and box.scope in known.permissions
            for scope in box.grays
        },
    )
