"""Reads accounts, permissions, repositories, webhooks, and SSH keys from Bitbucket Cloud."""

from collections.abc import Callable, Iterator
from http import HTTPStatus

from checks.clients.bitbucket_pages import MOST_PAGES, pages, values
from checks.clients.bitbucket_records import Account, AccountKey, Hook, TokenResponse, scopes
from checks.clients.errors import ReadError, UnusableError
from checks.clients.http import Http
from checks.clients.parsing import JsonView, Records, parse_records, required
from checks.clients.repository_name import require_same, url_parts
from checks.facts import bitbucket
from checks.facts.credentials import Endpoint
from checks.settings.secret import Redactor


class BitbucketClient:
    """A client for the Bitbucket Cloud requests that the checks need.

    Args:
        http: A session for ``https://api.bitbucket.org/2.0`` that authenticates with an email address and API token.
    """

    def __init__(self, http: Http) -> None:
        self._http = http

    def account(self) -> Account:
        """Return the account that the API token belongs to. Raises `ReadError`, or `UnusableError` without one."""
        response = self._http.get(bitbucket.USER)
        user = response.json()
        if not (user.text("uuid") or user.text("account_id")):
            raise UnusableError(f"{response.url} returned status {response.status} without the expected account.")
        return Account.of(user, response.headers.get("X-OAuth-Scopes"))

    def permission(self, repository: str) -> str | None:
        """Return the account's permission on a repository: read, write, or admin; None if it can't see the repository.

        It isn't documented whether the query is case-sensitive, and it doesn't accept a UUID. If it returns no result,
        the full name is read from the repository and the query is repeated with that name.

        Raises `ReadError`.
        """
        found = self._permission_by_name(repository)
        if found is not None:
            return found
        try:
            name = self._repository(repository).text("full_name")
        except ReadError as error:
            if error.status != HTTPStatus.NOT_FOUND:
                raise
            return None
        return None if name in (None, repository) else self._permission_by_name(name)

    def _permission_by_name(self, repository: str) -> str | None:
        workspace, quoted = url_parts(repository)["workspace"], repository.replace("\\", "\\\\").replace('"', '\\"')
        found = self._permissions(workspace, {"q": f'repository.full_name="{quoted}"'})
        return found.get(repository.lower())

    def permissions(self, workspace: str, wanted: frozenset[str]) -> dict[str, str | None]:
        """Return the account's permissions on repositories of a Bitbucket workspace, read from a list.

        At most as many pages are read as there are wanted repositories. A repository that is missing from the result
        wasn't on those pages; a repository that the account can't see has the value None.

        Raises `ReadError`.

        Args:
            workspace: The Bitbucket workspace.
            wanted: The full names of the wanted repositories, in lowercase.
        """
        found = self._permissions(workspace, {}, wanted)
        seen: dict[str, str | None] = {name: found[name] for name in wanted & found.keys()}
        return seen if found.cut else dict.fromkeys(wanted) | seen

    def _permissions(self, workspace: str, query: dict[str, str], wanted: frozenset[str] | None = None) -> "_Found":
        read = bitbucket.WORKSPACE_REPOSITORY_PERMISSIONS
        query = {**query, "fields": "values.repository.full_name,values.permission,next,size"}
        return self._until_found(read, query, _permission, wanted, workspace=workspace)

    def main_branches(self, workspace: str, wanted: frozenset[str]) -> dict[str, str]:
        """Return the main branches of repositories in a Bitbucket workspace, read from a list. Raises `ReadError`.

        At most as many pages are read as there are wanted repositories. A repository that is missing from the result
        wasn't on those pages, has no main branch, or isn't visible to the account. It requires a separate request.

        Args:
            workspace: The Bitbucket workspace.
            wanted: The full names of the wanted repositories, in lowercase.
        """
        query = {"fields": "values.full_name,values.mainbranch.name,next,size"}
        found = self._until_found(bitbucket.REPOSITORIES, query, _main_branch, wanted, workspace=workspace)
        return {name: found[name] for name in wanted & found.keys() if found[name]}

    def main_branch(self, repository: str) -> str | None:
        """Return the name of a repository's main branch, or None if it has no main branch.

        Raises:
            ReadError: The repository could not be read. The status is 404 also if the account can't see it.
        """
        return self._repository(repository).text("mainbranch", "name")

    def _repository(self, repository: str) -> JsonView:
        response = self._http.get(bitbucket.REPOSITORY, None, **url_parts(repository))
        found = response.json()
        if not (found.text("full_name") or found.text("uuid")):
            raise UnusableError(f"{response.url} returned status {response.status} without the expected repository.")
        require_same(repository, found.text("full_name"))
        return found

    def has_branch(self, repository: str, name: str | None = None) -> bool:
        """Return whether a repository has a branch with this name, or any branch if no name is given.

        Unlike a path, the list works with every name. It requires read access to the repository.

        Raises:
            ReadError: The list could not be read. The status is 404 also if the account can't read the repository.
        """
        query: dict[str, str | int] = {"fields": "values.name", "pagelen": 1}
        if name is not None:
            query["q"] = 'name="{}"'.format(name.replace("\\", "\\\\").replace('"', '\\"'))
        return bool(values(self._http.get(bitbucket.BRANCHES, query, **url_parts(repository))))

    def is_private(self, repository: str) -> bool | None:
        """Return whether a repository is private; None if Bitbucket doesn't report it.

        Raises:
            ReadError: The repository could not be read. The status is 404 also if the account can't see it.
            RenamedError: The repository was renamed.
        """
        return self._repository(repository).flag("is_private")

    def hooks(self, repository: str) -> tuple[Hook, ...]:
        """Return the webhooks of a repository. Raises `ReadError`."""
        query = {"fields": "values.url,values.active,values.events,values.subject.full_name,next,size"}
        found = tuple(self._all(bitbucket.HOOKS, query, **url_parts(repository)))
        for item in found:
            require_same(repository, item.text("subject", "full_name"))
        return parse_records(bitbucket.HOOKS, Hook.of, found)

    def account_keys(self, account: str) -> Records[AccountKey]:
        """Return the SSH keys of an account.

        Args:
            account: Its UUID or account ID.

        Raises:
            ReadError: The keys could not be read.
        UnusableError: The keys belong to another account.
        """
        found = tuple(self._all(bitbucket.SSH_KEYS, {}, selected_user=account))
        name = "uuid" if account.startswith("{") else "account_id"
        for item in found:
            if item.text("owner", name) not in (None, account):
                raise UnusableError(f"Bitbucket returned the SSH keys of a different account than {account}.")
        return parse_records(bitbucket.SSH_KEYS, AccountKey.of, found)

    def deploy_keys(self, repository: str) -> Records[AccountKey]:
        """Return the access keys of a repository; the API calls them deploy keys. Raises `ReadError`."""
        found = self._all(bitbucket.DEPLOY_KEYS, {}, **url_parts(repository))
        return parse_records(bitbucket.DEPLOY_KEYS, AccountKey.of, found)

    def _until_found(
        self,
        read: Endpoint,
        query: dict[str, str],
        parse: Callable[[JsonView], tuple[str, str]],
        wanted: frozenset[str] | None,
        **path: str,
    ) -> "_Found":
        """Return the value of each repository in a list.

        Reading stops when every wanted repository is found, or when another page would take more requests than one
        for each wanted repository.
        """
        found = _Found()
        most = MOST_PAGES if wanted is None else len(wanted)
        for number, (items, more) in enumerate(pages(self._http, read, query, most, **path), start=1):
            records = parse_records(read, parse, items)
            found.update(records if wanted is not None else records.all())
            # An unreadable item could be any of the wanted repositories.
            found.cut |= bool(records.unreadable)
            if wanted is not None and (wanted <= found.keys() or number == most):
                found.cut |= more
                break
        return found

    def _all(self, read: Endpoint, query: dict[str, str], **path: str) -> Iterator[JsonView]:
        for items, _ in pages(self._http, read, query, MOST_PAGES, **path):
            yield from items


