"""What HCP Terraform tells, as small frozen records. Whatever it does not tell is None."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from urllib.parse import unquote, urlsplit

from checks.clients.json_view import JsonView
from checks.clients.parsing import required
from checks.clients.webhook_url import WebhookUrl
from checks.facts import terraform

BITBUCKET = "bitbucket"
"""The source of a configuration that came from Bitbucket Cloud or Bitbucket Data Center."""


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


@dataclass(frozen=True)
class RunTriggers:
    """The settings of a Terraform workspace that decide which pushes start runs. None if they are not reported.

    Attributes:
        file_triggers: Whether the changed files decide.
        patterns: The trigger patterns.
        prefixes: The trigger prefixes.
        working_directory: The directory of the configuration; empty for the root of the repository.
        tags_regex: The regular expression for tags; empty if tags start no runs.
        speculative: Whether pull requests start speculative plans.
        queue_all_runs: Whether webhooks start runs before the first run.
        execution_mode: ``remote``, ``agent``, or ``local``.
        locked: Whether the workspace is locked.
        locked_by: The type of what locked it: ``runs``, ``users``, ``teams``; empty if nothing did.
    """

    file_triggers: bool | None = None
    patterns: tuple[str, ...] | None = None
    prefixes: tuple[str, ...] | None = None
    working_directory: str | None = None
    tags_regex: str | None = None
    speculative: bool | None = None
    queue_all_runs: bool | None = None
    execution_mode: str | None = None
    locked: bool | None = None
    locked_by: str | None = None

    @classmethod
    def of(cls, item: JsonView) -> Self:
        """Return the settings of an object of the list. The API uses null for no path, directory, or tag trigger."""
        attributes = JsonView(item.at("attributes"))
        repo = JsonView(item.at("attributes", "vcs-repo"))
        locked_by = JsonView(item.at("relationships", "locked-by"))
        return cls(
            file_triggers=attributes.flag("file-triggers-enabled"),
            patterns=() if _is_null(attributes, "trigger-patterns") else attributes.texts("trigger-patterns"),
            prefixes=() if _is_null(attributes, "trigger-prefixes") else attributes.texts("trigger-prefixes"),
            working_directory="" if _is_null(attributes, "working-directory") else attributes.text("working-directory"),
            tags_regex="" if _is_null(repo, "tags-regex") else repo.text("tags-regex"),
            speculative=attributes.flag("speculative-enabled"),
            queue_all_runs=attributes.flag("queue-all-runs"),
            execution_mode=attributes.text("execution-mode"),
            locked=attributes.flag("locked"),
            locked_by="" if _is_null(locked_by, "data") else locked_by.text("data", "type"),
        )


def _has_run(workspace: JsonView) -> bool | None:
    """Tell whether a workspace has had a run; None if HCP Terraform doesn't report it."""
    runs = [JsonView(workspace.at("relationships", name)) for name in ("current-run", "latest-run")]
    told = [run.has("data") for run in runs if "data" in run.names()]
    return any(told) if told else None


def _is_null(item: JsonView, name: str) -> bool:
    return name in item.names() and not item.has(name)


