"""Splits the full name of a repository into URL parts, and compares it with the name in a response."""

from checks.clients.errors import ReadError, RenamedError

_BRANCHES = "refs/heads/"


def branch_name(branch: str) -> str:
    """Return the name of a branch from its full name in Git, such as ``refs/heads/main``; Bitbucket's API expects it.

    Any other name is returned unchanged.
    """
    return branch.removeprefix(_BRANCHES) or branch


def url_parts(repository: str) -> dict[str, str]:
    """Return the Bitbucket workspace and the slug of a full name, keyed by their names in the paths of the API.

    Raises:
        ReadError: The name isn't a full name.
    """
    workspace, _, slug = repository.partition("/")
    if not repository:
        raise ReadError("HCP Terraform doesn't report which repository this is.")
    if not (workspace and slug):
        raise ReadError(f'"{repository}" isn\'t the full name of a repository, such as acme/network.')
    return {"workspace": workspace, "repo_slug": slug}


def require_same(expected: str, actual: str | None) -> None:
    """Check that a response is about the requested repository. A request by UUID accepts any name.

    Raises:
        RenamedError: The response is about another repository.
    """
    if actual is not None and "{" not in expected and actual.lower() != expected.lower():
        raise RenamedError(
            f"Bitbucket returned {actual} instead of {expected}: the repository was renamed or moved, or its "
            "old name belongs to another one.",
            actual,
        )
