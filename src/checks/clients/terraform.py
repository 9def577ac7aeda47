"""Reads the organization, VCS providers, and workspaces from HCP Terraform or Terraform Enterprise."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import requests
from requests.auth import AuthBase

from checks.clients.connected_objects import ConnectedObject, Kind, Version, diagnostics
from checks.clients.errors import UnusableError
from checks.clients.http import Http
from checks.clients.parsing import JsonView, MissingFieldError, Records, parse_records, required
from checks.clients.response import Response
from checks.clients.terraform_fetch_records import Fetch, Ingress
from checks.clients.terraform_page import Page, objects
from checks.clients.terraform_provider_records import OAuthToken, Organization, Provider, Server
from checks.clients.terraform_workspace_records import TerraformWorkspace, UnconnectedWorkspace, WorkspacesPage
from checks.facts import terraform
from checks.facts.credentials import Endpoint
from checks.settings.secret import Secret


@dataclass(frozen=True)
class Providers:
    """The VCS providers of an organization.

    Attributes:
        bitbucket: Those for Bitbucket Cloud.
        other_token_ids: The IDs of the OAuth tokens of the others.
    """

    bitbucket: Records[Provider]
    other_token_ids: frozenset[str]


class BearerAuth(AuthBase):
    """Adds an API token to the Authorization header of a request."""

    def __init__(self, token: Secret) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Return the request with the token in its header."""
        request.headers["Authorization"] = f"Bearer {self._token.reveal()}"
        return request


