"""Check: the last fetch of each repository worked."""

from collections.abc import Iterator
from dataclasses import replace

from checks.clients.terraform_fetch_records import Fetch, newest, not_read
from checks.clients.terraform_workspace_records import TerraformWorkspace
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
LATER = "Run the checks again in a few minutes, or check the runs of the workspace."


@check(
    Step.CREATE_WORKSPACE,
    reads=(*terraform.IN_USE, terraform.CONFIGURATION_VERSIONS),
    after=(provider_authorized,),
)
def last_fetch(connection: Connection) -> Iterator[Finding]:
    """The last fetch of each repository worked.

    HCP Terraform records each attempt to fetch a repository, including its submodules, and this record is the only
    trace of a failed fetch. The check evaluates only fetches of the workspace's own branch, and not fetches for pull
    requests.
    """
    workspaces = connection.terraform_workspaces()
    if not workspaces:
        raise NotApplicable("No workspace uses this VCS provider.")
    for reading in connection.each("fetches", connection.configurations, workspaces):
        yield _finding(reading).about(reading.subject)


def _finding(reading: ReadResult[TerraformWorkspace, tuple[Fetch, ...]]) -> Finding:
    name = reading.subject.name
    if reading.error:
        return unreadable(name, EXPECTED, reading.error)
    fetches = tuple(one for one in reading.value if one.from_bitbucket)
    last = newest(fetches)
    if not last:
        fix = "Push a commit, or start a run."
        bound = not_read(reading.value)
        return unknown(name, EXPECTED, f"no recent fetch of the branch from Bitbucket{bound}", fix)
    outcomes = {fetch.worked for fetch in last}
    if outcomes == {True}:
        at = max((fetch.at for fetch in last if fetch.at), default=None)
        return passed(name, EXPECTED, (f"fetched on {at:%d %B %Y}" if at else "fetched") + not_read(last))
    if outcomes != {False}:
        words = ", ".join(sorted({fetch.status or "not reported" for fetch in last}))
        uncertain = "" if len(last) == 1 else "; HCP Terraform doesn't report which fetch is the last"
        under_way = any(fetch.under_way for fetch in last)
        fix = LATER if under_way else "Start a run, then run the checks again."
        return unknown(name, EXPECTED, f"status: {words}{uncertain}", fix)
    errors = list(dict.fromkeys(fetch.error for fetch in last))
    known = match(errors[0]) if len(errors) == 1 else None
    found = failed(
        name,
        EXPECTED,
        "; ".join(filter(None, errors)) or "it failed, and HCP Terraform doesn't report why",
        f"{known.cause} {known.fix}" if known else UNKNOWN_FAILURE,
    )
    return replace(found, since=_since(fetches), known_error=known)


def _since(fetches: tuple[Fetch, ...]) -> Since:
    """Return the times of the fetches of the branch between which it stopped working; the newest one failed."""
    dated = [(fetch.at, fetch.worked) for fetch in fetches if fetch.at and fetch.speculative is False]
    worked = max((at for at, good in dated if good), default=None)
    return Since(
        worked, min((at for at, good in dated if good is False and not (worked and at < worked)), default=None)
    )
