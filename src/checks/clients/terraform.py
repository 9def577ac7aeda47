"""Asks HCP Terraform or Terraform Enterprise."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import requests
from requests.auth import AuthBase

from checks.clients.answer import Item
from checks.clients.http import Answer, ApiError, Http
from checks.clients.secret import Secret
from checks.facts import terraform
from checks.facts.credentials import Read


class BearerAuth(AuthBase):
    """Puts an API token on a request, in the header alone.

    Args:
        token: The API token.
    """

    def __init__(self, token: Secret) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Return the request with the token on it."""
        request.headers["Authorization"] = f"Bearer {self._token.reveal()}"
        return request


@dataclass(frozen=True)
class Organization:
    """The organization, and what our token may do with its providers."""

    name: str
    can_manage_vcs: bool | None


@dataclass(frozen=True)
class Provider:
    """A provider for Bitbucket Cloud; the API calls it an OAuth client. Whatever was not told is None."""

    id: str
    name: str | None
    key: str | None
    callback_url: str | None
    organization_scoped: bool | None
    project_ids: frozenset[str] | None
    grant_ids: frozenset[str] | None
    has_agent_pool: bool

    @property
    def shown(self) -> str:
        """How to tell it from others: its name, if it has one, and its id."""
        return f"{self.name} ({self.id})" if self.name else self.id


@dataclass(frozen=True)
class Grant:
    """What HCP Terraform holds after somebody clicked "Grant access"; the API calls it an OAuth token."""

    id: str
    created: datetime | None
    user: str | None
    has_ssh_key: bool | None


@dataclass(frozen=True)
class TerraformWorkspace:
    """A Terraform workspace that is connected to a repository on Bitbucket Cloud."""

    id: str
    name: str
    project_id: str | None
    repository: str
    branch: str | None
    grant_id: str | None
    webhook_url: str | None
    submodules: bool | None
    has_run: bool | None


@dataclass(frozen=True)
class Fetch:
    """A configuration version: one attempt of HCP Terraform to fetch a repository."""

    status: str | None
    error: str | None
    at: datetime | None


class TerraformClient:
    """The few reads that the checks need.

    Args:
        http: A session with ``https://<host>/api/v2``.
        organization: The organization to read.
    """

    def __init__(self, http: Http, organization: str) -> None:
        self._http = http
        self._organization = organization

    def account(self) -> str | None:
        """Return the name of the account behind our token.

        Raises:
            ApiError: It could not be read.
        """
        return _object(self._http.get(terraform.ACCOUNT)).text("attributes", "username")

    def organization(self) -> Organization:
        """Return the organization.

        Raises:
            ApiError: It could not be read; 404 also where our token may not see it.
        """
        found = _object(self._http.get(terraform.ORGANIZATION, organization=self._organization))
        return Organization(
            found.text("attributes", "name") or self._organization,
            found.flag("attributes", "permissions", "can-update-oauth"),
        )

    def app_name(self) -> str | None:
        """Return the name that the server gives itself, such as ``HCP Terraform``, or None where it gives none.

        Raises:
            ApiError: It could not be read.
        """
        return self._http.get(terraform.PING).headers.get("TFP-AppName")

    def providers(self) -> tuple[Provider, ...]:
        """Return every provider for Bitbucket Cloud.

        Raises:
            ApiError: They could not be read.
        """
        found = self._all(terraform.OAUTH_CLIENTS, organization=self._organization)
        hosted = [
            item for item in found if item.text("attributes", "service-provider") == terraform.SERVICE_PROVIDER.text
        ]
        return tuple(_provider(item) for item in hosted)

    def grants(self, provider_id: str) -> tuple[Grant, ...]:
        """Return the grants of a provider; none where nobody has authorised it.

        Raises:
            ApiError: They could not be read.
        """
        found = self._all(terraform.OAUTH_TOKENS, oauth_client_id=provider_id)
        return tuple(
            Grant(
                item.text("id") or "",
                item.time("attributes", "created-at"),
                item.text("attributes", "service-provider-user") or None,
                item.flag("attributes", "has-ssh-key"),
            )
            for item in found
        )

    def workspaces_page(self, page: int) -> tuple[tuple[TerraformWorkspace, ...], int]:
        """Return one page of the Terraform workspaces connected to Bitbucket Cloud, and how many pages there are.

        Args:
            page: Its number, from 1.

        Raises:
            ApiError: It could not be read.
        """
        query = {"page[number]": page, "page[size]": terraform.PAGE_SIZE.number}
        answer = self._http.get(terraform.WORKSPACES, query, organization=self._organization)
        pages = answer.json().number("meta", "pagination", "total-pages")
        if pages is None:
            raise ApiError(f"{answer.url} does not say how many pages there are.")
        return tuple(filter(None, map(_workspace, _objects(answer)))), pages

    def fetches(self, workspace_id: str) -> tuple[Fetch, ...]:
        """Return the newest attempts to fetch a Terraform workspace's repository, newest first.

        Raises:
            ApiError: They could not be read.
        """
        answer = self._http.get(terraform.CONFIGURATION_VERSIONS, {"page[size]": FETCHES}, workspace_id=workspace_id)
        return tuple(_fetch(item) for item in _objects(answer) if item.text("attributes", "source") == "bitbucket")

    def sees(self, repository: str, grant_id: str) -> bool:
        """Tell whether HCP Terraform, with the grant that it holds, sees a repository right now.

        Raises:
            ApiError: It could not be asked: the endpoint is a beta, or the grant is not visible to our token.
        """
        query = {"identifier": repository, "oauth_token_id": grant_id}
        answer = self._http.get(terraform.VCS_REPO, query, organization=self._organization)
        exists = _object(answer).flag("attributes", "exists")
        if exists is None:
            raise ApiError(f"{answer.url} does not say whether the repository exists.")
        return exists

    def tree(self, repository: str, grant_id: str) -> None:
        """Make HCP Terraform list a repository, for the error that it meets.

        Raises:
            ApiError: With status 422 and the provider's own words where the grant does not work.
        """
        query = {"identifier": repository, "oauth_token_id": grant_id}
        self._http.get(terraform.VCS_TREE, query, organization=self._organization)

    def lists_repositories(self, grant_id: str) -> bool:
        """Tell whether HCP Terraform, with the grant that it holds, lists at least one repository right now.

        Raises:
            ApiError: It could not be asked.
        """
        return bool(_objects(self._http.get(terraform.AUTHORIZED_REPOS, oauth_token_id=grant_id)))

    def _all(self, read: Read, **path: str) -> Iterator[Item]:
        """Yield every object of a list, page by page; a list without pages comes whole."""
        page: int | None = 1
        while page:
            query = {"page[number]": page, "page[size]": terraform.PAGE_SIZE.number}
            answer = self._http.get(read, query, **path)
            yield from _objects(answer)
            following = answer.json().number("meta", "pagination", "next-page")
            if following is not None and following <= page:
                raise ApiError(f"{answer.url} names a page as its own next page.")
            page = following


