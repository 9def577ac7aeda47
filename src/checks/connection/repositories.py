"""Reads repositories and their branches, from HCP Terraform's view and from Bitbucket."""

from collections.abc import Iterable
from http import HTTPStatus

from checks.clients.bitbucket_records import AccountKey, Hook
from checks.clients.connected_objects import Connected
from checks.clients.errors import MissingBranchError, ReadError
from checks.clients.repository_name import branch_name, url_parts
from checks.clients.terraform_provider_records import OAuthToken
from checks.connection.objects import ObjectReads


class RepositoryReads(ObjectReads):
    """Adds the repositories."""

    def sees(self, repository: str, oauth_token: OAuthToken) -> bool:
        """Return whether HCP Terraform can currently see the repository, by its identifier or its full name."""
        identifier = self._identifier(repository)
        if identifier != repository:
            try:
                if self._once(self._terraform.sees, identifier, oauth_token.id):
                    return True
            except ReadError as error:
                if error.status != HTTPStatus.UNPROCESSABLE_ENTITY:
                    raise
        return self._once(self._terraform.sees, repository, oauth_token.id)

    def tree(self, repository: str, oauth_token: OAuthToken) -> None:
        """Make HCP Terraform list the files of the repository, to get the error message if that fails."""
        return self._once(self._terraform.tree, self._identifier(repository), oauth_token.id)

    def _identifier(self, repository: str) -> str:
        """Return how HCP Terraform itself names a repository, which may be by UUID."""
        used: tuple[Connected, ...] = (*self.connected_objects(), *self.visible_workspaces())
        named = {one.repository: one.identifier for one in used if one.identifier}
        return named.get(repository, repository)

    def is_private(self, repository: str) -> bool | None:
        """Return whether a repository is private; None if Bitbucket doesn't report it.

        Raises:
            ReadError: The repository could not be read. The status is 404 also if the account can't see it.
            RenamedError: The repository was renamed.
        """
        return self._once(self._bitbucket.is_private, repository)

    def permission(self, repository: str) -> str | None:
        """Return the account's permission on a repository: read, write, or admin; None if it isn't visible."""
        workspace = url_parts(repository)["workspace"]
        names = self._once(self._all_by_workspace)[workspace]
        if len(names) > 1:
            found = self._once(self._bitbucket.permissions, workspace, names)
            # A list of names isn't proof that it lacks the repository with a given UUID.
            if repository.lower() in found and (found[repository.lower()] or "{" not in repository):
                return found[repository.lower()]
        return self._once(self._bitbucket.permission, repository)

    def hooks(self, repository: str) -> tuple[Hook, ...]:
        """Return the webhooks of a repository."""
        return self._once(self._bitbucket.hooks, repository)

    def branch(self, workspace: Connected) -> str:
        """Return the name of the branch that a Terraform workspace uses: see `branch_name`. Raises `ReadError`."""
        if workspace.branch is None:
            raise ReadError(f"HCP Terraform doesn't report which branch {workspace.name} uses.")
        return branch_name(workspace.branch) or self._main_branch(workspace.repository)

    def head(self, workspace: Connected) -> str:
        """Return the hash of the commit at the head of the branch that a Terraform workspace uses."""
        return self._head(workspace.repository, self.branch(workspace))

    def _head(self, repository: str, branch: str) -> str:
        return self._once(self._source.head, repository, branch)

    def main_branch(self, repository: str) -> str | None:
        """Return the name of a repository's main branch; None if it has none. Raises `ReadError`."""
        return self._once(self._bitbucket.main_branch, repository)

    def _listed_main_branch(self, repository: str) -> str | None:
        """Return the name of a main branch from a list of repositories; None if the list doesn't contain it."""
        workspace = url_parts(repository)["workspace"]
        names = self._once(self._on_branches_by_workspace).get(workspace, ())
        listed = self._once(self._main_branches, workspace, names) if len(names) > 1 else {}
        return listed.get(repository.lower())

    def _main_branch(self, repository: str) -> str:
        branch = self._listed_main_branch(repository) or self._once(self._bitbucket.main_branch, repository)
        if not branch:
            self._refuse_missing_branch(repository, "")
            raise ReadError(
                f"{repository} has no main branch. Set one in the repository settings, or enter a branch in the "
                "Terraform workspace."
            )
        return branch

    def _refuse_missing_branch(self, repository: str, branch: str) -> None:
        """Raise MissingBranchError if the list of branches lacks the branch; without a name, if it is empty."""
        try:
            if branch and self._once(self._bitbucket.has_branch, repository, branch):
                return
            empty = not self._once(self._bitbucket.has_branch, repository)
        except ReadError:
            return  # without proof, the caller raises the original error
        if empty:
            raise MissingBranchError(f"{repository} has no branch, so it has no commits.", empty=True)
        if branch:
            raise MissingBranchError(f"{repository} has no branch {branch}.", empty=False)

    def _all_by_workspace(self) -> dict[str, frozenset[str]]:
        return _by_workspace(self.repositories())

    def _on_branches_by_workspace(self) -> dict[str, frozenset[str]]:
        return _by_workspace(one.repository for one in self.on_branches())

    def _main_branches(self, workspace: str, repositories: frozenset[str]) -> dict[str, str]:
        try:
            return self._bitbucket.main_branches(workspace, repositories)
        except ReadError as error:
            if error.status == HTTPStatus.TOO_MANY_REQUESTS:
                raise  # a separate request for each repository would exceed the limit further
            return {}

    def deploy_keys(self, repository: str) -> tuple[AccountKey, ...]:
        """Return the access keys of a repository."""
        return self._once(self._bitbucket.deploy_keys, repository)


def _by_workspace(repositories: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return the repositories of each Bitbucket workspace, in lowercase.

    Repositories without a full name are omitted, because no list can contain them.
    """
    found: dict[str, set[str]] = {}
    for repository in repositories:
        workspace, _, slug = repository.partition("/")
        if workspace and slug:
            found.setdefault(workspace, set()).add(repository.lower())
    return {workspace: frozenset(names) for workspace, names in found.items()}
