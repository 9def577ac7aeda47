"""The JSON objects of Bitbucket's API: one function for each kind of resource."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from checks.sandbox.bitbucket.state import Account, AccountKey, BitbucketWorkspace
from checks.sandbox.keys import fingerprint
from checks.sandbox.state import current_state


def moment(when: datetime) -> str:
    """Return `when` in the API's format: UTC, with microseconds and an offset."""
    return when.astimezone(UTC).isoformat(timespec="microseconds")


def link(address: str) -> dict[str, str]:
    """Return a link object."""
    return {"href": address}


def api(path: str) -> dict[str, str]:
    """Return a link object for a path of the API."""
    return link(f"{current_state().bitbucket_url}/2.0{path}")


def site(path: str) -> dict[str, str]:
    """Return a link object for a path of the site."""
    return link(f"{current_state().bitbucket_url}{path}")


def person(found: Account) -> dict[str, Any]:
    """Return an account as it is embedded in other objects."""
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
    """Return an account with its private fields."""
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


def email(found: Account) -> dict[str, Any]:
    """Return the email address of an account."""
    return {
        "type": "email",
        "email": found.email,
        "is_primary": True,
        "is_confirmed": True,
        "links": {"self": api(f"/user/emails/{found.email}")},
    }


def workspace_base(found: BitbucketWorkspace) -> dict[str, Any]:
    """Return a Bitbucket workspace as it is embedded in the list of the account's workspaces."""
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
    """Return the permission of an account in a Bitbucket workspace."""
    return {
        "type": "workspace_membership",
        "permission": space.members[found.username],
        "links": {"self": api(f"/workspaces/{space.slug}/members/{quote(found.uuid)}")},
        "user": person(found),
        "workspace": {"type": "workspace", "uuid": space.uuid, "slug": space.slug, "name": space.name},
    }


def access(space: BitbucketWorkspace, found: Account) -> dict[str, Any]:
    """Return an entry in the list of the account's Bitbucket workspaces."""
    return {
        "type": "workspace_access",
        "administrator": space.members[found.username] == "owner",
        "workspace": workspace_base(space),
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
