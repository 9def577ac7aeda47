"""Check: the HCP Terraform token can read every workspace that uses the VCS provider."""

from collections.abc import Iterator

from checks.connection.connection import Connection
from checks.connection.selection import matches
from checks.engine.model import Finding, NotApplicable, Step, check, passed, unknown
from checks.facts import terraform
from checks.provider_authorized import provider_authorized

SUBJECT = "workspaces of the VCS provider"
FIX = "Give the team of the HCP Terraform token read access to these workspaces, or use a token that has it."
FEW = 3


@check(Step.CREATE_WORKSPACE, reads=terraform.IN_USE, after=(provider_authorized,))
def workspaces_visible(connection: Connection) -> Iterator[Finding]:
    """The token can read every workspace that uses the VCS provider.

    HCP Terraform lists only the workspaces that a token can read, and the other checks don't cover the rest. This check
    compares the list with the number of workspaces that HCP Terraform reports for the VCS provider.
    """
    provider, seen = connection.provider(), connection.workspaces_of_provider()
    counted, hidden = provider.workspace_count, connection.hidden_workspaces()
    if counted == 0 and not seen:
        raise NotApplicable("No workspace uses this VCS provider.")
    if counted is None:
        actual = f"{len(seen):,} in the list; HCP Terraform doesn't report how many there are"
        yield unknown(SUBJECT, "as many as HCP Terraform reports", actual, FIX)
        return
    expected, actual = f"{counted:,} in the list", f"{len(seen):,} in the list"
    unreported = connection.unreported_workspaces()
    if hidden is None and unreported:
        actual = f"{actual}; for {len(unreported):,} more, HCP Terraform doesn't report the VCS provider"
        yield unknown(SUBJECT, expected, actual, f"Check the VCS provider of these, for example {unreported[0].name}.")
        return
    if hidden is None:
        yield unknown(SUBJECT, expected, actual, "Run the checks again: the list might have changed in between.")
        return
    names = provider.workspace_names - {name for one in seen for name in (one.name, one.id)}
    # Names in a different format can't be compared with the list, so at least one must occur in both. A name in the
    # list with a replacement character can't be compared either, so it might be one of the missing names.
    uncomparable = sum("\ufffd" in one.name for one in seen)
    if hidden == 0 and len(names) > uncomparable and names != provider.workspace_names:
        actual = f"{actual}, which lacks {', '.join(sorted(names)[:FEW])}"
        yield unknown(SUBJECT, expected, actual, "Run the checks again: the list might have changed in between.")
    elif hidden == 0 or (len(names) == hidden and _none_chosen(names, connection)):
        yield passed(SUBJECT, expected, actual if hidden == 0 else f"{actual}; no other matches TFE_WORKSPACES")
    else:
        examples = f", for example {', '.join(sorted(names)[:FEW])}" if names else ""
        yield unknown(SUBJECT, expected, f"{actual}; {hidden:,} can't be read{examples}", FIX)


def _none_chosen(names: frozenset[str], connection: Connection) -> bool:
    """Return whether the patterns in the settings exclude all workspaces with these names."""
    patterns = connection.settings.workspaces
    return bool(patterns) and not any(matches(name, patterns) for name in names)
