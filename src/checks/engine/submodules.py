"""Reads ``.gitmodules`` of every repository in use, for the three checks that judge submodules."""

from collections.abc import Iterator

from checks.clients.terraform_records import TerraformWorkspace
from checks.connection.connection import Connection
from checks.engine.model import Finding, unreadable
from checks.files.gitmodules import Submodule

EXPECTED = ".gitmodules is readable or doesn't exist"


def with_submodules(
    connection: Connection, unread: list[Finding]
) -> Iterator[tuple[TerraformWorkspace, tuple[Submodule, ...]]]:
    """Yield each Terraform workspace whose repository has submodules, with them.

    Args:
        connection: The connection under test.
        unread: Receives a finding for each repository that could not be read.
    """
    told: set[str] = set()
    workspaces = connection.terraform_workspaces()
    for reading in connection.each("submodules", connection.submodules, workspaces):
        if reading.error:
            repository = reading.subject.repository
            if repository not in told:
                told.add(repository)
                unread.append(unreadable(repository, EXPECTED, reading.error))
        elif reading.value:
            yield reading.subject, reading.value
