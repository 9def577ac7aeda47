"""Bitbucket's API about accounts and Bitbucket workspaces."""

from flask import Blueprint, Response

from checks.sandbox.bitbucket import access, bodies, refusal
from checks.sandbox.bitbucket.pages import page, partial
from checks.sandbox.naming import braced
from checks.sandbox.scenario import Account, AccountKey
from checks.sandbox.world import World


def _own(asking: access.Caller) -> Account:
    """Return the account of the caller; a consumer's own token has none."""
    if asking.account is None:
        raise refusal.forbidden()
    return asking.account


def _keys(world: World, name: str) -> tuple[Account, tuple[AccountKey, ...]]:
    """Return an account and its keys, which only the account itself may list."""
    asking = access.needs(world, "account", "read:ssh-key:bitbucket")
    found = access.account(world, name)
    if found is None:
        raise refusal.Refusal(404, refusal.envelope(f"No such user: {name}"))
    if found != asking.account:
        raise refusal.forbidden()
    return found, found.keys


def people(world: World) -> Blueprint:
    """Return the routes about accounts and Bitbucket workspaces."""
    routes = Blueprint("people", __name__)

    @routes.get("/user")
    def user() -> Response:
        asking = access.needs(world, "account", "read:user:bitbucket")
        if asking.workspace:
            return partial(
                {"type": "app_user", "uuid": braced("app user"), "display_name": "HCP Terraform", "links": {}}
            )
        return partial(bodies.user(world, _own(asking)))

    @routes.get("/user/emails")
    def emails() -> Response:
        own = _own(access.needs(world, "email", "read:user:bitbucket"))
        return page(
            [
                {
                    "type": "email",
                    "email": own.email,
                    "is_primary": True,
                    "is_confirmed": True,
                    "links": {"self": bodies.api(world, f"/user/emails/{own.email}")},
                }
            ]
        )

    @routes.get("/users/<name>/ssh-keys")
    def ssh_keys(name: str) -> Response:
        owner, keys = _keys(world, name)
        return page([bodies.account_key(world, owner, key) for key in keys])

    @routes.get("/users/<name>/ssh-keys/<key>")
    def ssh_key(name: str, key: str) -> Response:
        owner, keys = _keys(world, name)
        for found in keys:
            if found.uuid.strip("{}") == key.strip("{}"):
                return partial(bodies.account_key(world, owner, found))
        raise refusal.Refusal(404, refusal.envelope("SSH key not found"))

    @routes.get("/workspaces/<name>")
    def workspace(name: str) -> Response:
        access.needs(world, "", "read:workspace:bitbucket")
        return partial(bodies.workspace(world, access.workspace(world, name)))

    @routes.get("/user/workspaces")
    def own_workspaces() -> Response:
        own = _own(access.needs(world, "account", "read:workspace:bitbucket"))
        return page(
            [
                bodies.access(world, space, own)
                for space in world.scenario.bitbucket_workspaces
                if own.username in space.members
            ]
        )

    @routes.get("/user/workspaces/<name>/permission")
    def own_membership(name: str) -> Response:
        own = _own(access.needs(world, "account", "read:workspace:bitbucket"))
        space = access.workspace(world, name)
        if own.username not in space.members:
            raise refusal.forbidden()
        return partial(bodies.membership(world, space, own))

    @routes.get("/user/workspaces/<name>/permissions/repositories")
    def own_permissions(name: str) -> Response:
        own = _own(access.needs(world, "account repository", "read:repository:bitbucket"))
        space = access.workspace(world, name)
        if space.refusal:
            raise refusal.Refusal(403, refusal.envelope(space.refusal))
        return page(
            [
                bodies.permission(world, found, own)
                for found in world.scenario.repositories
                if found.workspace == space.slug and own.username in found.members
            ]
        )

    @routes.get("/workspaces/<name>/permissions")
    def memberships(name: str) -> Response:
        access.needs(world, "account", "read:workspace:bitbucket")
        space = access.workspace(world, name)
        inside = [found for found in world.scenario.accounts if found.username in space.members]
        return page([bodies.membership(world, space, found) for found in inside])

    @routes.get("/workspaces")
    @routes.get("/repositories")
    @routes.get("/user/permissions/workspaces")
    @routes.get("/user/permissions/repositories")
    def removed() -> Response:
        raise refusal.removed()

    return routes
