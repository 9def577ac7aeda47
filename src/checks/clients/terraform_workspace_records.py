"""Records for Terraform workspaces, with or without a connected repository.

A field is None if HCP Terraform doesn't report it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import unquote, urlsplit

from checks.clients.parsing import JsonView
from checks.clients.terraform_fetch_records import BITBUCKET
from checks.clients.terraform_run_triggers import RunTriggers
from checks.clients.webhook_url import WebhookUrl
from checks.facts import terraform


@dataclass(frozen=True)
class TerraformWorkspace:
    """A Terraform workspace that is connected to a repository, or whose connection is unknown.

    Attributes:
        id: The ID; like the other strings below, it is empty if HCP Terraform doesn't report it.
        repository: The full name of the repository in Bitbucket, in its original case.
        branch: Empty if it uses the main branch of the repository, and None if HCP Terraform doesn't report it.
        oauth_token_id: The ID of its OAuth token; None if it has none, or if HCP Terraform doesn't report it.
        identifier: HCP Terraform's identifier of the repository.
        service_provider: The service that hosts the repository; None if HCP Terraform doesn't report it.
        has_run: Whether it has had a run; None if HCP Terraform doesn't report it.
        unreported: The missing field that leaves it unknown whether it uses a VCS provider; None if it is known.
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
        """Return the Terraform workspace of an object of the list; None if it isn't connected to a repository."""
        if _unconnected(item):
            return None
        repo = JsonView(item.at("attributes", "vcs-repo"))
        no_branch = "branch" in repo.names() and not repo.has("branch")
        webhook = repo.text("webhook-url")
        return cls(
            id=item.text("id") or "",
            name=_name(item),
            project_id=item.text("relationships", "project", "data", "id"),
            repository=full_name(repo),
            branch="" if no_branch else repo.text("branch"),
            oauth_token_id=repo.text("oauth-token-id"),
            webhook=WebhookUrl.of(webhook) if webhook else None,
            submodules=repo.flag("ingress-submodules"),
            has_run=_has_run(item),
            identifier=repo.text("identifier") or "",
            service_provider=repo.text("service-provider"),
            unreported=unreported_token(item, repo),
            triggers=RunTriggers.of(item),
        )

    @property
    def hosted(self) -> bool:
        """Whether HCP Terraform reports that its repository is on Bitbucket Cloud."""
        return self.service_provider == terraform.SERVICE_PROVIDER.text

    @property
    def may_be_on_bitbucket(self) -> bool:
        """Whether its repository is on Bitbucket Cloud, or HCP Terraform doesn't report the service."""
        return self.hosted or self.service_provider is None

    @property
    def shows_connection(self) -> bool:
        """Whether HCP Terraform reports anything about its connection; otherwise it might not have one."""
        return bool(self.repository or self.identifier or self.oauth_token_id or self.service_provider)

    @property
    def shown_repository(self) -> str:
        """The full name of its repository, or a phrase that HCP Terraform doesn't report it."""
        return self.repository or f"the repository of {self.name}, which HCP Terraform doesn't report"

    @property
    def scope(self) -> tuple[str, ...]:
        """Its project, if HCP Terraform reports it, and the Bitbucket workspace of its repository, in words."""
        project = (f"the project {self.project_id}",) if self.project_id else ()
        return (*project, bitbucket_workspace(self.repository)) if self.repository else project


@dataclass(frozen=True)
class UnconnectedWorkspace:
    """A Terraform workspace that isn't connected to a repository.

    Attributes:
        id: The ID; empty if HCP Terraform doesn't report it.
        repository: The repository on Bitbucket Cloud that its current configuration came from; empty if the
            configuration has another source or doesn't exist; None if HCP Terraform doesn't report it.
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
            included: The related objects in the same response, by type and ID.
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
        """Its project, in words, if HCP Terraform reports it."""
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
    # Bitbucket Data Center has the same source, so the source isn't proof without a URL.
    return None if source in (None, BITBUCKET) else ""


_REPOSITORY = re.compile(
    r"(?:(?:https?|ssh|git)://)?(?:[^/@]*@)?(?:(?:www|ssh|altssh)\.)?bitbucket\.org(?::\d+)?[/:]"
    r"([^/?#]+/[^/?#]+?)(?:\.git)?(?:[/?#].*)?",
    re.IGNORECASE,
)


def bitbucket_repository(url: str) -> str:
    """Return the full name of the Bitbucket Cloud repository in a URL; empty if the URL is for another service."""
    match = _REPOSITORY.fullmatch(url.strip())
    return match[1] if match else ""


@dataclass(frozen=True)
class WorkspacesPage:
    """One page of the list of Terraform workspaces.

    Attributes:
        connected: The workspaces that are connected to a repository, or whose connection is unknown.
        unconnected: The workspaces that aren't connected to a repository.
        pages: The number of pages.
        count: The number of Terraform workspaces on all pages; None if HCP Terraform doesn't report it.
        ids: The IDs of all workspaces on the page, connected or not.
    """

    connected: tuple[TerraformWorkspace, ...]
    unconnected: tuple[UnconnectedWorkspace, ...]
    pages: int
    count: int | None
    ids: tuple[str, ...] = ()


def bitbucket_workspace(repository: str) -> str:
    """Return the Bitbucket workspace of a repository, in words, from its full name."""
    return f"the Bitbucket workspace {repository.partition('/')[0]}"


def _unconnected(workspace: JsonView) -> bool:
    """Return whether HCP Terraform reports that a Terraform workspace isn't connected to a repository."""
    return "vcs-repo" in workspace.names("attributes") and not workspace.has("attributes", "vcs-repo")


def _name(workspace: JsonView) -> str:
    return workspace.text("attributes", "name") or workspace.text("id") or "a Terraform workspace without a name"


def unreported_token(item: JsonView, repo: JsonView) -> str | None:
    """Return the field without which it isn't known whether a workspace or object uses a provider, or None."""
    if not item.text("id"):
        return "id"
    if not repo.names():
        return "vcs-repo"
    no_token = "oauth-token-id" in repo.names() and not repo.has("oauth-token-id")
    if no_token or repo.has("github-app-installation-id"):
        return None
    return None if repo.text("oauth-token-id") else "oauth-token-id"


def full_name(repo: JsonView) -> str:
    """Return the full name of a repository, from whichever field contains one; else its identifier, such as a UUID."""
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
    """Return whether a workspace has had a run; None if HCP Terraform doesn't report it."""
    runs = [JsonView(workspace.at("relationships", name)) for name in ("current-run", "latest-run")]
    reported = [run.has("data") for run in runs if "data" in run.names()]
    return any(reported) if reported else None
