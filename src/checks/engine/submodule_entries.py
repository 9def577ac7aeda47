"""Checks whether each submodule that a commit pins has an entry in `.gitmodules`."""

from collections.abc import Iterator

from checks.clients.bitbucket_records import Gitlinks
from checks.clients.bitbucket_source import GITLINK_DEPTH
from checks.clients.connected_objects import Connected
from checks.clients.errors import ReadError
from checks.connection.cache import ReadResult
from checks.connection.connection import Connection
from checks.engine.model import Finding, advice, failed, passed, unknown, unreadable
from checks.engine.submodule_fetch import is_of_head, newest_failure, proof
from checks.engine.submodule_judgment import unnamed_in

EXPECTED = "each submodule has an entry in .gitmodules"
_DEPTH = f"folders more than {GITLINK_DEPTH} levels deep weren't checked"

NO_OTHERS = f"No submodule without an entry was found in workspaces that include submodules; {_DEPTH}."
"""The reason if there are no other findings about submodules without an entry."""


def check_entries(connection: Connection) -> Iterator[Finding]:
    """Yield the findings about submodules without an entry in `.gitmodules`.

    Only workspaces that might include submodules are checked: others don't fetch any. One listing for each repository
    and branch finds them, down to `GITLINK_DEPTH` folder levels. The message of a failed fetch can name them at any
    depth.
    """
    chosen = [one for one in connection.with_submodules_setting() if one.submodules is not False]
    for reading in connection.each("listings of submodules", connection.gitlinks, chosen):
        for path, finding in _findings(connection, reading):
            workspace = reading.subject
            key = f"{workspace.id or workspace.name}/{path}" if path else workspace.id
            yield finding.identified(key).in_scope(*workspace.scope)


def _findings(connection: Connection, reading: ReadResult[Connected, Gitlinks]) -> Iterator[tuple[str, Finding]]:
    """Yield each finding with the path that it is about; the path is empty if it is about the whole repository."""
    workspace = reading.subject
    try:
        named = {one.path for one in connection.submodules(workspace) if one.is_used}
    except ReadError:
        return  # the check of the URLs reports it
    blamed = unnamed_in(newest_failure(connection, workspace)) - named
    for path in sorted(blamed):
        actual = "no entry, and the newest fetch failed because of that"
        yield path, failed(_shown(path, workspace), EXPECTED, actual, _fix(path))
    subject = f"submodules of {workspace.repository}"
    if reading.error:
        yield "", unreadable(subject, EXPECTED, reading.error)
        return
    for path in sorted(reading.value.paths - named - blamed):
        yield from ((path, finding) for finding in _without_entry(connection, workspace, path))
    if not reading.value.complete:
        actual = f"only the first {len(reading.value.paths)} were checked"
        yield "", unknown(subject, EXPECTED, actual, "Check the others.")
    elif (named or reading.value.paths) and reading.value.paths <= named:
        yield "", passed(subject, EXPECTED, f"each of {len(reading.value.paths)} that were found has one; {_DEPTH}")


def _without_entry(connection: Connection, workspace: Connected, path: str) -> Iterator[Finding]:
    """Yield what to say about a submodule without an entry: `git clone` skips it, `git submodule update` fails."""
    subject, actual = _shown(path, workspace), "no entry: some Git commands skip it, and others fail"
    if is_of_head(connection, workspace, proof(connection, workspace)):
        yield passed(subject, "the newest fetch succeeded", "it succeeded")
        yield advice(subject, EXPECTED, actual, _fix(path))
    else:
        yield unknown(subject, EXPECTED, f"{actual}. HashiCorp doesn't document which one it uses", _fix(path))


def _shown(path: str, workspace: Connected) -> str:
    return f"{path} in {workspace.repository}"


def _fix(path: str) -> str:
    remove = f"`git rm --cached {path}`"
    return f"Add an entry with the path {path} and a url to .gitmodules, or remove the folder with {remove}."
