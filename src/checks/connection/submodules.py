"""Reads the submodules of repositories: the entries in ``.gitmodules`` and the pinned commits."""

import re
from http import HTTPStatus

from checks.clients.bitbucket_records import Gitlinks
from checks.clients.bitbucket_source import is_missing
from checks.clients.connected_objects import Connected
from checks.clients.errors import ReadError
from checks.connection.repositories import RepositoryReads
from checks.files import gitmodules
from checks.files.gitmodules import Submodule

_HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


class SubmoduleReads(RepositoryReads):
    """Adds the submodules.

    Attributes:
        in_time: The repositories and branches to read; None for all. If there isn't time for all of them, it is better
            to read some completely than all in part.
    """

    in_time: frozenset[tuple[str, str | None]] | None = None

    def _require_time(self, workspace: Connected) -> None:
        if self.in_time is not None and (workspace.repository, workspace.branch) not in self.in_time:
            raise self.budget.error()

    def submodules(self, workspace: Connected) -> tuple[Submodule, ...]:
        """Return the entries of ``.gitmodules`` on the branch that a Terraform workspace uses. Raises `ReadError`."""
        self._require_time(workspace)
        branch = self.branch(workspace)
        main = not workspace.branch or branch == self._listed_main_branch(workspace.repository)
        return self._once(self._read_submodules, workspace.repository, branch, main)

    def _read_submodules(self, repository: str, branch: str, main: bool) -> tuple[Submodule, ...]:  # noqa: FBT001 - cached
        try:
            if main:
                text = self._source.file_on_branch(repository, branch, ".gitmodules")
            else:
                # In the URL of a file, the name of a tag works like the name of a branch.
                text = self._source.file(repository, self._head(repository, branch), ".gitmodules")
        except ReadError as error:
            if error.status == HTTPStatus.NOT_FOUND:
                self._refuse_missing_branch(repository, branch)
            raise
        return () if text is None else gitmodules.parse(text)

    def gitlinks(self, workspace: Connected) -> Gitlinks:
        """Return the submodules that are pinned on the branch that a Terraform workspace uses. Raises `ReadError`."""
        self._require_time(workspace)
        return self._once(self._source.gitlinks, workspace.repository, self.branch(workspace))

    def pinned_commit(self, repository: str, revision: str, path: str) -> str:
        """Return the commit of a submodule that a repository pins.

        Raises:
            ReadError: The commit could not be read, or no commit is pinned at this path.
        """
        pinned = self._once(self._read_pinned, repository, revision, path)
        if not pinned or not _HASH.fullmatch(pinned.strip()):
            raise ReadError(f"Bitbucket doesn't report which commit {repository} pins at {path}.")
        return pinned.strip()

    def is_pinned(self, repository: str, revision: str, path: str) -> bool:
        """Return whether a repository pins a submodule at a path; True unless Bitbucket reports that it is missing."""
        try:
            return self._once(self._read_pinned, repository, revision, path) is not None
        except ReadError:
            return True

    def _read_pinned(self, repository: str, revision: str, path: str) -> str | None:
        return (
            self._read_at(repository, revision, path)
            if _HASH.fullmatch(revision)
            else self._source.file_on_branch(repository, revision, path)
        )

    def _read_at(self, repository: str, commit: str, path: str) -> str | None:
        """Return a file in a commit; None only if Bitbucket says that the commit has no such file."""
        try:
            return self._source.file_at(repository, commit, path)
        except ReadError as error:
            if is_missing(error, path):
                return None
            raise

    def submodules_at(self, repository: str, commit: str) -> tuple[Submodule, ...]:
        """Return the entries of ``.gitmodules`` in a commit. Raises `ReadError`."""
        return self._once(self._read_submodules_at, repository, commit)

    def _read_submodules_at(self, repository: str, commit: str) -> tuple[Submodule, ...]:
        text = self._read_at(repository, commit, ".gitmodules")
        return () if text is None else gitmodules.parse(text)
