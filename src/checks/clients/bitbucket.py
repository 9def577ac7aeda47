"""Asks Bitbucket Cloud."""

import re
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus

from checks.clients.bitbucket_records import Account, AccountKey, Gitlinks, Hook, TokenAnswer, scopes
from checks.clients.errors import ReadError, RenamedError
from checks.clients.http import Http, Response
from checks.clients.json_view import JsonView
from checks.clients.parsing import Records, parse_records, required
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
        raise ReadError(f"{answer.url} returned status {answer.status} with neither a token nor an error.")
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
            raise ReadError(f"{answer.url} returned status {answer.status} without the expected account.")
        return Account.of(user, answer.headers.get("X-OAuth-Scopes"))

    def permission(self, repository: str) -> str | None:
        """Return what our account may do on a repository: read, write or admin; None where it may not see it.

        Whether the query minds upper case is not documented, and it takes no UUID. So where it finds nothing, the
        repository itself is asked for its full name before anything is said about it.

        Raises:
            ReadError: It could not be read.
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
        workspace, quoted = path_of(repository)["workspace"], repository.replace("\\", "\\\\").replace('"', '\\"')
        found = self._permissions(workspace, {"q": f'repository.full_name="{quoted}"'})
        return found.get(repository.lower())

    def permissions(self, workspace: str, wanted: frozenset[str]) -> dict[str, str | None]:
        """Return what our account may do on repositories of a Bitbucket workspace, read in bulk.

        At most as many pages are read as there are repositories in question. One of them that is not in what is
        returned was not reached; one that our account may not see is there, with None.

        Args:
            workspace: The Bitbucket workspace.
            wanted: The full names of the repositories in question, in lower case.

        Raises:
            ReadError: They could not be read.
        """
        found = self._permissions(workspace, {}, wanted)
        seen: dict[str, str | None] = {name: found[name] for name in wanted & found.keys()}
        return seen if found.cut else dict.fromkeys(wanted) | seen

    def _permissions(self, workspace: str, query: dict[str, str], wanted: frozenset[str] | None = None) -> "_Found":
        read = bitbucket.WORKSPACE_REPOSITORY_PERMISSIONS
        query = {**query, "fields": "values.repository.full_name,values.permission,next,size"}
        return self._until_found(read, query, _permission, wanted, workspace=workspace)

    def main_branches(self, workspace: str, wanted: frozenset[str]) -> dict[str, str]:
        """Return the names of main branches of repositories of a Bitbucket workspace, read in bulk.

        At most as many pages are read as there are repositories in question. One of them that is not in what is
        returned was not reached, has no main branch, or cannot be seen by our account: it is asked for by itself.

        Args:
            workspace: The Bitbucket workspace.
            wanted: The full names of the repositories in question, in lower case.

        Raises:
            ReadError: They could not be read.
        """
        query = {"fields": "values.full_name,values.mainbranch.name,next,size"}
        found = self._until_found(bitbucket.REPOSITORIES, query, _main_branch, wanted, workspace=workspace)
        return {name: found[name] for name in wanted & found.keys() if found[name]}

    def main_branch(self, repository: str) -> str | None:
        """Return the name of a repository's main branch, or None where it has none.

        Raises:
            ReadError: It could not be read; 404 also where our account may not see it.
        """
        return self._repository(repository).text("mainbranch", "name")

    def _repository(self, repository: str) -> JsonView:
        found = self._http.get(bitbucket.REPOSITORY, None, **path_of(repository)).json()
        _same_repository(repository, found.text("full_name"))
        return found

    def has_branch(self, repository: str, name: str | None = None) -> bool:
        """Tell whether the list of branches of a repository contains one with this name, or without a name any.

        The list answers even where the name can't stand in a path, and only if the account can read the repository.

        Raises:
            ReadError: It could not be read; 404 also if the account has no access to the repository.
        """
        query: dict[str, str | int] = {"fields": "values.name", "pagelen": 1}
        if name is not None:
            query["q"] = 'name="{}"'.format(name.replace("\\", "\\\\").replace('"', '\\"'))
        return bool(_values(self._http.get(bitbucket.BRANCHES, query, **path_of(repository))))

    def head(self, repository: str, branch: str) -> str:
        """Return the hash of the commit at the head of a branch.

        Files are read at a hash: Bitbucket takes the slash in a branch's name for the end of it, and says of the
        branch, as of a file that is missing, "404".

        Raises:
            ReadError: It could not be read; 404 also where there is no such branch.
        """
        answer = self._http.get(bitbucket.BRANCH, None, name=branch, **path_of(repository))
        _same_repository(repository, answer.json().text("target", "repository", "full_name"))
        if answer.json().text("name") not in (None, branch):
            raise ReadError(f"{answer.url} returned a different branch than {branch}.")
        head = answer.json().text("target", "hash")
        if not head:
            raise ReadError(f"{answer.url} does not say which commit the branch is at.")
        return head

    def file_at(self, repository: str, commit: str, path: str) -> str:
        """Return the text of a file in a commit.

        Raises:
            ReadError: It could not be read. With status 404 its words say what is missing: file, commit or repository.
        """
        answer = self._http.get(bitbucket.SOURCE_FILE, None, commit=commit, path=path, **path_of(repository))
        if answer.status != HTTPStatus.OK or not answer.whole:
            raise ReadError(f"{answer.url} returned status {answer.status} without proof that the file is complete.")
        return answer.body.decode(errors="replace")

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
            return self.file_at(repository, commit, path)
        except ReadError as error:
            if is_missing(error, path):
                return None
            raise

    def file_on_branch(self, repository: str, branch: str, path: str) -> str | None:
        """Return the text of a file at the head of a branch, or None where there is no such file.

        One request does where Bitbucket takes the name of the branch and says in words which of the two is missing.
        Otherwise the commit at the head is asked for first.

        Raises:
            ReadError: It could not be read; 404 also where there is no such branch.
        """
        if _AS_A_COMMIT.fullmatch(branch):
            try:
                return self.file_at(repository, branch, path)
            except ReadError as error:
                if error.status != HTTPStatus.NOT_FOUND:
                    raise
                if is_missing(error, path):
                    return None
        return self.file(repository, self.head(repository, branch), path)

    def gitlinks(self, repository: str, branch: str) -> Gitlinks:
        """Return the submodules that the head of a branch pins in its upper `GITLINK_DEPTH` levels of folders.

        Git calls them gitlinks. One request, and one more where the name of the branch cannot stand in its URL.

        Raises:
            ReadError: They could not be listed; 404 also where there is no such branch.
        """
        commit = branch if _AS_A_COMMIT.fullmatch(branch) else self.head(repository, branch)
        query: dict[str, str | int] = {
            "q": bitbucket.GITLINK.text,
            "max_depth": GITLINK_DEPTH,
            "fields": "values.path,values.attributes,next",
        }
        pages = self._pages(bitbucket.SOURCE_LISTING, query, MOST_PAGES, commit=commit, **path_of(repository))
        items, more = next(pages)
        records = parse_records(bitbucket.SOURCE_LISTING, _gitlink, items)
        return Gitlinks(frozenset(records), complete=not (more or records.unreadable))

    def is_private(self, repository: str) -> bool | None:
        """Tell whether a repository is private; None where Bitbucket does not tell.

        Raises:
            ReadError: It could not be read; 404 also where our account may not see it.
            RenamedError: It has another name now.
        """
        return self._repository(repository).flag("is_private")

    def hooks(self, repository: str) -> tuple[Hook, ...]:
        """Return the webhooks of a repository.

        Raises:
            ReadError: They could not be read.
        """
        query = {"fields": "values.url,values.active,values.events,values.subject.full_name,next,size"}
        found = tuple(self._all(bitbucket.HOOKS, query, **path_of(repository)))
        for item in found:
            _same_repository(repository, item.text("subject", "full_name"))
        return parse_records(bitbucket.HOOKS, Hook.of, found)

    def account_keys(self, account: str) -> Records[AccountKey]:
        """Return the SSH keys of an account.

        Args:
            account: Its uuid or account id.

        Raises:
            ReadError: They could not be read.
        """
        return parse_records(
            bitbucket.SSH_KEYS, AccountKey.of, self._all(bitbucket.SSH_KEYS, {}, selected_user=account)
        )

    def deploy_keys(self, repository: str) -> Records[AccountKey]:
        """Return the access keys of a repository; the API calls them deploy keys.

        Raises:
            ReadError: They could not be read.
        """
        found = self._all(bitbucket.DEPLOY_KEYS, {}, **path_of(repository))
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
        most = MOST_PAGES if wanted is None else len(wanted)
        for number, (items, more) in enumerate(self._pages(read, query, most, **path), start=1):
            records = parse_records(read, pair, items)
            found.update(records if wanted is not None else records.all())
            # An item that cannot be read may be any of those that are wanted.
            found.cut |= bool(records.unreadable)
            if wanted is not None and (wanted <= found.keys() or number == most):
                found.cut |= more
                break
        return found

    def _all(self, read: Endpoint, query: dict[str, str], **path: str) -> Iterator[JsonView]:
        for items, _ in self._pages(read, query, MOST_PAGES, **path):
            yield from items

    def _pages(
        self, read: Endpoint, query: Mapping[str, str | int], most: int, **path: str
    ) -> Iterator[tuple[tuple[JsonView, ...], bool]]:
        """Yield the items of each page, and whether another page follows.

        Raises:
            ReadError: A page could not be read, or the list is not shown to be whole, or it has more than `most`.
        """
        answer = self._http.get(read, {**query, "pagelen": bitbucket.PAGE_LENGTH.number}, **path)
        seen: set[str] = set()
        listed = 0
        for _ in range(most):
            page = answer.json()
            items, following, size = _values(answer), page.text("next"), page.number("size")
            if (page.has("next") and not following) or (page.has("size") and size is None):
                raise ReadError(f"{answer.url} does not say clearly whether another page follows.")
            listed += len(items)
            yield items, bool(following)
            if not following:
                if size not in (None, listed):
                    raise ReadError(f"{answer.url} says that there are {size}, and listed {listed}.")
                return
            if following in seen:
                raise ReadError(f"{answer.url} names a page as its own next page.")
            seen.add(following)
            answer = self._http.follow(read, following)
        raise ReadError(f"{answer.url} has more than {most} pages. The others were not read.")


MOST_PAGES = 20
"""Pages of a list that are read, of 100 items each: no repository has so many webhooks or keys."""

GITLINK_DEPTH = 3
"""Levels of folders in which gitlinks are looked for. Bitbucket answers 555 where a listing takes too long."""

_AS_A_COMMIT = re.compile(r"(?![0-9a-f]+$)[^/]+")
"""Names of branches that can stand where a commit does: with a slash they would end too early, and as nothing but
hexadecimal digits they could be taken for the hash of another commit."""

NO_FILE = "No such file or directory:"
"""How Bitbucket's answer begins, with status 404, where the commit is there and the file is not."""


