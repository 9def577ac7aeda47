"""Records for the server, the organization, its VCS providers, and their OAuth tokens.

A field is None if HCP Terraform doesn't report it.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from checks.clients.parsing import JsonView, required


@dataclass(frozen=True)
class Server:
    """The product and release that the server reports.

    Attributes:
        app_name: The product name, such as ``HCP Terraform``; None if the server doesn't report it.
        release: The release of Terraform Enterprise, such as ``2.0.7``; None if the server doesn't report it.
    """

    app_name: str | None
    release: str | None


@dataclass(frozen=True)
class Organization:
    """The organization, and whether the API token is allowed to manage its VCS providers."""

    name: str
    can_manage_vcs: bool | None


@dataclass(frozen=True)
class Provider:
    """A VCS provider for Bitbucket Cloud; the API calls it an OAuth client.

    The workspace count includes workspaces that the API token can't read. At most 25 names are reported. A masked key
    is None, because it can't be compared.
    """

    id: str
    name: str | None
    key: str | None
    callback_url: str | None
    organization_scoped: bool | None
    project_ids: frozenset[str] | None
    grant_ids: frozenset[str] | None
    has_agent_pool: bool
    workspace_count: int | None = None
    workspace_names: frozenset[str] = frozenset()

    @classmethod
    def of(cls, item: JsonView) -> Self:
        """Return the provider that an object of the list describes.

        Raises:
            MissingFieldError: It has no ID.
        """
        return cls(
            id=required(item, "id"),
            name=item.text("attributes", "name") or None,
            key=None if _MASK.search(item.text("attributes", "key") or "*") else item.text("attributes", "key"),
            callback_url=item.text("attributes", "callback-url") or None,
            organization_scoped=item.flag("attributes", "organization-scoped"),
            project_ids=_ids(item, "projects"),
            grant_ids=_ids(item, "oauth-tokens"),
            has_agent_pool=item.has("relationships", "agent-pool", "data"),
            workspace_count=item.number("attributes", "affected-workspaces-count"),
            workspace_names=frozenset(item.texts("attributes", "affected-workspaces") or ()),
        )

    @property
    def shown(self) -> str:
        """The name in reports: the provider's name, if it has one, and its ID."""
        return f"{self.name} ({self.id})" if self.name else self.id


@dataclass(frozen=True)
class OAuthToken:
    """The OAuth token that HCP Terraform stores after a user grants access."""

    id: str
    created: datetime | None
    user: str | None
    has_ssh_key: bool | None

    @classmethod
    def of(cls, item: JsonView) -> Self:
        """Return the OAuth token that an object of the list describes.

        Raises:
            MissingFieldError: It has no ID.
        """
        return cls(
            required(item, "id"),
            item.time("attributes", "created-at"),
            item.text("attributes", "service-provider-user") or None,
            item.flag("attributes", "has-ssh-key"),
        )

    @property
    def shown(self) -> str:
        """The user that granted access, or the ID if HCP Terraform doesn't report the user."""
        return self.user or self.id


_MASK = re.compile(r"[*\u2022\u2026]|\.{3}")
"""Characters in the place of a hidden part of a key."""


def _ids(item: JsonView, relationship: str) -> frozenset[str] | None:
    found = [other.text("id") for other in item.items("relationships", relationship, "data") or ()]
    reported = item.items("relationships", relationship, "data") is not None and all(found)
    return frozenset(filter(None, found)) if reported else None
