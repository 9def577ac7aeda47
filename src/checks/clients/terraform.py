"""Asks HCP Terraform or Terraform Enterprise."""

from collections.abc import Iterator, Mapping

import requests
from requests.auth import AuthBase

from checks.clients.errors import ReadError
from checks.clients.http import Http, Response
from checks.clients.json_view import JsonView
from checks.clients.parsing import parse_records, required
from checks.clients.terraform_records import (
    Fetch,
    OAuthToken,
    Organization,
    Provider,
    TerraformWorkspace,
    UnconnectedWorkspace,
    WorkspacesPage,
)
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
        return Organization(
            found.text("attributes", "name") or self._organization,
            found.flag("attributes", "permissions", "can-update-oauth"),
        )

    def app_name(self) -> str | None:
        """Return the name that the server gives itself, such as ``HCP Terraform``, or None where it gives none.

        Raises:
            ReadError: It could not be read.
        """
        return self._http.get(terraform.PING).headers.get("TFP-AppName")

    def providers(self) -> tuple[Provider, ...]:
        """Return every provider for Bitbucket Cloud.

        Raises:
            ReadError: They could not be read.
        """
        found = self._all(
            terraform.OAUTH_CLIENTS, {terraform.AFFECTED_WORKSPACES.text: "true"}, organization=self._organization
        )
        return parse_records(terraform.OAUTH_CLIENTS, _hosted, found)

    def oauth_tokens(self, provider_id: str) -> tuple[OAuthToken, ...]:
        """Return the grants of a provider; none where nobody has authorized it.

        Raises:
            ReadError: They could not be read.
        """
        return parse_records(
            terraform.OAUTH_TOKENS, OAuthToken.of, self._all(terraform.OAUTH_TOKENS, oauth_client_id=provider_id)
        )

    def workspaces_page(self, page: int) -> WorkspacesPage:
        """Return one page of the Terraform workspaces.

        Args:
            page: Its number, from 1.

        Raises:
            ReadError: It could not be read.
        """
        query: dict[str, str | int] = {
            "page[number]": page,
            "page[size]": terraform.PAGE_SIZE.number,
            "include": terraform.ORIGIN_OF_CONFIGURATION.text,
        }
        answer = self._http.get(terraform.WORKSPACES, query, organization=self._organization)
        pagination = JsonView(answer.json().at("meta", "pagination"))
        pages = pagination.number("total-pages")
        if pages is None:
            raise ReadError(f"{answer.url} does not say how many pages there are.")
        items = _objects(answer)
        included = {
            (one.text("type") or "", one.text("id") or ""): one for one in answer.json().items("included") or ()
        }
        return WorkspacesPage(
            connected=parse_records(terraform.WORKSPACES, TerraformWorkspace.of, items),
            unconnected=parse_records(
                terraform.WORKSPACES, lambda item: UnconnectedWorkspace.of(item, included), items
            ),
            pages=pages,
            count=pagination.number("total-count"),
        )

    def fetches(self, workspace_id: str) -> tuple[Fetch, ...]:
        """Return the configuration versions of a Terraform workspace, of any source: one page, in no certain order.

        Raises:
            ReadError: They could not be read.
        """
        query = {"page[size]": terraform.PAGE_SIZE.number}
        answer = self._http.get(terraform.CONFIGURATION_VERSIONS, query, workspace_id=workspace_id)
        return parse_records(terraform.CONFIGURATION_VERSIONS, Fetch.of, _objects(answer))

    def sees(self, repository: str, oauth_token_id: str) -> bool:
        """Tell whether HCP Terraform, with the grant that it holds, sees a repository right now.

        Raises:
            ReadError: It could not be asked: the endpoint is a beta, or the grant is not visible to our token.
        """
        query = {"identifier": repository, "oauth_token_id": oauth_token_id}
        answer = self._http.get(terraform.VCS_REPO, query, organization=self._organization)
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
        return bool(_objects(self._http.get(terraform.AUTHORIZED_REPOS, oauth_token_id=oauth_token_id)))

    def _all(self, read: Endpoint, more: Mapping[str, str | int] | None = None, **path: str) -> Iterator[JsonView]:
        """Yield every object of a list, page by page; a list without pages comes whole. `more` goes into the query."""
        page: int | None = 1
        while page:
            query = {"page[number]": page, "page[size]": terraform.PAGE_SIZE.number}
            answer = self._http.get(read, {**query, **(more or {})}, **path)
            yield from _objects(answer)
            following = answer.json().number("meta", "pagination", "next-page")
            if following is not None and following <= page:
                raise ReadError(f"{answer.url} names a page as its own next page.")
            page = following


def _hosted(item: JsonView) -> Provider | None:
    hosted = required(item, "attributes", "service-provider") == terraform.SERVICE_PROVIDER.text
    return Provider.of(item) if hosted else None


def _object(answer: Response) -> JsonView:
    found = answer.json().at("data")
    if not isinstance(found, dict):
        raise ReadError(f"{answer.url} answered {answer.status} without the object that it should hold.")
    return JsonView(found)


def _objects(answer: Response) -> tuple[JsonView, ...]:
    found = answer.json().items("data")
    if found is None:
        raise ReadError(f"{answer.url} answered {answer.status} without the list that it should hold.")
    return found
