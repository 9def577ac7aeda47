"""Asks HCP Terraform or Terraform Enterprise."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import requests
from requests.auth import AuthBase

from checks.clients.errors import ReadError
from checks.clients.http import Http
from checks.clients.json_view import JsonView
from checks.clients.parsing import Records, parse_records, required
from checks.clients.response import Response
from checks.clients.terraform_fetch_records import Fetch, Ingress
from checks.clients.terraform_page import Page, objects
from checks.clients.terraform_provider_records import OAuthToken, Organization, Provider, Server
from checks.clients.terraform_workspace_records import TerraformWorkspace, UnconnectedWorkspace, WorkspacesPage
from checks.facts import terraform
from checks.facts.credentials import Endpoint
from checks.settings.secret import Secret


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
            ReadError: It could not be read.
        """
        return _object(self._http.get(terraform.ACCOUNT)).text("attributes", "username")

    def organization(self) -> Organization:
        """Return the organization.

        Raises:
            ReadError: It could not be read; 404 also where our token may not see it.
        """
        found = _object(self._http.get(terraform.ORGANIZATION, organization=self._organization))
        _same("organization", self._organization, found.text("attributes", "name") or found.text("id"))
        return Organization(
            found.text("attributes", "name") or self._organization,
            found.flag("attributes", "permissions", "can-update-oauth"),
        )

    def server(self) -> Server:
        """Return what the server says about itself in its headers.

        Raises:
            ReadError: It could not be read.
        """
        headers = self._http.get(terraform.PING).headers
        releases = (headers.get(one.text) for one in (terraform.RELEASE_HEADER, terraform.MONTHLY_RELEASE_HEADER))
        return Server(headers.get("TFP-AppName") or None, next(filter(None, releases), None))

    def providers(self) -> Records[Provider]:
        """Return every provider for Bitbucket Cloud, each once.

        Raises:
            ReadError: They could not be read.
        """
        found = self._all(
            terraform.OAUTH_CLIENTS, {terraform.AFFECTED_WORKSPACES.text: "true"}, organization=self._organization
        )
        for item in found:
            _same("organization", self._organization, item.text(*_ORGANIZATION))
        return parse_records(terraform.OAUTH_CLIENTS, _hosted, found)

    def oauth_tokens(self, provider_id: str) -> tuple[OAuthToken, ...]:
        """Return the grants of a provider; none where nobody has authorized it.

        Raises:
            ReadError: They could not be read.
        """
        found = self._all(terraform.OAUTH_TOKENS, oauth_client_id=provider_id)
        for item in found:
            _same("provider", provider_id, item.text("relationships", "oauth-client", "data", "id"))
        return parse_records(terraform.OAUTH_TOKENS, OAuthToken.of, found).all()

    def workspaces_page(self, page: int) -> WorkspacesPage:
        """Return one page of the Terraform workspaces.

        Args:
            page: Its number, from 1.

        Raises:
            ReadError: It could not be read.
        """
        include = {"include": terraform.ORIGIN_OF_CONFIGURATION.text}
        found = self._page(terraform.WORKSPACES, page, include, organization=self._organization)
        if found.pages is None:
            raise ReadError(f"{found.url} does not say how many pages there are.")
        if found.pages > MOST_WORKSPACES:
            raise ReadError(f"{found.url} names {found.pages:,} pages. At most {MOST_WORKSPACES:,} are read.")
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
        """Return the newest configuration versions of a Terraform workspace, of any source, in no certain order.

        One page of them is read. HashiCorp doesn't document the order of the list.

        Raises:
            ReadError: They could not be read, or there are more, and the newest is not shown to be among them.
        """
        page = self._page(terraform.CONFIGURATION_VERSIONS, 1, workspace_id=workspace_id)
        for item in page.items:
            _same("workspace", workspace_id, item.text("relationships", "workspace", "data", "id"))
        found = parse_records(terraform.CONFIGURATION_VERSIONS, Fetch.of, page.items).all()
        if not page.more:
            if page.count is not None and page.count > len(found):
                raise ReadError(f"{page.url} says that there are {page.count}, and listed {len(found)}.")
            return found
        if page.count is None or page.count <= len(found) or not _newest_first(found):
            raise ReadError(
                f"{page.url} has more than one page, and the first doesn't show that it has the newest "
                f"configuration versions. Only its {len(found)} were read."
            )
        return tuple(replace(one, unread=page.count - len(found)) for one in found)

    def ingress(self, configuration_version_id: str) -> Ingress:
        """Return what a fetch took, and from where.

        Raises:
            ReadError: It could not be read.
        """
        return Ingress.of(
            _object(self._http.get(terraform.INGRESS_ATTRIBUTES, configuration_version_id=configuration_version_id))
        )

    def sees(self, repository: str, oauth_token_id: str) -> bool:
        """Tell whether HCP Terraform, with the grant that it holds, sees a repository right now.

        Raises:
            ReadError: It could not be asked: the endpoint is a beta, or the grant is not visible to our token.
        """
        query = {"identifier": repository, "oauth_token_id": oauth_token_id}
        answer = self._http.get(terraform.VCS_REPO, query, organization=self._organization)
        _same("repository", repository, _object(answer).text("attributes", "identifier"))
        exists = _object(answer).flag("attributes", "exists")
        if exists is None:
            raise ReadError(f"{answer.url} does not say whether the repository exists.")
        return exists

    def tree(self, repository: str, oauth_token_id: str) -> None:
        """Make HCP Terraform list a repository, for the error that it meets.

        Raises:
            ReadError: With status 422 and the provider's own words where the grant does not work.
        """
        query = {"identifier": repository, "oauth_token_id": oauth_token_id}
        self._http.get(terraform.VCS_TREE, query, organization=self._organization)

    def lists_repositories(self, oauth_token_id: str) -> bool:
        """Tell whether HCP Terraform, with the grant that it holds, lists at least one repository right now.

        Raises:
            ReadError: It could not be asked.
        """
        return bool(objects(self._http.get(terraform.AUTHORIZED_REPOS, oauth_token_id=oauth_token_id)))

    def _all(self, read: Endpoint, more: Mapping[str, str] | None = None, **path: str) -> list[JsonView]:
        """Return every object of a list, each once; a list without pages comes whole. `more` goes into the query.

        Raises:
            ReadError: It could not be read, or it is not shown to be whole.
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
                    raise ReadError(f"{page.url} changed while it was read. Run this again.")
                if name is not None:
                    pages[name] = number
            if not page.more:
                if page.count not in (None, listed, len(found)):
                    raise ReadError(f"{page.url} says that there are {page.count}, and listed {listed}.")
                return found
        raise ReadError(f"{page.url} has more than {MOST_PAGES} pages. The others were not read.")

    def _page(self, read: Endpoint, number: int, more: Mapping[str, str] | None = None, **path: str) -> Page:
        query: dict[str, str | int] = {"page[number]": number, "page[size]": terraform.PAGE_SIZE.number}
        return Page.of(self._http.get(read, {**query, **(more or {})}, **path), number)


MOST_PAGES = 20
"""Pages of a list that are read, of 100 objects each: no organization has so many providers."""

MOST_WORKSPACES = 1000
"""Pages of Terraform workspaces that are read, of 100 each."""

_ORGANIZATION = ("relationships", "organization", "data", "id")


def _newest_first(fetches: Sequence[Fetch]) -> bool:
    """Tell whether a list begins with the newest: its first half is newer than its second.

    Fetches overlap, so neighbors can be in another order than the moments at which they ended.
    """
    middle = len(fetches) // 2
    first, second = ([one.at for one in half if one.at] for half in (fetches[:middle], fetches[middle:]))
    return bool(first and second) and min(first) >= max(second)


def _same(what: str, asked: str, answered: str | None) -> None:
    """Raise ReadError if an answer says that it is about something else than what was asked about."""
    if answered is not None and answered.lower() != asked.lower():
        raise ReadError(f"HCP Terraform returned a different {what} than {asked}: {answered}.")


def _hosted(item: JsonView) -> Provider | None:
    hosted = required(item, "attributes", "service-provider") == terraform.SERVICE_PROVIDER.text
    return Provider.of(item) if hosted else None


def _object(answer: Response) -> JsonView:
    found = answer.json().at("data")
    if not isinstance(found, dict):
        raise ReadError(f"{answer.url} returned status {answer.status} without the expected object.")
    return JsonView(found)
