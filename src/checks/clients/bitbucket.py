"""Asks Bitbucket Cloud."""

import re
from collections.abc import Callable, Iterator
from http import HTTPStatus

from checks.clients.bitbucket_records import Account, AccountKey, Hook, TokenAnswer, scopes
from checks.clients.errors import ReadError
from checks.clients.http import Http, Response
from checks.clients.json_view import JsonView
from checks.clients.parsing import parse_records, required
from checks.facts import bitbucket
from checks.facts.credentials import Endpoint
from checks.settings.secret import Redactor


def ask_for_token(http: Http, redact: Redactor) -> TokenAnswer:
    """Return what the token endpoint says to a client credentials grant. Sent once in a run, whatever happens.

    Args:
        http: A session with Bitbucket's site, with the consumer's key and secret.
        redact: Takes secrets out of the vendor's words.

    Raises:
        ReadError: There was no answer, or none that tells anything about the consumer.
    """
    answer = http.post_once(bitbucket.ACCESS_TOKEN, {"grant_type": "client_credentials"})
    body = answer.json()
    if answer.status == HTTPStatus.OK and body.text("access_token"):
        # Since CHANGE-3052 the field is called scope; before, scopes. Whichever says something is read.
        listed = body.text("scope") if body.at("scope") or not body.at("scopes") else body.text("scopes")
        return TokenAnswer(granted=True, scopes=None if listed is None else scopes(listed))
    error = body.text("error")
    if error is None:
        raise ReadError(f"{answer.url} answered {answer.status} with neither a token nor an error.")
    return TokenAnswer(granted=False, error=error, description=redact(body.text("error_description") or ""))


