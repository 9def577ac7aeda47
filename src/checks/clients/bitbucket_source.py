"""Reads branches from Bitbucket Cloud, and the files and submodules on a branch."""

import re
from http import HTTPStatus

from checks.clients.bitbucket_pages import MOST_PAGES, pages
from checks.clients.bitbucket_records import Gitlinks
from checks.clients.errors import ReadError, UnusableError
from checks.clients.http import Http
from checks.clients.parsing import JsonView, MissingFieldError, parse_records, required
from checks.clients.repository_name import require_same, url_parts
from checks.clients.response import WEB_PAGE
from checks.facts import bitbucket

GITLINK_DEPTH = 3
"""Folder levels to search for gitlinks. Bitbucket returns status 555 if a listing takes too long."""

NO_FILE = "No such file or directory:"
"""The start of Bitbucket's message, with status 404, if the commit exists but the file doesn't."""

_VALID_AS_COMMIT = re.compile(r"(?!(?:[0-9a-f]+|HEAD|v?\d+(?:\.\d+)+)$)[^/]+")
"""Branch names that work as a commit in a URL: Bitbucket reads a name only up to its first slash, a name with only
hexadecimal digits could be the hash of another commit, and ``HEAD`` or the number of a version could be no branch."""


class BitbucketSource:
    """A client that reads the content of repositories.

    Args:
        http: A session for ``https://api.bitbucket.org/2.0`` that authenticates with an email address and API token.
    """

    def __init__(self, http: Http) -> None:
        self._http = http

    def head(self, repository: str, branch: str) -> str:
        """Return the hash of the commit at the head of a branch.

        The hash is used to read files. With a branch name, Bitbucket reads the name only up to its first slash, and
        returns status 404 both for a missing branch and for a missing file.

        Raises:
            ReadError: The branch could not be read. The status is 404 also if the branch doesn't exist.
            UnusableError: The response is about another branch, or doesn't report the commit.
        """
        response = self._http.get(bitbucket.BRANCH, None, name=branch, **url_parts(repository))
        require_same(repository, response.json().text("target", "repository", "full_name"))
        if response.json().text("name") not in (None, branch):
            raise UnusableError(f"{response.url} returned a different branch than {branch}.")
        head = response.json().text("target", "hash")
        if not head:
            raise UnusableError(f"{response.url} doesn't report the current commit of the branch.")
        return head

    def file_at(self, repository: str, commit: str, path: str) -> str:
        """Return the text of a file in a commit.

        Raises:
            ReadError: The file could not be read. With status 404, the message names the missing object: the file,
                commit, or repository.
            UnusableError: The file isn't proven complete.
        """
        response = self._http.get(bitbucket.SOURCE_FILE, None, commit=commit, path=path, **url_parts(repository))
        if response.headers.get("Content-Type", "").lower().startswith("text/html"):
            raise UnusableError(f"{response.url} returned status {response.status} with {WEB_PAGE}.")
        if response.status != HTTPStatus.OK or not response.whole:
            raise UnusableError(
                f"{response.url} returned status {response.status} without proof that the file is complete."
            )
        return response.body.decode(errors="replace")

    def file(self, repository: str, commit: str, path: str) -> str | None:
        """Return the text of a file, or None if the commit doesn't contain the file. Raises `ReadError`.

        Args:
            repository: Its full name.
            commit: The hash of an existing commit.
            path: The path of the file.
        """
        try:
            return self.file_at(repository, commit, path)
        except ReadError as error:
            if is_missing(error, path):
                return None
            raise

    def file_on_branch(self, repository: str, branch: str, path: str) -> str | None:
        """Return the text of a file at the head of a branch, or None if the file doesn't exist.

        One request is enough if Bitbucket accepts the branch name and its message says whether the branch or the file
        is missing. Otherwise, the commit at the head is read first.

        Raises:
            ReadError: The file could not be read. The status is 404 also if the branch doesn't exist.
        """
        if _VALID_AS_COMMIT.fullmatch(branch):
            try:
                return self.file_at(repository, branch, path)
            except ReadError as error:
                if error.status != HTTPStatus.NOT_FOUND:
                    raise
                if is_missing(error, path):
                    return None
        return self.file(repository, self.head(repository, branch), path)

    def gitlinks(self, repository: str, branch: str) -> Gitlinks:
        """Return the submodules that the head of a branch pins in its upper `GITLINK_DEPTH` folder levels.

        Git calls them gitlinks. This sends one request, or two if the branch name can't be used in the URL.

        Raises:
            ReadError: The submodules could not be listed. The status is 404 also if the branch doesn't exist.
        """
        commit = branch if _VALID_AS_COMMIT.fullmatch(branch) else self.head(repository, branch)
        query: dict[str, str | int] = {
            "q": bitbucket.GITLINK.text,
            "max_depth": GITLINK_DEPTH,
            "fields": "values.path,values.attributes,next",
        }
        found = pages(self._http, bitbucket.SOURCE_LISTING, query, MOST_PAGES, commit=commit, **url_parts(repository))
        items, more = next(found)
        records = parse_records(bitbucket.SOURCE_LISTING, _gitlink, items)
        return Gitlinks(frozenset(records), complete=not (more or records.unreadable))


def is_missing(error: ReadError, path: str) -> bool:
    """Return whether Bitbucket's own message says that the commit doesn't contain the file."""
    return error.status == HTTPStatus.NOT_FOUND and error.message.rstrip(".") == f"{NO_FILE} {path}"


def _gitlink(item: JsonView) -> str | None:
    """Return the path of a gitlink; None for a file, which is listed if a server ignores the filter."""
    # The OpenAPI document declares the attributes as a string; its examples show a list.
    text, attributes = item.text("attributes"), item.texts("attributes")
    if text is None and attributes is None:
        raise MissingFieldError("attributes")  # it can be a submodule: the request was only for submodules
    return required(item, "path") if "subrepository" in (attributes or (text,)) else None