def is_missing(error: ReadError, path: str) -> bool:
    """Tell whether Bitbucket itself says, in its own words, that a commit holds no such file."""
    return error.status == HTTPStatus.NOT_FOUND and error.message.rstrip(".") == f"{NO_FILE} {path}"


def _same_repository(asked: str, answered: str | None) -> None:
    """Raise ReadError if an answer is about another repository; one that is asked for by UUID may have any name."""
    if answered is not None and "{" not in asked and answered.lower() != asked.lower():
        raise RenamedError(
            f"Bitbucket answered about {answered}, not about {asked}: the repository was renamed or moved, or its "
            "old name belongs to another one.",
            answered,
        )


class _Found(dict[str, str]):
    """What was told of each repository by its full name in lower case; `cut` where more was to be read."""

    cut = False


def _main_branch(item: JsonView) -> tuple[str, str]:
    return required(item, "full_name").lower(), item.text("mainbranch", "name") or ""


def _permission(item: JsonView) -> tuple[str, str]:
    return required(item, "repository", "full_name").lower(), required(item, "permission")


def _gitlink(item: JsonView) -> str | None:
    """Return the path of a gitlink; None for a file, which is listed where a server ignores the filter."""
    # The OpenAPI document calls the attributes a text; its examples show a list.
    attributes = item.texts("attributes") or (item.text("attributes") or "",)
    return required(item, "path") if "subrepository" in attributes else None


def _values(answer: Response) -> tuple[JsonView, ...]:
    found = answer.json().items("values")
    if found is None:
        raise ReadError(f"{answer.url} returned status {answer.status} without the expected list.")
    return found


def path_of(repository: str) -> dict[str, str]:
    """Return what a URL needs to name a repository.

    Raises:
        ReadError: The repository has no full name.
    """
    workspace, _, slug = repository.partition("/")
    if not repository:
        raise ReadError("HCP Terraform does not report which repository this is.")
    if not (workspace and slug):
        raise ReadError(f'"{repository}" isn\'t the full name of a repository, such as acme/network.')
    return {"workspace": workspace, "repo_slug": slug}
