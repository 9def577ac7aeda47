"""What the list of Terraform workspaces says, and which of them lost their connection to Bitbucket Cloud."""

from collections.abc import Iterable
from dataclasses import dataclass

from checks.clients.terraform_workspace_records import TerraformWorkspace, UnconnectedWorkspace
from checks.connection.selection import evenly_spread, matches
from checks.settings.settings import Settings

LIMIT = 100
"""Workspaces without a repository whose configuration versions are read, one request each."""


@dataclass(frozen=True)
class WorkspaceList:
    """Every Terraform workspace that the token can read.

    Attributes:
        connected: Those that are connected to a repository and can use a provider for Bitbucket Cloud.
        unconnected: Those that are connected to no repository.
    """

    connected: tuple[TerraformWorkspace, ...]
    unconnected: tuple[UnconnectedWorkspace, ...]


@dataclass(frozen=True)
class Disconnected:
    """The Terraform workspaces without a repository, by what is known of their last one.

    Attributes:
        candidates: Those whose current configuration came from Bitbucket Cloud, and whose newest versions are read.
        left_out: Further ones of the same kind that are not read: more than the limit, or outside of the sample.
        accepted: Further ones of the same kind that the settings accept.
        unreported: Those for which HCP Terraform doesn't report where their configuration came from.
        unconnected: How many have no repository and match the patterns, these included.
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
        settings: The patterns of names and repositories, those that accept a workspace, and the size of the sample.
    """
    named = [one for one in unconnected if matches(one.name, settings.workspaces)]
    former = [one for one in named if one.repository and matches(one.repository, settings.repositories)]
    accepted = tuple(one for one in former if settings.disconnected and matches(one.name, settings.disconnected))
    left = [one for one in former if one not in accepted]
    candidates = evenly_spread(left, min(settings.sample or LIMIT, LIMIT))
    return Disconnected(
        candidates=candidates,
        left_out=tuple(one for one in left if one not in candidates),
        accepted=accepted,
        unreported=tuple(one for one in named if one.repository is None),
        unconnected=len(named),
    )
