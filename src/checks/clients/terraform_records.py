"""What HCP Terraform tells, as small frozen records. Whatever it does not tell is None."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from urllib.parse import unquote, urlsplit

from checks.clients.json_view import JsonView
from checks.clients.parsing import required
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
    """A Terraform workspace that is connected to a repository, or of which that is not known.

    Attributes:
        id: Its id; empty if it is not reported, as every other text below.
        repository: The full name of the repository at Bitbucket, as it was given, upper case included.
        branch: Empty where it uses the main branch of the repository, and None where that is not told.
        oauth_token_id: The OAuth token that it uses; None if there is none, or if it is not reported.
        identifier: How HCP Terraform itself names the repository.
        service_provider: Which service it says that the repository is on; None if that is not reported.
        unreported: The field for want of which it is not known whether it uses a provider; None if that is known.
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
    identifier: str = ""
    service_provider: str | None = None
    unreported: str | None = None

    @classmethod
    def of(cls, item: JsonView) -> Self | None:
        """Return the Terraform workspace of an object of the list; None where it is connected to no repository."""
        attributes = JsonView(item.at("attributes"))
        repo = JsonView(attributes.at("vcs-repo"))
        if "vcs-repo" in attributes.names() and not attributes.has("vcs-repo"):
            return None
        no_branch = "branch" in repo.names() and not repo.has("branch")
        current_run = item.at("relationships", "current-run")
        told = isinstance(current_run, dict) and "data" in current_run
        webhook = repo.text("webhook-url")
        return cls(
            id=item.text("id") or "",
            name=item.text("attributes", "name") or item.text("id") or "a Terraform workspace without a name",
            project_id=item.text("relationships", "project", "data", "id"),
            repository=_full_name(repo),
            branch="" if no_branch else repo.text("branch"),
            oauth_token_id=repo.text("oauth-token-id"),
            webhook=WebhookUrl.of(webhook) if webhook else None,
            submodules=repo.flag("ingress-submodules"),
            has_run=JsonView(current_run).has("data") if told else None,
            identifier=repo.text("identifier") or "",
            service_provider=repo.text("service-provider"),
            unreported=_unreported(item, repo),
        )

    @property
    def may_be_on_bitbucket(self) -> bool:
        """Whether HCP Terraform says that its repository is on Bitbucket Cloud, or does not say where it is."""
        return self.service_provider in (terraform.SERVICE_PROVIDER.text, None)

    @property
    def scope(self) -> tuple[str, ...]:
        """What it is part of, in words: its project, if that is told, and the Bitbucket workspace of its repository."""
        project = (f"the project {self.project_id}",) if self.project_id else ()
        return (*project, bitbucket_workspace(self.repository)) if self.repository else project


@dataclass(frozen=True)
class WorkspacesPage:
    """One page of the list of Terraform workspaces.

    Attributes:
        connected: Those on it that are connected to a repository, or of which that is not known.
        pages: How many pages there are.
        count: How many Terraform workspaces there are, also those that are not connected; None where not told.
        ids: The ids of all on it, also of those that are not connected.
    """

    connected: tuple[TerraformWorkspace, ...]
    pages: int
    count: int | None
    ids: tuple[str, ...] = ()


FETCHING = ("fetching-at", "uploaded-at", "errored-at")
"""The moments of a configuration version at which Bitbucket was asked. What becomes of its files later, such as
``archived-at``, says nothing about that."""


DELETED = ("backing_data_soft_deleted", "backing_data_permanently_deleted")
"""The documented states of a configuration version whose files were deleted, be they fetched before or not."""


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
        status = item.text("attributes", "status")
        if status in DELETED and stamps.time("uploaded-at"):
            status = "uploaded"  # and deleted since then, which says nothing about the fetch
        return cls(
            status=status,
            error=": ".join(filter(None, words)) or None,
            at=max(filter(None, moments), default=None),
            id=item.text("id"),
        )

    @property
    def worked(self) -> bool | None:
        """Whether the repository was fetched; None while that is under way, or in a state that does not show it."""
        return {"uploaded": True, "archived": True, "errored": False}.get(self.status or "")

    @property
    def under_way(self) -> bool:
        """Whether it is still to be fetched, so that the state will change by itself."""
        return self.status in ("pending", "fetching")


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


def _unreported(item: JsonView, repo: JsonView) -> str | None:
    """Return the field for want of which nobody can tell whether a Terraform workspace uses a provider, or None."""
    if not item.text("id"):
        return "id"
    if not repo.names():
        return "vcs-repo"
    no_token = "oauth-token-id" in repo.names() and not repo.has("oauth-token-id")
    if no_token or repo.has("github-app-installation-id"):
        return None
    return None if repo.text("oauth-token-id") else "oauth-token-id"


def _full_name(repo: JsonView) -> str:
    """Return the full name of a repository, from whichever field holds one; else its identifier, such as a UUID."""
    identifier, url = repo.text("identifier") or "", repo.text("repository-http-url") or ""
    try:
        path = unquote(urlsplit(url).path).strip("/").removesuffix(".git")
    except ValueError:
        path = ""
    found = (name for name in (identifier, path, repo.text("display-identifier") or "") if _is_full_name(name))
    return next(found, identifier)


def _is_full_name(name: str) -> bool:
    return _FULL_NAME.fullmatch(name) is not None and _UUID.search(name) is None


_FULL_NAME = re.compile(r"[^\s/{}]+/[^\s/{}]+")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