@dataclass(frozen=True)
class TerraformWorkspace:
    """A Terraform workspace that is connected to a repository, or of which that is not known.

    Attributes:
        id: Its ID; empty if it is not reported, as every other text below.
        repository: The full name of the repository at Bitbucket, as it was given, upper case included.
        branch: Empty if it uses the main branch of the repository, and None if that is not reported.
        oauth_token_id: The OAuth token that it uses; None if there is none, or if it is not reported.
        identifier: How HCP Terraform itself names the repository.
        service_provider: Which service it says that the repository is on; None if that is not reported.
        has_run: Whether it has had a run; None if that is not reported.
        unreported: The field for want of which it is not known whether it uses a provider; None if that is known.
        triggers: The settings that decide which pushes start runs.
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
    triggers: RunTriggers = RunTriggers()

    @classmethod
    def of(cls, item: JsonView) -> Self | None:
        """Return the Terraform workspace of an object of the list; None where it is connected to no repository."""
        if _unconnected(item):
            return None
        repo = JsonView(item.at("attributes", "vcs-repo"))
        no_branch = "branch" in repo.names() and not repo.has("branch")
        webhook = repo.text("webhook-url")
        return cls(
            id=item.text("id") or "",
            name=_name(item),
            project_id=item.text("relationships", "project", "data", "id"),
            repository=_full_name(repo),
            branch="" if no_branch else repo.text("branch"),
            oauth_token_id=repo.text("oauth-token-id"),
            webhook=WebhookUrl.of(webhook) if webhook else None,
            submodules=repo.flag("ingress-submodules"),
            has_run=_has_run(item),
            identifier=repo.text("identifier") or "",
            service_provider=repo.text("service-provider"),
            unreported=_unreported(item, repo),
            triggers=RunTriggers.of(item),
        )

    @property
    def hosted(self) -> bool:
        """Whether HCP Terraform says that its repository is on Bitbucket Cloud."""
        return self.service_provider == terraform.SERVICE_PROVIDER.text

    @property
    def may_be_on_bitbucket(self) -> bool:
        """Whether HCP Terraform says that its repository is on Bitbucket Cloud, or does not say where it is."""
        return self.hosted or self.service_provider is None

    @property
    def scope(self) -> tuple[str, ...]:
        """What it is part of, in words: its project, if that is told, and the Bitbucket workspace of its repository."""
        project = (f"the project {self.project_id}",) if self.project_id else ()
        return (*project, bitbucket_workspace(self.repository)) if self.repository else project


@dataclass(frozen=True)
class UnconnectedWorkspace:
    """A Terraform workspace that is connected to no repository.

    Attributes:
        id: Its ID; empty if it is not reported.
        repository: The repository on Bitbucket Cloud that its current configuration came from; empty if the
            configuration came from elsewhere or there is none; None if HCP Terraform doesn't report it.
    """

    id: str
    name: str
    project_id: str | None
    repository: str | None

    @classmethod
    def of(cls, item: JsonView, included: Mapping[tuple[str, str], JsonView]) -> Self | None:
        """Return the workspace of an object of the list; None if it can be connected to a repository.

        Args:
            item: The object.
            included: The objects sent beside the list, by type and ID.
        """
        if not _unconnected(item):
            return None
        return cls(
            id=item.text("id") or "",
            name=_name(item),
            project_id=item.text("relationships", "project", "data", "id"),
            repository=_origin(item, included),
        )

    @property
    def scope(self) -> tuple[str, ...]:
        """What it is part of, in words: its project, if HCP Terraform reports it."""
        return (f"the project {self.project_id}",) if self.project_id else ()


def _origin(workspace: JsonView, included: Mapping[tuple[str, str], JsonView]) -> str | None:
    """Return the repository on Bitbucket Cloud that the current configuration came from: see `UnconnectedWorkspace`."""
    current = JsonView(workspace.at("relationships", "current-configuration-version"))
    if "data" not in current.names():
        return None
    if not current.has("data"):
        return ""
    version = included.get(("configuration-versions", current.text("data", "id") or ""), JsonView(None))
    ingress = included.get(
        ("ingress-attributes", version.text("relationships", "ingress-attributes", "data", "id") or ""), JsonView(None)
    )
    for name in ("clone-url", "commit-url"):
        url = ingress.text("attributes", name)
        if url:
            return bitbucket_repository(url)
    source = version.text("attributes", "source")
    # Bitbucket Data Center has the same source, so without a URL the source proves nothing.
    return None if source in (None, BITBUCKET) else ""


_REPOSITORY = re.compile(
    r"(?:(?:https?|ssh|git)://)?(?:[^/@]*@)?(?:(?:www|ssh|altssh)\.)?bitbucket\.org(?::\d+)?[/:]"
    r"([^/?#]+/[^/?#]+?)(?:\.git)?(?:[/?#].*)?",
    re.IGNORECASE,
)


def bitbucket_repository(url: str) -> str:
    """Return the full name of the repository on Bitbucket Cloud that a URL is of; empty if it is elsewhere."""
    match = _REPOSITORY.fullmatch(url.strip())
    return match[1] if match else ""


@dataclass(frozen=True)
class WorkspacesPage:
    """One page of the list of Terraform workspaces.

    Attributes:
        connected: Those on it that are connected to a repository, or of which that is not known.
        unconnected: Those on it that are connected to no repository.
        pages: How many pages there are.
        count: How many Terraform workspaces there are, also those that are not connected; None where not told.
        ids: The ids of all on it, also of those that are not connected.
    """

    connected: tuple[TerraformWorkspace, ...]
    unconnected: tuple[UnconnectedWorkspace, ...]
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
    """A configuration version: one attempt of HCP Terraform to fetch a repository, or an upload by CLI or API.

    Attributes:
        status: Its state, in HCP Terraform's word.
        error: Why it failed, in HCP Terraform's words.
        at: When it was last fetched or uploaded; None if HCP Terraform doesn't report it.
        source: Where it came from, in HCP Terraform's word.
        speculative: Whether it can only be planned: the fetch of a pull request, or ``terraform plan``. None if
            HCP Terraform doesn't report it.
        id: Its ID; None if HCP Terraform doesn't report it.
    """

    status: str | None
    error: str | None
    at: datetime | None
    source: str = BITBUCKET
    speculative: bool | None = False
    id: str | None = None

    @classmethod
    def of(cls, item: JsonView) -> Self:
        """Return the attempt that an object of the list describes.

        Raises:
            MissingFieldError: HCP Terraform doesn't report where it came from.
        """
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
            source=required(item, "attributes", "source"),
            speculative=item.flag("attributes", "speculative"),
            id=item.text("id"),
        )

    @property
    def worked(self) -> bool | None:
        """Whether the repository was fetched; None while that is under way, or in a state that does not show it."""
        return {"uploaded": True, "archived": True, "errored": False}.get(self.status or "")

    @property
    def from_bitbucket(self) -> bool:
        """Whether it was fetched from Bitbucket."""
        return self.source == BITBUCKET

    @property
    def under_way(self) -> bool:
        """Whether it is still to be fetched, so that the state will change by itself."""
        return self.status in ("pending", "fetching")


def newest(fetches: Iterable[Fetch]) -> tuple[Fetch, ...]:
    """Return every attempt that can be the newest one of a workspace's own branch.

    This is usually one. An attempt without a time can be the newest, and one that HCP Terraform doesn't call
    speculative or not can belong to the branch. The order of the list proves nothing.

    Args:
        fetches: Attempts from one source, in any order.
    """
    own = [fetch for fetch in fetches if fetch.speculative is not True]
    moments = [fetch.at for fetch in own if fetch.at and fetch.speculative is False]
    latest = max(moments, default=None)
    return tuple(fetch for fetch in own if fetch.at is None or latest is None or fetch.at >= latest)


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


def _unconnected(workspace: JsonView) -> bool:
    """Tell whether HCP Terraform says that a Terraform workspace is connected to no repository."""
    return "vcs-repo" in workspace.names("attributes") and not workspace.has("attributes", "vcs-repo")


def _name(workspace: JsonView) -> str:
    return workspace.text("attributes", "name") or workspace.text("id") or "a Terraform workspace without a name"


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
