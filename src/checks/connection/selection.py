"""Which of the Terraform workspaces a run looks at."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from checks.clients.errors import ReadError
from checks.clients.terraform_records import TerraformWorkspace
from checks.settings.settings import Settings


@dataclass(frozen=True)
class Selection:
    """The Terraform workspaces that a run looks at.

    Attributes:
        workspaces: These.
        out_of: How many they were taken from as a sample; None where all of them are looked at.
    """

    workspaces: tuple[TerraformWorkspace, ...]
    out_of: int | None = None


def select_workspaces(
    workspaces: Iterable[TerraformWorkspace], oauth_tokens: Collection[str], settings: Settings
) -> Selection:
    """Return those that use one of the OAuth tokens and match the patterns in the settings, or a sample of them.

    One of which HCP Terraform does not report what it uses may use them too, so it is among them.

    Args:
        workspaces: All that are connected to a repository.
        oauth_tokens: The ids of the OAuth tokens of the provider under test.
        settings: The patterns, and the size of the sample.

    Raises:
        ReadError: No workspace matches the patterns.
    """
    used = [
        workspace
        for workspace in workspaces
        if workspace.oauth_token_id in oauth_tokens or (workspace.unreported and workspace.may_be_on_bitbucket)
    ]
    return _sample(matching(used, "that use the provider", settings), settings.sample)


def matching(
    workspaces: Collection[TerraformWorkspace], which: str, settings: Settings
) -> tuple[TerraformWorkspace, ...]:
    """Return those that match the reader's patterns.

    Args:
        workspaces: The Terraform workspaces to choose from.
        which: What these are, for the message.
        settings: The reader's patterns.

    Raises:
        ReadError: They leave none over.
    """
    chosen = tuple(
        workspace
        for workspace in workspaces
        if _matches(workspace.name, settings.workspaces) and _matches(workspace.repository, settings.repositories)
    )
    if workspaces and not chosen:
        raise ReadError(
            f"Of {len(workspaces)} Terraform workspaces {which}, none matches "
            "what TFE_WORKSPACES and BITBUCKET_REPOSITORIES ask for. Change the patterns, or leave them out."
        )
    return chosen


def _sample(chosen: tuple[TerraformWorkspace, ...], wanted: int | None) -> Selection:
    """Return so many of them as were asked for, at even distances in the order of their names."""
    if wanted is None or wanted >= len(chosen):
        return Selection(chosen)
    ordered = sorted(chosen, key=lambda workspace: (workspace.name, workspace.id))
    return Selection(tuple(ordered[place * len(chosen) // wanted] for place in range(wanted)), len(chosen))


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    return not patterns or any(fnmatchcase(name.lower(), pattern.lower()) for pattern in patterns)
