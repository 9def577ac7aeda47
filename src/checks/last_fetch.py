"""Check: the last fetch of each repository worked."""

from collections.abc import Iterator
from dataclasses import replace

from checks.clients.terraform_records import Fetch, TerraformWorkspace
from checks.connection.cache import ReadResult
from checks.connection.connection import Connection
from checks.engine.model import Finding, NotApplicable, Since, Step, check, failed, passed, unknown, unreadable
from checks.facts import terraform
from checks.facts.failures import match
from checks.provider_authorized import provider_authorized

EXPECTED = "the last fetch from Bitbucket worked"
UNKNOWN_FAILURE = (
    "The guide has no entry for this failure, so its cause isn't known. Start a new run, and look for more messages in "
    "its log."
)


@check(
    Step.CREATE_WORKSPACE,
    reads=(*terraform.IN_USE, terraform.CONFIGURATION_VERSIONS),
    after=(provider_authorized,),
)
def last_fetch(connection: Connection) -> Iterator[Finding]:
    """The last fetch of each configuration worked.

    HCP Terraform keeps what became of every attempt to fetch a repository, submodules included. It is the only trace
    that a failed fetch leaves.
    """
    workspaces = connection.terraform_workspaces()
    if not workspaces:
        raise NotApplicable("No Terraform workspace uses this provider yet.")
    for reading in connection.each("fetches", connection.fetches, workspaces):
        yield _judged(reading).in_scope(*reading.subject.scope)


def _judged(reading: ReadResult[TerraformWorkspace, tuple[Fetch, ...]]) -> Finding:
    name = reading.subject.name
    if reading.error:
        return unreadable(name, EXPECTED, reading.error)
    newest = next(iter(reading.value), None)
    if newest is None:
        return unknown(name, EXPECTED, "nothing was fetched from Bitbucket lately", "Push a commit, or start a run.")
    if newest.worked:
        return passed(name, EXPECTED, f"fetched on {newest.at:%d %B %Y}" if newest.at else "fetched")
    if newest.worked is None:
        actual = f"it is {newest.status or 'in a state that is not told'}"
        fix = "Ask again in some minutes, or look at its runs." if newest.under_way else "Start a run, then ask again."
        return unknown(name, EXPECTED, actual, fix)
    known = match(newest.error)
    found = failed(
        name,
        EXPECTED,
        newest.error or "it failed, and HCP Terraform doesn't report why",
        f"{known.cause} {known.fix}" if known else UNKNOWN_FAILURE,
    )
    return replace(found, since=_since(reading.value), known_error=known)


def _since(fetches: tuple[Fetch, ...]) -> Since:
    """Return between which fetches it stopped working; `fetches` begins with the newest, which failed."""
    failures: list[Fetch] = []
    for fetch in fetches:
        if fetch.worked:
            return Since(fetch.at, min((one.at for one in failures if one.at), default=None))
        failures += [fetch] if fetch.worked is False else []
    return Since(None, min((one.at for one in failures if one.at), default=None))
