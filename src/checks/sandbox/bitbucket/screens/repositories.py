"""Repositories of a Bitbucket workspace, their webhooks, and a push that calls them."""

from dataclasses import replace

import requests
from flask import Blueprint, redirect, render_template, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from checks.sandbox.bitbucket.screens.accounts import current_account
from checks.sandbox.bitbucket.state import Repository
from checks.sandbox.rendering import refused
from checks.sandbox.scenario import Scenario
from checks.sandbox.state import current_state

routes = Blueprint("screens_repositories", __name__)

_PATIENCE = 10
LEVELS = ("read", "write", "admin")
"""The permissions on a repository."""


@routes.get("/")
def _home() -> str:
    account = current_account()
    return _repositories(account.username, "")


@routes.get("/<slug>/")
def _workspace(slug: str) -> str:
    if slug not in {one.slug for one in current_state().scenario.bitbucket_workspaces}:
        raise NotFound
    return _repositories(current_account().username, slug)


def _repositories(name: str, slug: str) -> str:
    own = [
        one for one in current_state().scenario.bitbucket_workspaces if name in one.members and slug in {"", one.slug}
    ]
    seen = [one for one in current_state().scenario.repositories if name in one.members]
    return render_template("bitbucket/home.html", workspaces=own, repositories=seen)


def _find_repository(slug: str, name: str) -> Repository:
    for one in current_state().scenario.repositories:
        if (one.workspace, one.slug) == (slug, name):
            if current_account().username in one.members or _owns_workspace(slug):
                return one
            break
    raise NotFound


def _owns_workspace(slug: str) -> bool:
    """Return whether the current user administers the Bitbucket workspace."""
    spaces = current_state().scenario.bitbucket_workspaces
    return any(one.slug == slug and one.members.get(current_account().username) == "owner" for one in spaces)


@routes.get("/<slug>/<name>/")
def _repository(slug: str, name: str) -> str:
    repository, receiver = _find_repository(slug, name), current_state().scenario.app_name
    called = request.args.get("called", "")
    return render_template("bitbucket/repository.html", repository=repository, done=called, receiver=receiver)


@routes.get("/<slug>/<name>/admin/webhooks")
def _webhooks(slug: str, name: str) -> str | AnyResponse:
    found = _find_repository(slug, name)
    return _refusal(found) or render_template("bitbucket/webhooks.html", repository=found)


@routes.get("/<slug>/<name>/admin/permissions")
def _permissions(slug: str, name: str) -> str | AnyResponse:
    found = _find_repository(slug, name)
    if not _owns_workspace(slug) and (refusal := _refusal(found)):
        return refusal
    page = {"repository": found, "accounts": current_state().scenario.accounts, "saved": "saved" in request.args}
    return render_template("bitbucket/repository_permissions.html", **page)


@routes.post("/<slug>/<name>/admin/permissions")
def _grant(slug: str, name: str) -> str | AnyResponse:
    """Grant an account a permission on a repository, or revoke it."""
    found = _find_repository(slug, name)
    if not _owns_workspace(slug) and (refusal := _refusal(found)):
        return refusal
    user, level = request.form["user"], request.form["permission"]
    members = {member: held for member, held in found.members.items() if member != user}
    granted = replace(found, members=members | ({user: level} if level in LEVELS else {}))

    def step(now: Scenario) -> Scenario:
        kept = tuple(granted if one.uuid == found.uuid else one for one in now.repositories)
        return replace(now, repositories=kept)

    current_state().change(step)
    return redirect(f"{request.path}?saved", 303)


def _refusal(found: Repository) -> str | AnyResponse | None:
    """Return the page for a user who doesn't administer the repository, or None for an administrator."""
    if found.members.get(current_account().username) == "admin":
        return None
    return refused(
        "You aren't an administrator of this repository", "Access denied. You must have write or admin access."
    )


@routes.post("/<slug>/<name>/push")
def _push(slug: str, name: str) -> AnyResponse:
    """Simulate a push: call every webhook for pushes whose URL is in this sandbox."""
    found = _find_repository(slug, name)
    called = 0
    with requests.Session() as session:
        session.trust_env = False  # a proxy cannot reach loopback
        for hook in found.hooks:
            address = current_state().absolute(hook.url)
            if hook.active and "repo:push" in hook.events and address.startswith(f"{current_state().terraform_url}/"):
                body = {"repository": {"full_name": found.full_name}}
                headers = {"X-Event-Key": "repo:push"}
                called += session.post(address, json=body, headers=headers, timeout=_PATIENCE).ok
    return redirect(f"/{slug}/{name}/?called={called}", 303)
