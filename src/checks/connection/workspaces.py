"""Reads the Terraform workspaces, and finds those that lost their connection to Bitbucket Cloud."""

from collections.abc import Iterable
from dataclasses import dataclass

from checks.clients.errors import ReadError, UnusableError
from checks.clients.terraform_workspace_records import TerraformWorkspace, UnconnectedWorkspace
from checks.connection.provider import ProviderReads
from checks.connection.selection import (
    Selection,
    evenly_spread,
    matches,
    matching,
    select_workspaces,
    unreported,
    using,
)
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


class WorkspaceReads(ProviderReads):
    """Adds the Terraform workspaces."""

    def workspace_list(self) -> WorkspaceList:
        """Return every Terraform workspace that the token can read."""
        return self._once(self._read_terraform_workspaces)

    def _read_terraform_workspaces(self) -> WorkspaceList:
        first = self._terraform.workspaces_page(1)
        connected, unconnected, ids = list(first.connected), list(first.unconnected), list(first.ids)
        for page in self.each("Terraform workspaces", self._terraform.workspaces_page, range(2, first.pages + 1)):
            if (page.value.pages, page.value.count) != (first.pages, first.count):
                raise UnusableError("The list of Terraform workspaces changed while it was read. Run this again.")
            connected += page.value.connected
            unconnected += page.value.unconnected
            ids += page.value.ids
        if len(ids) != len(set(ids)):
            raise UnusableError(
                "The list of Terraform workspaces has a duplicate, so it might have changed. Run this again."
            )
        if first.count not in (None, len(ids)):
            raise UnusableError(f"HCP Terraform reports {first.count} Terraform workspaces, but lists {len(ids)}.")
        return WorkspaceList(tuple(connected), tuple(unconnected))

    def all_terraform_workspaces(self) -> tuple[TerraformWorkspace, ...]:
        """Return the Terraform workspaces that are connected to Bitbucket Cloud by their service or OAuth token.

        They include workspaces for which HCP Terraform doesn't report the service.
        """
        known = frozenset[str]().union(*(provider.grant_ids or () for provider in self.providers()))
        return tuple(
            workspace
            for workspace in self.workspace_list().connected
            if workspace.may_be_on_bitbucket or workspace.oauth_token_id in known
        )

    def disconnected(self) -> Disconnected:
        """Return the Terraform workspaces that were connected to Bitbucket Cloud and no longer are."""
        return self._once(self._find_disconnected)

    def _find_disconnected(self) -> Disconnected:
        return find_disconnected(self.workspace_list().unconnected, self.settings)

    def named_terraform_workspaces(self) -> tuple[TerraformWorkspace, ...]:
        """Return the workspaces that match the patterns in the settings, with any OAuth token. Raises `ReadError`."""
        return matching(self.all_terraform_workspaces(), "that are connected to Bitbucket Cloud", self.settings)

    def visible_workspaces(self) -> tuple[TerraformWorkspace, ...]:
        """Return the readable workspaces that use the provider under test and match the patterns in the settings.

        They include workspaces for which HCP Terraform doesn't report the provider, because they might use it.
        Patterns without a match raise ReadError, because an empty result would not be about the connection.
        """
        return self._once(self._choose).workspaces

    def terraform_workspaces(self) -> tuple[TerraformWorkspace, ...]:
        """Return `visible_workspaces`. The result is empty only if no workspace uses the provider.

        Raises:
            ReadError: There are no visible workspaces, and HCP Terraform doesn't confirm that none uses the provider.
        """
        found = self.visible_workspaces()
        if not found and self.hidden_workspaces() != 0:
            counted = self.provider().workspace_count
            known = (
                "HCP Terraform doesn't report how many use it"
                if counted is None
                else f"HCP Terraform reports {counted:,}"
            )
            raise ReadError(f"This HCP Terraform token can't see a workspace that uses the VCS provider; {known}.")
        return found

    def hidden_workspaces(self) -> int | None:
        """Return the number of workspaces that use the provider under test but aren't visible to the token.

        None if HCP Terraform doesn't report how many workspaces use it, reports fewer than are visible, or doesn't
        report for a visible workspace whether it is one of them.
        """
        counted, seen = self.provider().workspace_count, len(self.workspaces_of_provider())
        if counted is None or counted < seen or (counted > seen and self.unreported_workspaces()):
            return None
        return counted - seen

    def workspaces_of_provider(self) -> tuple[TerraformWorkspace, ...]:
        """Return the readable workspaces that use the provider under test, regardless of the patterns."""
        return using(self.workspace_list().connected, self._oauth_token_ids())

    def unreported_workspaces(self) -> tuple[TerraformWorkspace, ...]:
        """Return the workspaces for which HCP Terraform doesn't report whether they use the provider under test."""
        return unreported(self.workspace_list().connected, self._oauth_token_ids())

    def sampled(self) -> tuple[int, int] | None:
        """Return the size of the sample and the number of workspaces it was selected from; None without a sample."""
        choice = self._once(self._choose)
        return (len(choice.workspaces), choice.out_of) if choice.out_of else None

    def _choose(self) -> Selection:
        return select_workspaces((*self.workspaces_of_provider(), *self.unreported_workspaces()), self.settings)
