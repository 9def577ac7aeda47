"""Check: the newest version of each module, policy set, and Stack can be used."""

from collections.abc import Iterator
from dataclasses import replace

from checks.clients.connected_objects import ConnectedObject, Kind, Version, newest_version
from checks.clients.errors import ReadError
from checks.connection.cache import ReadResult
from checks.connection.connection import Connection
from checks.engine.model import Finding, Step, check, failed, passed, unknown, unreadable
from checks.engine.unread_objects import incomplete
from checks.facts import terraform
from checks.facts.failures import match
from checks.provider_authorized import provider_authorized

EXPECTED = "the newest version can be used"
LATER = "Run the checks again in a few minutes. If the status is still the same, open it in HCP Terraform."
OPEN = (
    "Open it in HCP Terraform. The status doesn't say whether the fetch failed or the files were rejected: the message "
    "does, if there is one."
)
UNUSED = "This token can't see a module, policy set, or Stack that uses this VCS provider."
NONE_YET = "Push a commit, or for a module or component a version tag, such as v1.0.0."


@check(
    Step.CREATE_WORKSPACE,
    reads=(
        terraform.OAUTH_CLIENTS,
        terraform.OAUTH_TOKENS,
        *terraform.CONNECTED_OBJECTS,
        terraform.POLICY_SET_VERSIONS,
        terraform.STACK_CONFIGURATIONS,
        terraform.STACK_DIAGNOSTICS,
    ),
    after=(provider_authorized,),
)
def version_status(connection: Connection) -> Iterator[Finding]:
    """The newest version of each module, policy set, and Stack can be used.

    From each fetch, HCP Terraform creates a version of the registry module, policy set, Stack, or Stack component
    configuration, and the status of the version is the only trace of a failed fetch. A version can also fail because
    HCP Terraform rejects its files.
    """
    objects = connection.connected_objects()
    for reading in connection.each("versions", connection.versions, objects):
        yield _judged(connection, reading).about(reading.subject)
    yield from incomplete(
        connection,
        EXPECTED,
        objects,
        UNUSED,
    )


def _judged(connection: Connection, reading: ReadResult[ConnectedObject, tuple[Version, ...]]) -> Finding:
    one = reading.subject
    if reading.error:
        return unreadable(one.name, EXPECTED, reading.error)
    if one.status == "setup_failed":
        return _failed(one, "setup_failed")
    version = newest_version(reading.value)
    if version is None:
        several = len(reading.value) > 1
        words = "HCP Terraform doesn't report which version is the newest" if several else "no version"
        status = f"; status: {one.status}" if one.status else ""
        return unknown(one.name, EXPECTED, words + status, OPEN if several else NONE_YET)
    named = f"version {version.name}" if one.versions is not None else "newest version"
    if version.usable:
        return passed(one.name, EXPECTED, f"{named}: {version.status}")
    if version.usable is None:
        return unknown(one.name, EXPECTED, f"{named}: {version.status or 'status not reported'}", LATER)
    words = version.error or _diagnostics(connection, one, version)
    return _failed(one, f"{named}: {version.status}" + (f": {words}" if words else ""), words)


def _failed(one: ConnectedObject, actual: str, words: str = "") -> Finding:
    known = match(words) if words else None
    fix = f"{known.cause} {known.fix}" if known else OPEN
    return replace(failed(one.name, EXPECTED, actual.rstrip("."), fix), known_error=known)


def _diagnostics(connection: Connection, one: ConnectedObject, version: Version) -> str:
    """Return what HCP Terraform says about a Stack configuration that failed; of the other kinds it says nothing."""
    if one.kind is not Kind.STACK:
        return ""
    try:
        return "; ".join(connection.stack_diagnostics(version))
    except ReadError as error:
        return f"the diagnostics couldn't be read: {error}"
