"""How Bitbucket writes what it holds: one function for each kind of resource."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from checks.sandbox.keys import fingerprint
from checks.sandbox.naming import braced
from checks.sandbox.scenario import Account, AccountKey, BitbucketWorkspace, DeployKey, Hook, Repository
from checks.sandbox.world import world


def moment(when: datetime) -> str:
    """Return `when` as the API writes it: UTC, microseconds, an offset."""
    return when.astimezone(UTC).isoformat(timespec="microseconds")


def link(address: str) -> dict[str, str]:
    """Return one link."""
    return {"href": address}


def api(path: str) -> dict[str, str]:
    """Return the link to a path of the API."""
    return link(f"{world().bitbucket_url}/2.0{path}")


def site(path: str) -> dict[str, str]:
    """Return the link to a path of the site."""
    return link(f"{world().bitbucket_url}{path}")


def person(found: Account) -> dict[str, Any]:
    """Return an account as it stands inside other bodies."""
    uuid = quote(found.uuid)
    return {
        "type": "user",
        "uuid": found.uuid,
        "account_id": found.account_id,
        "nickname": found.nickname,
        "display_name": found.display_name,
        "links": {
            "self": api(f"/users/{uuid}"),
            "html": site(f"/{uuid}/"),
            "avatar": site(f"/account/{uuid}/avatar/"),
        },
    }


def user(found: Account) -> dict[str, Any]:
    """Return an account as it sees itself."""
    uuid = quote(found.uuid)
    body = person(found)
    body["links"] |= {
        "hooks": api(f"/workspaces/{uuid}/hooks"),
        "repositories": api(f"/repositories/{uuid}"),
        "snippets": api(f"/snippets/{uuid}"),
    }
    return body | {
        "account_status": "active",
        "created_on": moment(found.created),
        "has_2fa_enabled": None,
        "is_staff": False,
        "location": None,
        "username": found.username,
    }


def workspace_base(found: BitbucketWorkspace) -> dict[str, Any]:
    """Return a Bitbucket workspace as the list of one's own workspaces shows it."""
    return {
        "type": "workspace_base",
        "uuid": found.uuid,
        "slug": found.slug,
        "links": {
            "self": api(f"/workspaces/{found.slug}"),
            "avatar": site(f"/workspaces/{found.slug}/avatar/"),
        },
    }


def workspace(found: BitbucketWorkspace) -> dict[str, Any]:
    """Return a Bitbucket workspace."""
    here = f"/workspaces/{found.slug}"
    return {
        "type": "workspace",
        "uuid": found.uuid,
        "name": found.name,
        "slug": found.slug,
        "is_private": True,
        "is_privacy_enforced": False,
        "forking_mode": "allow_forks",
        "created_on": moment(found.created),
        "links": {
            "self": api(here),
            "html": site(f"/{found.slug}/"),
            "html_overview": site(f"/{found.slug}/workspace/overview/"),
            "avatar": site(f"{here}/avatar/"),
            "hooks": api(f"{here}/hooks"),
            "members": api(f"{here}/members"),
            "owners": api(f"{here}/members?q=permission%3D%22owner%22"),
            "projects": api(f"{here}/projects"),
            "repositories": api(f"/repositories/{found.slug}"),
            "snippets": api(f"/snippets/{found.slug}"),
        },
    }


def membership(space: BitbucketWorkspace, found: Account) -> dict[str, Any]:
    """Return what an account is in a Bitbucket workspace."""
    return {
        "type": "workspace_membership",
        "permission": space.members[found.username],
        "links": {"self": api(f"/workspaces/{space.slug}/members/{quote(found.uuid)}")},
        "user": person(found),
        "workspace": {"type": "workspace", "uuid": space.uuid, "slug": space.slug, "name": space.name},
    }


def access(space: BitbucketWorkspace, found: Account) -> dict[str, Any]:
    """Return a Bitbucket workspace in the list of one's own."""
    return {
        "type": "workspace_access",
        "administrator": space.members[found.username] == "owner",
        "workspace": workspace_base(space),
    }