class TerraformClient:
    """A client for the HCP Terraform requests that the checks need.

    Args:
        http: A session for ``https://<host>/api/v2``.
        organization: The organization to read.
    """

    def __init__(self, http: Http, organization: str) -> None:
        self._http = http
        self._organization = organization

    def account(self) -> str | None:
        """Return the username of the account that the API token belongs to. Raises `ReadError`."""
        return _object(self._http.get(terraform.ACCOUNT)).text("attributes", "username")

    def organization(self) -> Organization:
        """Return the organization.

        Raises:
            ReadError: The organization could not be read. The status is 404 also if the token can't see it.
        """
        found = _object(self._http.get(terraform.ORGANIZATION, organization=self._organization))
        _same("organization", self._organization, found.text("attributes", "name") or found.text("id"))
        return Organization(
            found.text("attributes", "name") or self._organization,
            found.flag("attributes", "permissions", "can-update-oauth"),
        )

    def server(self) -> Server:
        """Return the product name and the release from the server's headers. Raises `ReadError`."""
        headers = self._http.get(terraform.PING).headers
        releases = (headers.get(one.text) for one in (terraform.RELEASE_HEADER, terraform.MONTHLY_RELEASE_HEADER))
        return Server(headers.get("TFP-AppName") or None, next(filter(None, releases), None))

    def providers(self) -> Providers:
        """Return every provider for Bitbucket Cloud, each once, and the OAuth tokens of the other providers.

        Raises `ReadError`.
        """
        found = self._all(
            terraform.OAUTH_CLIENTS, {terraform.AFFECTED_WORKSPACES.text: "true"}, organization=self._organization
        )
        for item in found:
            _same("organization", self._organization, item.text(*_ORGANIZATION))
        return Providers(parse_records(terraform.OAUTH_CLIENTS, _hosted, found), _other_token_ids(found))

    def oauth_tokens(self, provider_id: str) -> tuple[OAuthToken, ...]:
        """Return a VCS provider's OAuth tokens; empty if it isn't authorized. Raises `ReadError`."""
        found = self._all(terraform.OAUTH_TOKENS, oauth_client_id=provider_id)
        for item in found:
            _same("provider", provider_id, item.text("relationships", "oauth-client", "data", "id"))
        return parse_records(terraform.OAUTH_TOKENS, OAuthToken.of, found).all()

    def workspaces_page(self, page: int) -> WorkspacesPage:
        """Return one page of the Terraform workspaces.

        Args:
            page: The page number, starting at 1.

        Raises:
            ReadError: The page could not be read.
            UnusableError: The page doesn't report the number of pages, or there are too many.
        """
        include = {"include": terraform.ORIGIN_OF_CONFIGURATION.text}
        found = self._page(terraform.WORKSPACES, page, include, organization=self._organization)
        if found.pages is None:
            raise UnusableError(f"{found.url} doesn't report the number of pages.")
        if found.pages > MOST_WORKSPACES:
            raise UnusableError(f"{found.url} names {found.pages:,} pages. At most {MOST_WORKSPACES:,} are read.")
        for item in found.items:
            _same("organization", self._organization, item.text(*_ORGANIZATION))
        included = {(one.text("type") or "", one.text("id") or ""): one for one in found.included}
        unconnected = (UnconnectedWorkspace.of(item, included) for item in found.items)
        ids = (item.text("id") or f"page {page}, number {at}" for at, item in enumerate(found.items, start=1))
        return WorkspacesPage(
            connected=tuple(filter(None, map(TerraformWorkspace.of, found.items))),
            unconnected=tuple(filter(None, unconnected)),
            pages=found.pages,
            count=found.count,
            ids=tuple(ids),
        )

    def fetches(self, workspace_id: str) -> tuple[Fetch, ...]:
        """Return the newest configuration versions of a Terraform workspace, from any source, in undefined order.

        One page of the list is read. HashiCorp doesn't document the order of the list.

        Raises:
            ReadError: The page could not be read.
            UnusableError: There are more pages, and the first isn't proven to have the newest.
        """
        page = self._page(terraform.CONFIGURATION_VERSIONS, 1, workspace_id=workspace_id)
        for item in page.items:
            _same("workspace", workspace_id, item.text("relationships", "workspace", "data", "id"))
        found = parse_records(terraform.CONFIGURATION_VERSIONS, Fetch.of, page.items).all()
        if not page.more:
            if page.count is not None and page.count > len(found):
                raise UnusableError(f"{page.url} reports {page.count} items, but lists {len(found)}.")
            return found
        if page.count is None or page.count <= len(found) or not _newest_first(found):
            raise UnusableError(
                f"{page.url} has more than one page, and the first doesn't show that it has the newest "
                f"configuration versions. Only its {len(found)} were read."
            )
        return tuple(replace(one, unread=page.count - len(found)) for one in found)

    def ingress(self, configuration_version_id: str) -> Ingress:
        """Return the repository, branch, and commit that a configuration version was fetched from.

        Raises `ReadError`.
        """
        return Ingress.of(
            _object(self._http.get(terraform.INGRESS_ATTRIBUTES, configuration_version_id=configuration_version_id))
        )

    def connected_objects(self, kind: Kind) -> Records[ConnectedObject]:
        """Return the objects of a kind that are, or may be, connected to a repository on any service, each once.

        Raises:
            ReadError: They could not be read: 404 also if the token isn't allowed to, or the server has no such list.
        """
        found = self._all(kind.list, organization=self._organization)
        if kind in (Kind.MODULE, Kind.POLICY_SET):
            for item in found:
                _same("organization", self._organization, item.text(*_ORGANIZATION))
        return parse_records(kind.list, lambda item: ConnectedObject.of(kind, item), found)

    def connected_object(self, listed: ConnectedObject) -> ConnectedObject | None:
        """Return an object with its repository, which the list doesn't report; None if it has no repository.

        Raises `ReadError`.
        """
        read = listed.kind.details or listed.kind.list
        path = {"organization": self._organization, **dict(listed.details)}
        found = _object(self._http.get(read, None, **path))
        _same(listed.kind.singular, listed.id, found.text("id"))
        (*read_objects,) = parse_records(read, lambda item: ConnectedObject.of(listed.kind, item), [found]).all()
        return read_objects[0] if read_objects else None

    def policy_set_versions(self, policy_set_id: str) -> tuple[Version, ...]:
        """Return the versions of a policy set, in no certain order. Raises `ReadError`."""
        found = self._all(terraform.POLICY_SET_VERSIONS, policy_set_id=policy_set_id)
        return parse_records(terraform.POLICY_SET_VERSIONS, Version.of_policy_set, found).all()

    def stack_configurations(self, stack_id: str) -> tuple[Version, ...]:
        """Return the configurations of a Stack that are not speculative, in no certain order. Raises `ReadError`."""
        found = self._all(terraform.STACK_CONFIGURATIONS, stack_id=stack_id)
        return parse_records(terraform.STACK_CONFIGURATIONS, Version.of_stack, found).all()

    def stack_diagnostics(self, stack_configuration_id: str) -> tuple[str, ...]:
        """Return what HCP Terraform reported while it prepared a Stack configuration, as sentences.

        Raises `ReadError`.
        """
        found = self._all(terraform.STACK_DIAGNOSTICS, stack_configuration_id=stack_configuration_id)
        return tuple(words for item in found for words in diagnostics(item))

    def sees(self, repository: str, oauth_token_id: str) -> bool:
        """Return whether HCP Terraform can currently see a repository with an OAuth token.

        Raises:
            ReadError: The request failed. The endpoint is a beta, and the OAuth token might not be visible to the API
                token.
            UnusableError: The response doesn't show whether the repository exists.
        """
        query = {"identifier": repository, "oauth_token_id": oauth_token_id}
        answer = self._http.get(terraform.VCS_REPO, query, organization=self._organization)
        _same("repository", repository, _object(answer).text("attributes", "identifier"))
        exists = _object(answer).flag("attributes", "exists")
        if exists is None:
            raise UnusableError(f"{answer.url} doesn't show whether the repository exists.")
        return exists

    def tree(self, repository: str, oauth_token_id: str) -> None:
        """Make HCP Terraform list the files of a repository, to get Bitbucket's error message if that fails.

        Raises:
            ReadError: The request failed. If the OAuth token doesn't work, the status is 422, with the VCS provider's
                message.
        """
        query = {"identifier": repository, "oauth_token_id": oauth_token_id}
        self._http.get(terraform.VCS_TREE, query, organization=self._organization)

    def lists_repositories(self, oauth_token_id: str) -> bool:
        """Return whether HCP Terraform can currently list at least one repository with an OAuth token.

        Raises `ReadError`.
        """
        return bool(objects(self._http.get(terraform.AUTHORIZED_REPOS, oauth_token_id=oauth_token_id)))

    def _all(self, read: Endpoint, more: Mapping[str, str] | None = None, **path: str) -> list[JsonView]:
        """Return the objects of a list, each once, with or without pagination. `more` is added to the query.

        Raises:
            ReadError: The list could not be read.
            UnusableError: The list isn't proven complete.
        """
        found: list[JsonView] = []
        pages: dict[str, int] = {}
        listed = 0
        for number in range(1, MOST_PAGES + 1):
            page = self._page(read, number, more, **path)
            listed += len(page.items)
            for item in page.items:
                name = item.text("id")
                if name is None or name not in pages:
                    found.append(item)
                elif pages[name] != number:
                    raise UnusableError(f"{page.url} changed while it was read. Run this again.")
                if name is not None:
                    pages[name] = number
            if not page.more:
                if page.count not in (None, listed, len(found)):
                    raise UnusableError(f"{page.url} reports {page.count} items, but lists {listed}.")
                return found
        raise UnusableError(f"{page.url} has more than {MOST_PAGES} pages. The others were not read.")

    def _page(self, read: Endpoint, number: int, more: Mapping[str, str] | None = None, **path: str) -> Page:
        query: dict[str, str | int] = {"page[number]": number, "page[size]": terraform.PAGE_SIZE.number}
        return Page.of(self._http.get(read, {**query, **(more or {})}, **path), number)


