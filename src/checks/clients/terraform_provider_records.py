"""The server, the organization, its VCS providers, and their OAuth tokens, as HCP Terraform reports them.

Each is a small frozen record, in which None is what HCP Terraform doesn't report.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from checks.clients.json_view import JsonView
from checks.clients.parsing import required


@dataclass(frozen=True)
class Server:
    """What the server says about itself.

    Attributes:
        app_name: The name of the product, such as ``HCP Terraform``; None if the server doesn't report it.
        release: The release of Terraform Enterprise, such as ``2.0.7``; None if the server doesn't report it.
    """

    app_name: str | None
    release: str | None


@dataclass(frozen=True)
class Organization:
    """The organization, and what our token may do with its providers."""

    name: str
    can_manage_vcs: bool | None


@dataclass(frozen=True)
class Provider:
    """A VCS provider for Bitbucket Cloud; the API calls it an OAuth client.

    Its workspace count includes workspaces that the token can't read; the names are those of up to 25 of them.
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
            MissingFieldError: It has no id.
        """
        return cls(
            id=required(item, "id"),
            name=item.text("attributes", "name") or None,
            key=item.text("attributes", "key") or None,
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
        """How to tell it from others: its name, if it has one, and its id."""
        return f"{self.name} ({self.id})" if self.name else self.id


@dataclass(frozen=True)
class OAuthToken:
    """What HCP Terraform holds after somebody clicked "Grant access"; the API calls it an OAuth token."""

    id: str
    created: datetime | None
    user: str | None
    has_ssh_key: bool | None

    @classmethod
    def of(cls, item: JsonView) -> Self:
        """Return the grant that an object of the list describes.

        Raises:
            MissingFieldError: It has no id.
        """
        return cls(
            required(item, "id"),
            item.time("attributes", "created-at"),
            item.text("attributes", "service-provider-user") or None,
            item.flag("attributes", "has-ssh-key"),
        )

    @property
    def shown(self) -> str:
        """The account that granted access, or else the id."""
        return self.user or self.id


def _ids(item: JsonView, relationship: str) -> frozenset[str] | None:
    found = [other.text("id") for other in item.items("relationships", relationship, "data") or ()]
    told = item.items("relationships", relationship, "data") is not None and all(found)
    return frozenset(filter(None, found)) if told else None
