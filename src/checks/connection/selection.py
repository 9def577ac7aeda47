"""Selects the Terraform workspaces that a run checks."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TypeVar

from checks.clients.errors import NothingSelectedError
from checks.clients.terraform_workspace_records import TerraformWorkspace, UnconnectedWorkspace
from checks.settings.settings import Settings

Workspace = TypeVar("Workspace", TerraformWorkspace, UnconnectedWorkspace)


@dataclass(frozen=True)
class Selection:
    """The Terraform workspaces that a run checks.

    Attributes:
        workspaces: The selected workspaces.
        out_of: The number of workspaces that the sample was selected from; None if all are checked.
    """

    workspaces: tuple[TerraformWorkspace, ...]
    out_of: int | None = None


def using(workspaces: Iterable[TerraformWorkspace], oauth_tokens: Collection[str]) -> tuple[TerraformWorkspace, ...]:
    """Return the workspaces that use one of the OAuth tokens, given by their IDs."""
    return tuple(workspace for workspace in workspaces if workspace.oauth_token_id in oauth_tokens)


def unreported(
    workspaces: Iterable[TerraformWorkspace], oauth_tokens: Collection[str]
) -> tuple[TerraformWorkspace, ...]:
    """Return the workspaces for which HCP Terraform doesn't report whether they use one of the OAuth tokens."""
    return tuple(
        workspace
        for workspace in workspaces
        if workspace.unreported and workspace.may_be_on_bitbucket and workspace.oauth_token_id not in oauth_tokens
    )


def select_workspaces(workspaces: Collection[TerraformWorkspace], settings: Settings) -> Selection:
    """Return the workspaces that match the patterns in the settings, or a sample of them.

    Raises:
        NothingSelectedError: No workspace matches the patterns.
    """
    chosen = matching(workspaces, "that use the provider", settings)
    if settings.sample is None or settings.sample >= len(chosen):
        return Selection(chosen)
    return Selection(evenly_spread(chosen, settings.sample), len(chosen))


def matching(
    workspaces: Collection[TerraformWorkspace], which: str, settings: Settings
) -> tuple[TerraformWorkspace, ...]:
    """Return the workspaces that match the patterns in the settings.

    Raises:
        NothingSelectedError: No workspace matches the patterns.
    """
    chosen = tuple(
        workspace
        for workspace in workspaces
        if matches(workspace.name, settings.workspaces) and matches(workspace.repository, settings.repositories)
    )
    if workspaces and not chosen:
        raise NothingSelectedError(
            f"Of {len(workspaces)} Terraform workspaces {which}, none matches "
            "the patterns in TFE_WORKSPACES and BITBUCKET_REPOSITORIES.",
            fix="Change or remove the patterns.",
        )
    return chosen


def evenly_spread(chosen: Collection[Workspace], wanted: int) -> tuple[Workspace, ...]:
    """Return `wanted` workspaces, or all if there are fewer, at even distances in the order of their names."""
    ordered = sorted(chosen, key=lambda workspace: (workspace.name, workspace.id))
    number = min(wanted, len(ordered))
    return tuple(ordered[place * len(ordered) // number] for place in range(number))


def matches(name: str, patterns: tuple[str, ...]) -> bool:
    """Return whether a name matches one of the patterns, regardless of case. Without patterns, every name matches."""
    return not patterns or any(fnmatchcase(name.lower(), pattern.lower()) for pattern in patterns)