MOST_PAGES = 20
"""The maximum number of pages to read, with 100 objects each: no organization has so many VCS providers."""

MOST_WORKSPACES = 1000
"""The maximum number of pages of Terraform workspaces to read, with 100 workspaces each."""

_ORGANIZATION = ("relationships", "organization", "data", "id")


def _newest_first(fetches: Sequence[Fetch]) -> bool:
    """Return whether a list starts with the newest items: its first half is newer than the rest.

    Fetches overlap, so adjacent items aren't always in the order of their end times.
    """
    middle = len(fetches) // 2
    first, second = ([one.at for one in half if one.at] for half in (fetches[:middle], fetches[middle:]))
    return bool(first and second) and min(first) >= max(second)


def _same(what: str, asked: str, answered: str | None) -> None:
    """Raise UnusableError if a response is about another object than the requested one."""
    if answered is not None and answered.lower() != asked.lower():
        raise UnusableError(f"HCP Terraform returned a different {what} than {asked}: {answered}.")


def _hosted(item: JsonView) -> Provider | None:
    service = required(item, "attributes", "service-provider")
    if service == terraform.SERVICE_PROVIDER.text:
        return Provider.of(item)
    if service.lower().startswith("bitbucket") and not service.startswith(_SELF_HOSTED):
        raise MissingFieldError("known service-provider")  # it could be another name for Bitbucket Cloud
    return None


_SELF_HOSTED = ("bitbucket_server", "bitbucket_data_center")


def _other_token_ids(found: Iterable[JsonView]) -> frozenset[str]:
    """Return the IDs of the OAuth tokens of the VCS providers for other services, if HCP Terraform reports them."""
    others = (item for item in found if item.text("attributes", "service-provider") != terraform.SERVICE_PROVIDER.text)
    tokens = (one for item in others for one in item.items("relationships", "oauth-tokens", "data") or ())
    return frozenset(filter(None, (one.text("id") for one in tokens)))


def _object(answer: Response) -> JsonView:
    found = answer.json().at("data")
    if not isinstance(found, dict):
        raise UnusableError(f"{answer.url} returned status {answer.status} without the expected object.")
    return JsonView(found)
