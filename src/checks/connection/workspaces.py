"""Lists the Terraform workspaces, and finds those that lost their connection to Bitbucket Cloud."""

from collections.abc import Iterable
from dataclasses import dataclass

from checks.clients.terraform_workspace_records import TerraformWorkspace, UnconnectedWorkspace
from checks.connection.selection import evenly_spread, matches
from checks.settings.settings import Settings

LIMIT = 100
"""The maximum number of workspaces without a repository to read configuration versions for, one request each."""


@dataclass(frozen=True)
class WorkspaceList:
    """Every Terraform workspace that the token can read.

    Attributes:
        connected: The workspaces that are connected to a repository and can use a provider for Bitbucket Cloud.
        unconnected: The workspaces that aren't connected to a repository.
    """

    connected: tuple[TerraformWorkspace, ...]
    unconnected: tuple[UnconnectedWorkspace, ...]


@dataclass(frozen=True)
class Disconnected:
    """The Terraform workspaces without a repository, grouped by the source of their current configuration.

    Attributes:
        candidates: Workspaces whose current configuration came from Bitbucket Cloud, and whose newest versions are
            read.
        left_out: Workspaces of the same kind that are not read, because they exceed the limit or aren't in the sample.
        accepted: Workspaces of the same kind that the settings accept.
        unreported: Workspaces for which HCP Terraform doesn't report the source of their configuration.
        unconnected: The number of all workspaces that have no repository and match the patterns.
    """

    candidates: tuple[UnconnectedWorkspace, ...]
    left_out: tuple[UnconnectedWorkspace, ...]
    accepted: tuple[UnconnectedWorkspace, ...]
    unreported: tuple[UnconnectedWorkspace, ...]
    unconnected: int


def find_disconnected(unconnected: Iterable[UnconnectedWorkspace], settings: Settings) -> Disconnected:
    """Return which of the workspaces without a repository were connected to Bitbucket Cloud.

    Args:
        unconnected: Every workspace without a repository.
        settings: The patterns for names and repositories, the patterns that accept a workspace, and the sample size.
    """
    named = [one for one in unconnected if matches(one.name, settings.workspaces)]
    former = [one for one in named if one.repository and matches(one.repository, settings.repositories)]
    accepted = tuple(one for one in former if settings.disconnected and matches(one.name, settings.disconnected))
    remaining = [one for one in former if one not in accepted]
    candidates = evenly_spread(remaining, min(settings.sample or LIMIT, LIMIT))
    return Disconnected(
        candidates=candidates,
        left_out=tuple(one for one in remaining if one not in candidates),
        accepted=accepted,
        unreported=tuple(one for one in named if one.repository is None),
        unconnected=len(named),
    )
