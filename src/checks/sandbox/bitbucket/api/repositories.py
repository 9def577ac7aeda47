"""Bitbucket's endpoints for repositories: permissions, webhooks, keys, and files."""

from flask import Blueprint, Response, request

from checks.sandbox.bitbucket.api import access, errors, payloads, repository_payloads
from checks.sandbox.bitbucket.api.pagination import page, partial
from checks.sandbox.bitbucket.state import Repository
from checks.sandbox.state import current_state

routes = Blueprint("repositories", __name__)

_READ = ("repository", "read:repository:bitbucket")
_HOOKS = ("webhook", "read:webhook:bitbucket")
_KEYS = ("repository repository:admin", "admin:repository:bitbucket")
_ADMIN = ("repository:admin", "read:repository:bitbucket")
_EVENTS = (
    ("Repository", "repo:push", "Push", "Whenever a repository push occurs"),
    ("Repository", "repo:fork", "Fork", "Whenever a repository fork occurs"),
    ("Repository", "repo:updated", "Updated", "Whenever a repository is updated"),
    ("Pull Request", "pullrequest:created", "Created", "When a pull request is created"),
    ("Pull Request", "pullrequest:updated", "Updated", "When a pull request is updated"),
    ("Pull Request", "pullrequest:fulfilled", "Merged", "When a pull request is merged"),
    ("Pull Request", "pullrequest:rejected", "Declined", "When a pull request is declined"),
)


def _content(found: Repository, path: str) -> Response:
    """Return a raw file, or the contents of a folder."""
    here = payloads.api(f"/repositories/{found.full_name}/src/{found.branch}/{path}")
    pinned = repository_payloads.gitlinks(found)
    if path in pinned:
        return Response(pinned[path], content_type="text/plain")
    if path in found.files:
        if request.args.get("format") == "meta":
            size = len(found.files[path].encode())
            return partial({"type": "commit_file", "path": path, "size": size, "links": {"self": here}})
        return Response(found.files[path], content_type="text/plain")
    below = sorted(name for name in (*found.files, *pinned) if not path or name.startswith(f"{path}/"))
    if not below:
        raise errors.no_file(path)
    depth = int(request.args.get("max_depth", "1"))
    if "max_depth" in request.args or "q" in request.args:
        below = [name for name in below if name.count("/") < depth]
    return page(below, lambda name: repository_payloads.entry(found, name))


def _find(space: str, slug: str, scopes: tuple[str, str], least: str = "read") -> Repository:
    return access.repository(access.needs(*scopes), space, slug, least)


@routes.before_request
def _limit() -> None:
    allowed = current_state().scenario.bitbucket_limit
    below = request.path.startswith("/2.0/repositories/")
    if below and allowed is not None and current_state().counted("bitbucket") > allowed:
        raise errors.too_many()


@routes.get("/repositories/<space>")
def _list_repositories(space: str) -> Response:
    client = access.needs(*_READ)
    found = access.workspace(space)
    least = {"admin": "admin", "contributor": "write"}.get(request.args.get("role", ""), "read")
    visible = [
        one
        for one in current_state().scenario.repositories
        if one.workspace == found.slug and access.RANKS[client.role(one)] >= access.RANKS[least]
    ]
    return page(visible, lambda one: repository_payloads.repository(one, found))


@routes.get("/repositories/<space>/<slug>")
def _repository(space: str, slug: str) -> Response:
    found = _find(space, slug, _READ)
    return partial(repository_payloads.repository(found, access.workspace(space)))


@routes.get("/repositories/<space>/<slug>/hooks")
def _hooks(space: str, slug: str) -> Response:
    holder = _find(space, slug, _HOOKS, "admin")
    return page(holder.hooks, lambda found: repository_payloads.hook(holder, found))


@routes.get("/repositories/<space>/<slug>/hooks/<uid>")
def _hook(space: str, slug: str, uid: str) -> Response:
    holder = _find(space, slug, _HOOKS, "admin")
    for found in holder.hooks:
        if found.uuid.strip("{}") == uid.strip("{}"):
            return partial(repository_payloads.hook(holder, found))
    raise errors.Refusal(404, errors.envelope("Webhook not found"))


@routes.get("/repositories/<space>/<slug>/deploy-keys")
def _deploy_keys(space: str, slug: str) -> Response:
    holder = _find(space, slug, _KEYS, "admin")
    return page(holder.deploy_keys, lambda found: repository_payloads.deploy_key(holder, found))


@routes.get("/repositories/<space>/<slug>/permissions-config/users")
def _permissions(space: str, slug: str) -> Response:
    holder = _find(space, slug, _ADMIN, "admin")
    members = [who for who in current_state().scenario.accounts if who.username in holder.members]
    return page(members, lambda who: repository_payloads.explicit_permission(holder, who))


@routes.get("/repositories/<space>/<slug>/permissions-config/users/<user>")
def _permission(space: str, slug: str, user: str) -> Response:
    holder = _find(space, slug, _ADMIN, "admin")
    who = access.account(user)
    if who is None or who.username not in holder.members:
        raise errors.Refusal(404, errors.envelope(f"No such user: {user}"))
    return partial(repository_payloads.explicit_permission(holder, who))


@routes.get("/repositories/<space>/<slug>/src/<path:rest>")
def _source(space: str, slug: str, rest: str) -> Response:
    found = _find(space, slug, _READ)
    # The first slash ends the commit, even if it is part of the name of a branch.
    commit, _, path = rest.partition("/")
    if commit not in {found.branch, "HEAD", repository_payloads.head(found), *found.tags}:
        raise errors.no_commit(commit)
    return _content(found, path.strip("/"))


@routes.get("/repositories/<space>/<slug>/src/<commit>/")
def _root(space: str, slug: str, commit: str) -> Response:
    return _source(space, slug, f"{commit}/")


@routes.get("/repositories/<space>/<slug>/refs/branches")
def _branches(space: str, slug: str) -> Response:
    found = _find(space, slug, _READ)
    return page([found] if found.branch else [], repository_payloads.branch)


@routes.get("/repositories/<space>/<slug>/refs/branches/<path:name>")
def _branch(space: str, slug: str, name: str) -> Response:
    found = _find(space, slug, _READ)
    if name != found.branch:
        raise errors.no_branch(name)
    return partial(repository_payloads.branch(found))


@routes.get("/hook_events")
def _subjects() -> Response:
    return partial(
        {name: {"links": {"events": payloads.api(f"/hook_events/{name}")}} for name in ("repository", "workspace")}
    )


@routes.get("/hook_events/<subject>")
def _events(subject: str) -> Response:
    if subject not in {"repository", "workspace"}:
        raise errors.no_route()
    names = ("category", "event", "label", "description")
    return page(_EVENTS, lambda event: dict(zip(names, event, strict=True)), length=30)