class BitbucketClient:
    """The few reads that the checks need.

    Args:
        http: A session with ``https://api.bitbucket.org/2.0``, with e-mail and API token.
    """

    def __init__(self, http: Http) -> None:
        self._http = http

    def account(self) -> Account:
        """Return the account behind our API token.

        Raises:
            ReadError: It could not be read.
        """
        answer = self._http.get(bitbucket.USER)
        user = answer.json()
        if not (user.text("uuid") or user.text("account_id")):
            raise ReadError(f"{answer.url} answered {answer.status} without the account that it should hold.")
        return Account.of(user, answer.headers.get("X-OAuth-Scopes"))

    def permission(self, repository: str) -> str | None:
        """Return what our account may do on a repository: read, write or admin; None where it may not see it.

        Raises:
            ReadError: It could not be read.
        """
        return self._permissions(repository.partition("/")[0], {"q": f'repository.full_name="{repository}"'}).get(
            repository
        )

    def permissions(self, workspace: str, wanted: frozenset[str]) -> dict[str, str | None]:
        """Return what our account may do on repositories of a Bitbucket workspace, read in bulk.

        At most as many pages are read as there are repositories in question. One of them that is not in what is
        returned was not reached; one that our account may not see is there, with None.

        Args:
            workspace: The Bitbucket workspace.
            wanted: The full names of the repositories in question.

        Raises:
            ReadError: They could not be read.
        """
        found = self._permissions(workspace, {}, wanted)
        seen: dict[str, str | None] = {name: found[name] for name in wanted & found.keys()}
        return seen if found.cut else dict.fromkeys(wanted) | seen

    def _permissions(self, workspace: str, query: dict[str, str], wanted: frozenset[str] | None = None) -> "_Found":
        read = bitbucket.WORKSPACE_REPOSITORY_PERMISSIONS
        query = {**query, "fields": "values.repository.full_name,values.permission,next"}
        return self._until_found(read, query, _permission, wanted, workspace=workspace)

    def main_branches(self, workspace: str, wanted: frozenset[str]) -> dict[str, str]:
        """Return the names of main branches of repositories of a Bitbucket workspace, read in bulk.

        At most as many pages are read as there are repositories in question. One of them that is not in what is
        returned was not reached, has no main branch, or cannot be seen by our account: it is asked for by itself.

        Args:
            workspace: The Bitbucket workspace.
            wanted: The full names of the repositories in question.

        Raises:
            ReadError: They could not be read.
        """
        query = {"fields": "values.full_name,values.mainbranch.name,next"}
        found = self._until_found(bitbucket.REPOSITORIES, query, _main_branch, wanted, workspace=workspace)
        return {name: found[name] for name in wanted & found.keys() if found[name]}

    def main_branch(self, repository: str) -> str | None:
        """Return the name of a repository's main branch, or None where it has none.

        Raises:
            ReadError: It could not be read; 404 also where our account may not see it.
        """
        answer = self._http.get(bitbucket.REPOSITORY, None, **_named(repository))
        return answer.json().text("mainbranch", "name")

    def head(self, repository: str, branch: str) -> str:
        """Return the hash of the commit at the head of a branch.

        Files are read at a hash: Bitbucket takes the slash in a branch's name for the end of it, and says of the
        branch, as of a file that is missing, "404".

        Raises:
            ReadError: It could not be read; 404 also where there is no such branch.
        """
        answer = self._http.get(bitbucket.BRANCH, None, name=branch, **_named(repository))
        head = answer.json().text("target", "hash")
        if not head:
            raise ReadError(f"{answer.url} does not say which commit the branch is at.")
        return head

    def file(self, repository: str, commit: str, path: str) -> str | None:
        """Return the text of a file, or None where the commit holds no such file.

        Args:
            repository: Its full name.
            commit: The hash of a commit that is there.
            path: The file.

        Raises:
            ReadError: It could not be read.
        """
        try:
            answer = self._http.get(bitbucket.SOURCE_FILE, None, commit=commit, path=path, **_named(repository))
        except ReadError as error:
            if error.status == HTTPStatus.NOT_FOUND:
                return None
            raise
        return answer.body.decode(errors="replace")

    def file_on_branch(self, repository: str, branch: str, path: str) -> str | None:
        """Return the text of a file at the head of a branch, or None where there is no such file.

        One request does where Bitbucket takes the name of the branch and says in words which of the two is missing.
        Otherwise the commit at the head is asked for first.

        Raises:
            ReadError: It could not be read; 404 also where there is no such branch.
        """
        if _AS_A_COMMIT.fullmatch(branch):
            try:
                answer = self._http.get(bitbucket.SOURCE_FILE, None, commit=branch, path=path, **_named(repository))
            except ReadError as error:
                if error.status != HTTPStatus.NOT_FOUND:
                    raise
                if error.said.startswith(f"{NO_FILE} {path}"):
                    return None
            else:
                return answer.body.decode(errors="replace")
        return self.file(repository, self.head(repository, branch), path)

    def hooks(self, repository: str) -> tuple[Hook, ...]:
        """Return the webhooks of a repository.

        Raises:
            ReadError: They could not be read.
        """
        query = {"fields": "values.url,values.active,values.events,next"}
        return parse_records(bitbucket.HOOKS, Hook.of, self._all(bitbucket.HOOKS, query, **_named(repository)))

    def account_keys(self, account: str) -> tuple[AccountKey, ...]:
        """Return the SSH keys of an account.

        Args:
            account: Its uuid or account id.

        Raises:
            ReadError: They could not be read.
        """
        return parse_records(
            bitbucket.SSH_KEYS, AccountKey.of, self._all(bitbucket.SSH_KEYS, {}, selected_user=account)
        )

    def deploy_keys(self, repository: str) -> tuple[AccountKey, ...]:
        """Return the access keys of a repository; the API calls them deploy keys.

        Raises:
            ReadError: They could not be read.
        """
        found = self._all(bitbucket.DEPLOY_KEYS, {}, **_named(repository))
        return parse_records(bitbucket.DEPLOY_KEYS, AccountKey.of, found)

    def _until_found(
        self,
        read: Endpoint,
        query: dict[str, str],
        pair: Callable[[JsonView], tuple[str, str]],
        wanted: frozenset[str] | None,
        **path: str,
    ) -> "_Found":
        """Return what each item of a list tells; reading ends once all that is wanted is found, or is dearer so."""
        found = _Found()
        for number, (items, more) in enumerate(self._pages(read, query, **path), start=1):
            found.update(parse_records(read, pair, items))
            if wanted is not None and (wanted <= found.keys() or number == len(wanted)):
                found.cut = more
                break
        return found

    def _all(self, read: Endpoint, query: dict[str, str], **path: str) -> Iterator[JsonView]:
        for items, _ in self._pages(read, query, **path):
            yield from items

    def _pages(self, read: Endpoint, query: dict[str, str], **path: str) -> Iterator[tuple[tuple[JsonView, ...], bool]]:
        """Yield the items of each page, and whether another page follows."""
        answer = self._http.get(read, {**query, "pagelen": bitbucket.PAGE_LENGTH.number}, **path)
        seen: set[str] = set()
        while True:
            following = answer.json().text("next")
            yield _values(answer), bool(following)
            if not following:
                return
            if following in seen:
                raise ReadError(f"{answer.url} names a page as its own next page.")
            seen.add(following)
            answer = self._http.follow(read, following)


_AS_A_COMMIT = re.compile(r"(?![0-9a-f]+$)[^/]+")
"""Names of branches that can stand where a commit does: with a slash they would end too early, and as nothing but
hexadecimal digits they could be taken for the hash of another commit."""

NO_FILE = "No such file or directory:"
"""How Bitbucket's answer begins, with status 404, where the commit is there and the file is not."""


class _Found(dict[str, str]):
    """What was told of each repository by its full name; `cut` where more was to be read."""

    cut = False


def _main_branch(item: JsonView) -> tuple[str, str]:
    return required(item, "full_name").lower(), item.text("mainbranch", "name") or ""


def _permission(item: JsonView) -> tuple[str, str]:
    return required(item, "repository", "full_name").lower(), required(item, "permission")


def _values(answer: Response) -> tuple[JsonView, ...]:
    found = answer.json().items("values")
    if found is None:
        raise ReadError(f"{answer.url} answered {answer.status} without the list that it should hold.")
    return found


def _named(repository: str) -> dict[str, str]:
    workspace, _, slug = repository.partition("/")
    if not (workspace and slug):
        raise ReadError(f"«{repository}» is not the full name of a repository, such as acme/network.")
    return {"workspace": workspace, "repo_slug": slug}
