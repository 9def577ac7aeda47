"""What HCP Terraform tells, as small frozen records. Whatever it does not tell is None."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from checks.clients.json_view import JsonView
from checks.clients.parsing import MissingFieldError, required
from checks.clients.webhook_url import WebhookUrl
from checks.facts import terraform


@dataclass(frozen=True)
class Organization:
    """The organization, and what our token may do with its providers."""

    name: str
    can_manage_vcs: bool | None


@dataclass(frozen=True)
class Provider:
    """A provider for Bitbucket Cloud; the API calls it an OAuth client."""

    id: str
    name: str | None
    key: str | None
    callback_url: str | None
    organization_scoped: bool | None
    project_ids: frozenset[str] | None
    grant_ids: frozenset[str] | None
    has_agent_pool: bool

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


@dataclass(frozen=True)
class TerraformWorkspace:
    """A Terraform workspace that is connected to a repository on Bitbucket Cloud.

    Its branch is empty where it uses the main branch of the repository, and None where that is not told.
    """

    id: str
    name: str
    project_id: str | None
    repository: str
    branch: str | None
    oauth_token_id: str | None
    webhook: WebhookUrl | None
    submodules: bool | None
    has_run: bool | None

    @classmethod
    def of(cls, item: JsonView) -> Self | None:
        """Return the Terraform workspace of an object of the list; None where it is not on Bitbucket Cloud.

        Raises:
            MissingFieldError: It does not tell whether it is, or on which repository, or with which grant.
        """
        attributes = JsonView(item.at("attributes"))
        repo = JsonView(attributes.at("vcs-repo"))
        if "vcs-repo" not in attributes.names() or not (repo.names() or attributes.at("vcs-repo") is None):
            raise MissingFieldError("vcs-repo")
        if not repo.names() or required(repo, "service-provider") != terraform.SERVICE_PROVIDER.text:
            return None
        if repo.text("oauth-token-id") is None and ("oauth-token-id" not in repo.names() or repo.has("oauth-token-id")):
            raise MissingFieldError("oauth-token-id")
        no_branch = "branch" in repo.names() and not repo.has("branch")
        current_run = item.at("relationships", "current-run")
        told = isinstance(current_run, dict) and "data" in current_run
        webhook = repo.text("webhook-url")
        return cls(
            id=required(item, "id"),
            name=item.text("attributes", "name") or required(item, "id"),
            project_id=item.text("relationships", "project", "data", "id"),
            # Bitbucket's own names are in small letters. The display identifier may differ, so it is not looked at.
            repository=required(repo, "identifier").lower(),
            branch="" if no_branch else repo.text("branch"),
            oauth_token_id=repo.text("oauth-token-id"),
            webhook=WebhookUrl.of(webhook) if webhook else None,
            submodules=repo.flag("ingress-submodules"),
            has_run=JsonView(current_run).has("data") if told else None,
        )

    @property
    def scope(self) -> tuple[str, ...]:
        """What it is part of, in words: its project, if that is told, and the Bitbucket workspace of its repository."""
        project = (f"the project {self.project_id}",) if self.project_id else ()
        return (*project, bitbucket_workspace(self.repository))


@dataclass(frozen=True)
class WorkspacesPage:
    """One page of the list of Terraform workspaces.

    Attributes:
        connected: Those on it that are connected to Bitbucket Cloud.
        pages: How many pages there are.
        count: How many Terraform workspaces there are, also those that are not connected; None where not told.
    """

    connected: tuple[TerraformWorkspace, ...]
    pages: int
    count: int | None


FETCHING = ("fetching-at", "uploaded-at", "errored-at")
"""The moments of a configuration version at which Bitbucket was asked. What becomes of its files later, such as
``archived-at``, says nothing about that."""


@dataclass(frozen=True, slots=True)
class Fetch:
    """A configuration version: one attempt of HCP Terraform to fetch a repository."""

    status: str | None
    error: str | None
    at: datetime | None
    id: str | None = None

    @classmethod
    def of(cls, item: JsonView) -> Self:
        """Return the attempt that an object of the list describes."""
        stamps = JsonView(item.at("attributes", "status-timestamps"))
        moments = [stamps.time(name) for name in FETCHING]
        words = [item.text("attributes", "error"), item.text("attributes", "error-message")]
        return cls(
            status=item.text("attributes", "status"),
            error=": ".join(filter(None, words)) or None,
            at=max(filter(None, moments), default=None),
            id=item.text("id"),
        )

    @property
    def worked(self) -> bool | None:
        """Whether the repository was fetched; None while that is under way, or in a state that is not known."""
        return {"uploaded": True, "archived": True, "errored": False}.get(self.status or "")


@dataclass(frozen=True)
class Ingress:
    """What a fetch took, and from where. Whatever was not told is None."""

    repository: str | None
    """The full name in lowercase."""
    branch: str | None
    commit: str | None
    pull_request: bool | None

    @classmethod
    def of(cls, item: JsonView) -> Self:
        """Return what the ingress attributes of a configuration version say."""
        repository = item.text("attributes", "identifier")
        return cls(
            repository.lower() if repository else None,
            item.text("attributes", "branch"),
            item.text("attributes", "commit-sha"),
            item.flag("attributes", "is-pull-request"),
        )


def bitbucket_workspace(repository: str) -> str:
    """Return in words which Bitbucket workspace a repository is part of, from its full name."""
    return f"the Bitbucket workspace {repository.partition('/')[0]}"


def _ids(item: JsonView, relationship: str) -> frozenset[str] | None:
    found = [other.text("id") for other in item.items("relationships", relationship, "data") or ()]
    told = item.items("relationships", relationship, "data") is not None and all(found)
    return frozenset(filter(None, found)) if told else None