class _Found(dict[str, str]):
    """A value for each repository by its full name in lowercase; `cut` is True if the list was not read completely."""

    cut = False


def _main_branch(item: JsonView) -> tuple[str, str]:
    return required(item, "full_name").lower(), item.text("mainbranch", "name") or ""


def _permission(item: JsonView) -> tuple[str, str]:
    return required(item, "repository", "full_name").lower(), required(item, "permission")


def request_token(http: Http, redact: Redactor) -> TokenResponse:
    """Return the token endpoint's response to a client credentials grant. The request is never repeated.

    Args:
        http: A session with Bitbucket's site that authenticates with the consumer key and secret.
        redact: Removes secrets from the vendor's text.

    Raises:
        ReadError: There was no response.
        UnusableError: The response has neither a token nor an error.
    """
    response = http.post_once(bitbucket.ACCESS_TOKEN, {"grant_type": "client_credentials"})
    body = response.json()
    if response.status == HTTPStatus.OK and body.text("access_token"):
        # CHANGE-3052 renamed the field from scopes to scope. The one with a value is read.
        listed = body.text("scope") if body.at("scope") or not body.at("scopes") else body.text("scopes")
        found = None if listed is None else scopes(listed)
        return TokenResponse(granted=True, scopes=found, status=response.status)
    error = body.text("error")
    if error is None:
        raise UnusableError(f"{response.url} returned status {response.status} with neither a token nor an error.")
    description = redact(body.text("error_description") or "")
    return TokenResponse(granted=False, error=error, description=description, status=response.status)
