"""Terraform workspaces, connected to a repository or not, as HCP Terraform reports them.

Each is a small frozen record, in which None is what HCP Terraform doesn't report.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import unquote, urlsplit

from checks.clients.json_view import JsonView
from checks.clients.terraform_fetch_records import BITBUCKET
from checks.clients.terraform_run_triggers import RunTriggers
from checks.clients.webhook_url import WebhookUrl
from checks.facts import terraform


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
    triggers: RunTriggers = field(default_factory=RunTriggers)

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
    def shown_repository(self) -> str:
        """The full name of its repository, or words that say that HCP Terraform doesn't report one."""
        return self.repository or f"the repository of {self.name}, which HCP Terraform doesn't report"

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
    url = ingress.text("attributes", "clone-url")
    found = bitbucket_repository(url or ingress.text("attributes", "commit-url") or "")
    if found or url:
        return found
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


def bitbucket_workspace(repository: str) -> str:
    """Return in words which Bitbucket workspace a repository is part of, from its full name."""
    return f"the Bitbucket workspace {repository.partition('/')[0]}"


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
    # A slug can end with .git, so only the URL shows whether it is part of the name.
    plain = path if identifier.lower() == f"{path}.git".lower() else identifier
    found = (name for name in (plain, path, repo.text("display-identifier") or "") if _is_full_name(name))
    return next(found, identifier)


def _is_full_name(name: str) -> bool:
    return _FULL_NAME.fullmatch(name) is not None and _UUID.search(name) is None


_FULL_NAME = re.compile(r"[^\s/{}]+/[^\s/{}]+")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def _has_run(workspace: JsonView) -> bool | None:
    """Tell whether a workspace has had a run; None if HCP Terraform doesn't report it."""
    runs = [JsonView(workspace.at("relationships", name)) for name in ("current-run", "latest-run")]
    told = [run.has("data") for run in runs if "data" in run.names()]
    return any(told) if told else None
