"""Bitbucket's endpoints for accounts and Bitbucket workspaces."""

from flask import Blueprint, Response

from checks.sandbox.bitbucket.api import access, errors, payloads, repository_payloads
from checks.sandbox.bitbucket.api.pagination import page, partial
from checks.sandbox.bitbucket.state import Account, AccountKey
from checks.sandbox.ids import braced
from checks.sandbox.state import current_state

routes = Blueprint("people", __name__)


def _own(client: access.Caller) -> Account:
    """Return the account of the client. Raises `Refusal` for a consumer's own token, which has no account."""
    if client.account is None:
        raise errors.forbidden()
    return client.account


def _keys(name: str) -> tuple[Account, tuple[AccountKey, ...]]:
    """Return an account and its keys, which only the account itself can list."""
    client = access.needs("account", "read:ssh-key:bitbucket")
    found = access.account(name)
    if found is None:
        raise errors.Refusal(404, errors.envelope(f"No such user: {name}"))
    if found != client.account:
        raise errors.forbidden()
    return found, found.keys


@routes.get("/user")
def _user() -> Response:
    """Return the client's account. The real response to a consumer's own token is not verified."""
    client = access.needs("account", "read:user:bitbucket")
    if client.workspace:
        return partial({"type": "app_user", "uuid": braced("app user"), "display_name": "HCP Terraform", "links": {}})
    return partial(payloads.user(_own(client)))


@routes.get("/user/emails")
def _emails() -> Response:
    own = _own(access.needs("email", "read:user:bitbucket"))
    return page([own], payloads.email)


@routes.get("/users/<name>/ssh-keys")
def _ssh_keys(name: str) -> Response:
    owner, keys = _keys(name)
    return page(keys, lambda key: payloads.account_key(owner, key))


@routes.get("/users/<name>/ssh-keys/<key>")
def _ssh_key(name: str, key: str) -> Response:
    owner, keys = _keys(name)
    for found in keys:
        if found.uuid.strip("{}") == key.strip("{}"):
            return partial(payloads.account_key(owner, found))
    raise errors.Refusal(404, errors.envelope("SSH key not found"))


@routes.get("/workspaces/<name>")
def _workspace(name: str) -> Response:
    access.needs("", "read:workspace:bitbucket")
    return partial(payloads.workspace(access.workspace(name)))


@routes.get("/user/workspaces")
def _own_workspaces() -> Response:
    own = _own(access.needs("account", "read:workspace:bitbucket"))
    spaces = [space for space in current_state().scenario.bitbucket_workspaces if own.username in space.members]
    return page(spaces, lambda space: payloads.access(space, own))


@routes.get("/user/workspaces/<name>/permission")
def _own_membership(name: str) -> Response:
    own = _own(access.needs("account", "read:workspace:bitbucket"))
    space = access.workspace(name)
    if own.username not in space.members:
        raise errors.forbidden()
    return partial(payloads.membership(space, own))


@routes.get("/user/workspaces/<name>/permissions/repositories")
def _own_permissions(name: str) -> Response:
    own = _own(access.needs("account repository", "read:repository:bitbucket"))
    space = access.workspace(name)
    if space.refusal:
        raise errors.Refusal(403, errors.envelope(space.refusal))
    mine = [
        found
        for found in current_state().scenario.repositories
        if found.workspace == space.slug and own.username in found.members
    ]
    return page(mine, lambda found: repository_payloads.permission(found, own))


@routes.get("/workspaces/<name>/permissions")
def _memberships(name: str) -> Response:
    access.needs("account", "read:workspace:bitbucket")
    space = access.workspace(name)
    members = [found for found in current_state().scenario.accounts if found.username in space.members]
    return page(members, lambda found: payloads.membership(space, found))


@routes.get("/workspaces")
@routes.get("/repositories")
@routes.get("/user/permissions/workspaces")
@routes.get("/user/permissions/repositories")
def _removed() -> Response:
    raise errors.removed()
