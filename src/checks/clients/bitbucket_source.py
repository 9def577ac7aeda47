"""Asks Bitbucket Cloud for branches, and for the files and submodules on a branch."""

import re
from http import HTTPStatus

from checks.clients.bitbucket_pages import MOST_PAGES, pages
from checks.clients.bitbucket_records import Gitlinks
from checks.clients.errors import ReadError
from checks.clients.http import Http
from checks.clients.json_view import JsonView
from checks.clients.parsing import MissingFieldError, parse_records, required
from checks.clients.repository_name import require_same, url_parts
from checks.facts import bitbucket

GITLINK_DEPTH = 3
"""Levels of folders in which gitlinks are looked for. Bitbucket answers 555 where a listing takes too long."""

NO_FILE = "No such file or directory:"
"""How Bitbucket's answer begins, with status 404, where the commit is there and the file is not."""

_AS_A_COMMIT = re.compile(r"(?![0-9a-f]+$)[^/]+")
"""Names of branches that can stand where a commit does: with a slash they would end too early, and as nothing but
hexadecimal digits they could be taken for the hash of another commit."""


class BitbucketSource:
    """The reads of what is in a repository.

    Args:
        http: A session with ``https://api.bitbucket.org/2.0``, with e-mail and API token.
    """

    def __init__(self, http: Http) -> None:
        self._http = http

    def head(self, repository: str, branch: str) -> str:
        """Return the hash of the commit at the head of a branch.

        Files are read at a hash: Bitbucket takes the slash in a branch's name for the end of it, and says of the
        branch, as of a file that is missing, "404".

        Raises:
            ReadError: It could not be read; 404 also where there is no such branch.
        """
        answer = self._http.get(bitbucket.BRANCH, None, name=branch, **url_parts(repository))
        require_same(repository, answer.json().text("target", "repository", "full_name"))
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
        answer = self._http.get(bitbucket.SOURCE_FILE, None, commit=commit, path=path, **url_parts(repository))
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
        found = pages(self._http, bitbucket.SOURCE_LISTING, query, MOST_PAGES, commit=commit, **url_parts(repository))
        items, more = next(found)
        records = parse_records(bitbucket.SOURCE_LISTING, _gitlink, items)
        return Gitlinks(frozenset(records), complete=not (more or records.unreadable))


def is_missing(error: ReadError, path: str) -> bool:
    """Tell whether Bitbucket itself says, in its own words, that a commit holds no such file."""
    return error.status == HTTPStatus.NOT_FOUND and error.message.rstrip(".") == f"{NO_FILE} {path}"


def _gitlink(item: JsonView) -> str | None:
    """Return the path of a gitlink; None for a file, which is listed where a server ignores the filter."""
    # The OpenAPI document calls the attributes a text; its examples show a list.
    text, attributes = item.text("attributes"), item.texts("attributes")
    if text is None and attributes is None:
        raise MissingFieldError("attributes")  # it may be a submodule: only submodules were asked for
    return required(item, "path") if "subrepository" in (attributes or (text,)) else None
