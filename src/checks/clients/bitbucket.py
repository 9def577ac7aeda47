"""Asks Bitbucket Cloud."""

from collections.abc import Iterator
from http import HTTPStatus

from checks.clients.answer import Item
from checks.clients.bitbucket_objects import Account, AccountKey, Hook, TokenAnswer, scopes
from checks.clients.http import Answer, ApiError, Http
from checks.clients.records import records, required
from checks.clients.secret import Redactor
from checks.facts import bitbucket
from checks.facts.credentials import Read


def ask_for_token(http: Http, redact: Redactor) -> TokenAnswer:
    """Return what the token endpoint says to a client credentials grant. Sent once in a run, whatever happens.

    Args:
        http: A session with Bitbucket's site, with the consumer's key and secret.
        redact: Takes secrets out of the vendor's words.

    Raises:
        ApiError: There was no answer, or none that tells anything about the consumer.
    """
    answer = http.post_once(bitbucket.ACCESS_TOKEN, {"grant_type": "client_credentials"})
    body = answer.json()
    if answer.status == HTTPStatus.OK and body.text("access_token"):
        # Since CHANGE-3052 the field is called scope; before, scopes. Both are read, whichever is there.
        listed = body.text("scope") if body.has("scope") else body.text("scopes")
        return TokenAnswer(granted=True, scopes=None if listed is None else scopes(listed))
    error = body.text("error")
    if error is None:
        raise ApiError(f"{answer.url} answered {answer.status} with neither a token nor an error.")
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
            ApiError: It could not be read.
        """
        answer = self._http.get(bitbucket.USER)
        user = answer.json()
        if not (user.text("uuid") or user.text("account_id")):
            raise ApiError(f"{answer.url} answered {answer.status} without the account that it should hold.")
        return Account.of(user, answer.headers.get("X-OAuth-Scopes"))

    def permissions(self, workspace: str, repository: str | None = None) -> dict[str, str]:
        """Return what our account may do in a Bitbucket workspace: full name of a repository -> read, write or admin.

        A repository that is not there is one that our account may not see.

        Args:
            workspace: The Bitbucket workspace.
            repository: A full name, to ask about this one alone.

        Raises:
            ApiError: It could not be read.
        """
        query = {"q": f'repository.full_name="{repository}"'} if repository else {}
        found = self._all(bitbucket.WORKSPACE_REPOSITORY_PERMISSIONS, query, workspace=workspace)
        return dict(records(bitbucket.WORKSPACE_REPOSITORY_PERMISSIONS, _permission, found))

    def main_branch(self, repository: str) -> str | None:
        """Return the name of a repository's main branch, or None where it has none.

        Raises:
            ApiError: It could not be read; 404 also where our account may not see it.
        """
        answer = self._http.get(bitbucket.REPOSITORY, None, **_named(repository))
        return answer.json().text("mainbranch", "name")

    def head(self, repository: str, branch: str) -> str:
        """Return the hash of the commit at the head of a branch.

        Files are read at a hash: Bitbucket takes the slash in a branch's name for the end of it, and says of the
        branch, as of a file that is missing, "404".

        Raises:
            ApiError: It could not be read; 404 also where there is no such branch.
        """
        answer = self._http.get(bitbucket.BRANCH, None, name=branch, **_named(repository))
        head = answer.json().text("target", "hash")
        if not head:
            raise ApiError(f"{answer.url} does not say which commit the branch is at.")
        return head

    def file(self, repository: str, commit: str, path: str) -> str | None:
        """Return the text of a file, or None where the commit holds no such file.

        Args:
            repository: Its full name.
            commit: The hash of a commit that is there.
            path: The file.

        Raises:
            ApiError: It could not be read.
        """
        try:
            answer = self._http.get(bitbucket.SOURCE_FILE, None, commit=commit, path=path, **_named(repository))
        except ApiError as error:
            if error.status == HTTPStatus.NOT_FOUND:
                return None
            raise
        return answer.body.decode(errors="replace")

    def hooks(self, repository: str) -> tuple[Hook, ...]:
        """Return the webhooks of a repository.

        Raises:
            ApiError: They could not be read.
        """
        return records(bitbucket.HOOKS, Hook.of, self._all(bitbucket.HOOKS, {}, **_named(repository)))

    def account_keys(self, account: str) -> tuple[AccountKey, ...]:
        """Return the SSH keys of an account.

        Args:
            account: Its uuid or account id.

        Raises:
            ApiError: They could not be read.
        """
        return records(bitbucket.SSH_KEYS, AccountKey.of, self._all(bitbucket.SSH_KEYS, {}, selected_user=account))

    def deploy_keys(self, repository: str) -> tuple[AccountKey, ...]:
        """Return the access keys of a repository; the API calls them deploy keys.

        Raises:
            ApiError: They could not be read.
        """
        found = self._all(bitbucket.DEPLOY_KEYS, {}, **_named(repository))
        return records(bitbucket.DEPLOY_KEYS, AccountKey.of, found)

    def _all(self, read: Read, query: dict[str, str], **path: str) -> Iterator[Item]:
        answer = self._http.get(read, {**query, "pagelen": bitbucket.PAGE_LENGTH.number}, **path)
        seen: set[str] = set()
        while True:
            yield from _values(answer)
            following = answer.json().text("next")
            if not following:
                return
            if following in seen:
                raise ApiError(f"{answer.url} names a page as its own next page.")
            seen.add(following)
            answer = self._http.follow(read, following)


def _permission(item: Item) -> tuple[str, str]:
    return required(item, "repository", "full_name").lower(), required(item, "permission")


def _values(answer: Answer) -> tuple[Item, ...]:
    found = answer.json().items("values")
    if found is None:
        raise ApiError(f"{answer.url} answered {answer.status} without the list that it should hold.")
    return found


def _named(repository: str) -> dict[str, str]:
    workspace, _, slug = repository.partition("/")
    if not (workspace and slug):
        raise ApiError(f"«{repository}» is not the full name of a repository, such as acme/network.")
    return {"workspace": workspace, "repo_slug": slug}