FETCHES = 5
"""How many configuration versions to look through for one that came from Bitbucket."""


def _object(answer: Answer) -> Item:
    found = answer.json().at("data")
    if not isinstance(found, dict):
        raise ApiError(f"{answer.url} answered {answer.status} without the object that it should hold.")
    return Item(found)


def _objects(answer: Answer) -> tuple[Item, ...]:
    found = answer.json().items("data")
    if found is None:
        raise ApiError(f"{answer.url} answered {answer.status} without the list that it should hold.")
    return found


def _ids(item: Item, relationship: str) -> frozenset[str] | None:
    found = item.items("relationships", relationship, "data")
    return None if found is None else frozenset(filter(None, (other.text("id") for other in found)))


def _provider(item: Item) -> Provider:
    return Provider(
        id=item.text("id") or "",
        name=item.text("attributes", "name") or None,
        key=item.text("attributes", "key") or None,
        callback_url=item.text("attributes", "callback-url"),
        organization_scoped=item.flag("attributes", "organization-scoped"),
        project_ids=_ids(item, "projects"),
        grant_ids=_ids(item, "oauth-tokens"),
        has_agent_pool=item.has("relationships", "agent-pool", "data"),
    )


def _workspace(item: Item) -> TerraformWorkspace | None:
    """Return the Terraform workspace, or None where it is not connected to Bitbucket Cloud."""
    repo = Item(item.at("attributes", "vcs-repo"))
    if repo.text("service-provider") != terraform.SERVICE_PROVIDER.text:
        return None
    # For Bitbucket Cloud the display identifier may differ from the slug, so it is not looked at.
    current_run = item.at("relationships", "current-run")
    return TerraformWorkspace(
        id=item.text("id") or "",
        name=item.text("attributes", "name") or item.text("id") or "",
        project_id=item.text("relationships", "project", "data", "id"),
        repository=(repo.text("identifier") or "").lower(),
        branch=repo.text("branch") or None,
        grant_id=repo.text("oauth-token-id"),
        webhook_url=repo.text("webhook-url"),
        submodules=repo.flag("ingress-submodules"),
        has_run=Item(current_run).has("data") if isinstance(current_run, dict) and "data" in current_run else None,
    )


def _fetch(item: Item) -> Fetch:
    stamps = Item(item.at("attributes", "status-timestamps"))
    moments = [stamps.time(name) for name in (stamps.at() if isinstance(stamps.at(), dict) else ())]
    words = [item.text("attributes", "error"), item.text("attributes", "error-message")]
    return Fetch(
        status=item.text("attributes", "status"),
        error=": ".join(filter(None, words)) or None,
        at=max(filter(None, moments), default=None),
    )
