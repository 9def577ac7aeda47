"""The JSON objects of Bitbucket's API for a repository and its parts."""

import hashlib
import re
from typing import Any
from urllib.parse import quote

from checks.sandbox.bitbucket.api import payloads
from checks.sandbox.bitbucket.state import Account, BitbucketWorkspace, DeployKey, Hook, Repository
from checks.sandbox.ids import braced
from checks.sandbox.state import current_state


def short_repository(found: Repository) -> dict[str, Any]:
    """Return a repository as it is embedded in other objects."""
    return {
        "type": "repository",
        "name": found.name,
        "full_name": found.full_name,
        "uuid": found.uuid,
        "links": {
            "self": payloads.api(f"/repositories/{found.full_name}"),
            "html": payloads.site(f"/{found.full_name}"),
            "avatar": payloads.site(f"/{found.full_name}/avatar/"),
        },
    }


def repository(found: Repository, space: BitbucketWorkspace) -> dict[str, Any]:
    """Return a repository."""
    here = f"/repositories/{found.full_name}"
    names = ("watchers", "commits", "src", "hooks", "forks", "downloads", "pullrequests")
    body = short_repository(found)
    body["links"] |= {"source" if name == "src" else name: payloads.api(f"{here}/{name}") for name in names}
    body["links"] |= {
        "branches": payloads.api(f"{here}/refs/branches"),
        "tags": payloads.api(f"{here}/refs/tags"),
        "clone": [
            {"name": "https", "href": f"https://bitbucket.org/{found.full_name}.git"},
            {"name": "ssh", "href": f"git@ssh.bitbucket.org:{found.full_name}.git"},
        ],
    }
    return body | {
        "scm": "git",
        "slug": found.slug,
        "website": "",
        "description": "",
        "language": "",
        "has_issues": False,
        "has_wiki": False,
        "fork_policy": "no_public_forks",
        "is_private": found.private,
        "created_on": payloads.moment(found.created),
        "updated_on": payloads.moment(found.created),
        "size": sum(len(text) for text in found.files.values()),
        "mainbranch": {"type": "branch", "name": found.branch} if found.branch else None,
        "workspace": payloads.workspace(space),
        "owner": {"type": "team", "display_name": space.name, "uuid": space.uuid, "username": space.slug},
        "project": {
            "type": "project",
            "key": "INF",
            "uuid": braced(f"project {space.slug}"),
            "name": "Infrastructure",
            "links": {
                "self": payloads.api(f"/workspaces/{space.slug}/projects/INF"),
                "html": payloads.site(f"/{space.slug}/workspace/projects/INF"),
                "avatar": payloads.site(f"/{space.slug}/workspace/projects/INF/avatar/32"),
            },
        },
        "parent": None,
        "override_settings": {"default_merge_strategy": True, "branching_model": True},
        "enforced_signed_commits": None,
    }


def head(found: Repository) -> str:
    """Return the hash of the commit at the head of the main branch."""
    return hashlib.sha1(f"{found.full_name} {found.branch}".encode(), usedforsecurity=False).hexdigest()


def gitlinks(found: Repository) -> dict[str, str]:
    """Return the pinned commit of each submodule by its path."""
    text = found.files.get(".gitmodules", "")
    urls = dict(re.findall(r"path = (.+)\n(?:\t\w+ = .+\n)*?\turl = (.+)", text))
    paths = re.findall(r"path = (.+)", text) if found.gitlinks is None else found.gitlinks
    return {path: _pinned(urls.get(path, "")) for path in paths}


def _pinned(url: str) -> str:
    """Return the head of the repository at a URL, or a made-up commit for a repository outside the sandbox."""
    slug = url.partition("?")[0].rstrip("/").rpartition("/")[2].removesuffix(".git").lower()
    for one in current_state().scenario.repositories:
        if one.slug == slug:
            return head(one)
    return hashlib.sha1(url.encode(), usedforsecurity=False).hexdigest()


def entry(found: Repository, path: str) -> dict[str, Any]:
    """Return a file or a submodule as it appears in a listing."""
    if path in gitlinks(found):
        return {"type": "commit_file", "path": path, "attributes": ["subrepository"], "size": 40}
    return {"type": "commit_file", "path": path, "attributes": [], "size": len(found.files[path])}


def branch(found: Repository) -> dict[str, Any]:
    """Return the main branch."""
    here, commit = f"/repositories/{found.full_name}", head(found)
    return {
        "type": "branch",
        "name": found.branch,
        "links": {
            "self": payloads.api(f"{here}/refs/branches/{quote(found.branch)}"),
            "commits": payloads.api(f"{here}/commits/{quote(found.branch)}"),
            "html": payloads.site(f"/{found.full_name}/branch/{quote(found.branch)}"),
        },
        "target": {
            "type": "commit",
            "hash": commit,
            "date": payloads.moment(found.created),
            "message": "First words\n",
            "repository": short_repository(found),
            "links": {"self": payloads.api(f"{here}/commit/{commit}")},
        },
    }


def permission(found: Repository, who: Account) -> dict[str, Any]:
    """Return the permission of an account on a repository."""
    return {
        "type": "repository_permission",
        "user": payloads.person(who),
        "repository": short_repository(found),
        "permission": found.members[who.username],
    }


def explicit_permission(found: Repository, who: Account) -> dict[str, Any]:
    """Return the permission that an account was explicitly granted on a repository."""
    here = f"/repositories/{found.full_name}/permissions-config/users/{who.account_id}"
    return {
        "type": "repository_user_permission",
        "user": payloads.person(who),
        "permission": found.members[who.username],
        "links": {"self": payloads.api(here)},
    }


def hook(holder: Repository, found: Hook) -> dict[str, Any]:
    """Return a webhook."""
    return {
        "type": "webhook_subscription",
        "uuid": found.uuid,
        "description": found.description,
        "url": current_state().absolute(found.url),
        "active": found.active,
        "skip_cert_verification": False,
        "events": list(found.events),
        "created_at": payloads.moment(found.created).replace("+00:00", "Z"),
        "subject": short_repository(holder),
        "links": {"self": payloads.api(f"/repositories/{holder.full_name}/hooks/{quote(found.uuid)}")},
        "source": None,
        "read_only": False,
        "history_enabled": False,
        "secret_set": True,
    }


def deploy_key(holder: Repository, found: DeployKey) -> dict[str, Any]:
    """Return an access key of a repository."""
    kind, body, *comment = found.line.split(maxsplit=2)
    return {
        "type": "deploy_key",
        "id": found.number,
        "key": f"{kind} {body}",
        "comment": comment[0] if comment else "",
        "label": found.label,
        "created_on": payloads.moment(found.created),
        "last_used": None,
        "repository": short_repository(holder),
        "links": {"self": payloads.api(f"/repositories/{holder.full_name}/deploy-keys/{found.number}")},
    }
