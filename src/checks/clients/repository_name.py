"""Turns the full name of a repository into parts of a URL, and compares it with the name in a response."""

from checks.clients.errors import ReadError, RenamedError


def url_parts(repository: str) -> dict[str, str]:
    """Return the Bitbucket workspace and the slug of a full name, by their names in the paths of the API.

    Raises:
        ReadError: The name is not a full name.
    """
    workspace, _, slug = repository.partition("/")
    if not repository:
        raise ReadError("HCP Terraform does not report which repository this is.")
    if not (workspace and slug):
        raise ReadError(f'"{repository}" isn\'t the full name of a repository, such as acme/network.')
    return {"workspace": workspace, "repo_slug": slug}


def require_same(asked: str, answered: str | None) -> None:
    """Check that a response is about the requested repository; one that is requested by UUID can have any name.

    Raises:
        RenamedError: The response is about another repository.
    """
    if answered is not None and "{" not in asked and answered.lower() != asked.lower():
        raise RenamedError(
            f"Bitbucket answered about {answered}, not about {asked}: the repository was renamed or moved, or its "
            "old name belongs to another one.",
            answered,
        )