def short_repository(found: Repository) -> dict[str, Any]:
    """Return a repository as it stands inside other bodies."""
    return {
        "type": "repository",
        "name": found.name,
        "full_name": found.full_name,
        "uuid": found.uuid,
        "links": {
            "self": api(f"/repositories/{found.full_name}"),
            "html": site(f"/{found.full_name}"),
            "avatar": site(f"/{found.full_name}/avatar/"),
        },
    }


def repository(found: Repository, space: BitbucketWorkspace) -> dict[str, Any]:
    """Return a repository."""
    here = f"/repositories/{found.full_name}"
    names = ("watchers", "commits", "src", "hooks", "forks", "downloads", "pullrequests")
    body = short_repository(found)
    body["links"] |= {"source" if name == "src" else name: api(f"{here}/{name}") for name in names}
    body["links"] |= {
        "branches": api(f"{here}/refs/branches"),
        "tags": api(f"{here}/refs/tags"),
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
        "created_on": moment(found.created),
        "updated_on": moment(found.created),
        "size": sum(len(text) for text in found.files.values()),
        "mainbranch": {"type": "branch", "name": found.branch} if found.branch else None,
        "workspace": workspace(space),
        "owner": {"type": "team", "display_name": space.name, "uuid": space.uuid, "username": space.slug},
        "project": {
            "type": "project",
            "key": "INF",
            "uuid": braced(f"project {space.slug}"),
            "name": "Infrastructure",
            "links": {
                "self": api(f"/workspaces/{space.slug}/projects/INF"),
                "html": site(f"/{space.slug}/workspace/projects/INF"),
                "avatar": site(f"/{space.slug}/workspace/projects/INF/avatar/32"),
            },
        },
        "parent": None,
        "override_settings": {"default_merge_strategy": True, "branching_model": True},
        "enforced_signed_commits": None,
    }


def permission(found: Repository, who: Account) -> dict[str, Any]:
    """Return what an account is on a repository."""
    return {
        "type": "repository_permission",
        "user": person(who),
        "repository": short_repository(found),
        "permission": found.members[who.username],
    }


def explicit_permission(found: Repository, who: Account) -> dict[str, Any]:
    """Return what an account was made on a repository itself."""
    here = f"/repositories/{found.full_name}/permissions-config/users/{who.account_id}"
    return {
        "type": "repository_user_permission",
        "user": person(who),
        "permission": found.members[who.username],
        "links": {"self": api(here)},
    }


def hook(holder: Repository, found: Hook) -> dict[str, Any]:
    """Return a webhook."""
    return {
        "type": "webhook_subscription",
        "uuid": found.uuid,
        "description": found.description,
        "url": world().absolute(found.url),
        "active": found.active,
        "skip_cert_verification": False,
        "events": list(found.events),
        "created_at": moment(found.created).replace("+00:00", "Z"),
        "subject": short_repository(holder),
        "links": {"self": api(f"/repositories/{holder.full_name}/hooks/{quote(found.uuid)}")},
        "source": None,
        "read_only": False,
        "history_enabled": False,
        "secret_set": True,
    }


def account_key(owner: Account, found: AccountKey) -> dict[str, Any]:
    """Return an SSH key of an account."""
    kind, body, *comment = found.line.split(maxsplit=2)
    return {
        "type": "ssh_key",
        "uuid": found.uuid,
        "key": f"{kind} {body}",
        "comment": comment[0] if comment else "",
        "label": found.label,
        "fingerprint": fingerprint(found.line),
        "created_on": moment(found.created),
        "expires_on": moment(found.expires) if found.expires else None,
        "last_used": moment(found.last_used) if found.last_used else None,
        "owner": person(owner),
        "links": {"self": api(f"/users/{owner.uuid}/ssh-keys/{found.uuid.strip('{}')}")},
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
        "created_on": moment(found.created),
        "last_used": None,
        "repository": short_repository(holder),
        "links": {"self": api(f"/repositories/{holder.full_name}/deploy-keys/{found.number}")},
    }
