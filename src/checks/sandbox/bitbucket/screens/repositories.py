"""Repositories of a Bitbucket workspace, their webhooks, and a push that calls them."""

import requests
from flask import Blueprint, redirect, render_template, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from checks.sandbox.bitbucket.screens.accounts import current_account
from checks.sandbox.bitbucket.state import Repository
from checks.sandbox.rendering import refused
from checks.sandbox.state import current_state

routes = Blueprint("screens_repositories", __name__)

_PATIENCE = 10


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
            if current_account().username in one.members:
                return one
            break
    raise NotFound


@routes.get("/<slug>/<name>/")
def _repository(slug: str, name: str) -> str:
    return render_template(
        "bitbucket/repository.html", repository=_find_repository(slug, name), done=request.args.get("called", "")
    )


@routes.get("/<slug>/<name>/admin/webhooks")
def _webhooks(slug: str, name: str) -> str | AnyResponse:
    found = _find_repository(slug, name)
    if found.members[current_account().username] != "admin":
        return refused("You do not administer this repository", "Access denied. You must have write or admin access.")
    return render_template("bitbucket/webhooks.html", repository=found)


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
