"""The requests of a run: which ones each check sends, how many there are, and which come first if time is short."""

from collections.abc import Iterable, Iterator, Mapping, Sized
from dataclasses import dataclass

from checks.clients.errors import ReadError
from checks.connection.connection import Connection
from checks.engine.model import Check
from checks.engine.submodules import MOST, REQUESTS, REQUESTS_OF_WORKSPACE
from checks.facts import bitbucket, terraform
from checks.facts.credentials import Credential, Endpoint
from checks.settings.settings import Settings

LONG = 120.0
"""Seconds. A run whose requests are spread over a longer time is announced before it starts."""

SUBMODULES = (
    f"Submodules need more requests: up to {REQUESTS} for each of their repositories, of which a run reads at most "
    f"{MOST}, and up to {REQUESTS_OF_WORKSPACE} for each Terraform workspace that has submodules."
)
"""The requests for submodules. Their number is unknown until `.gitmodules` is read, so a plan doesn't count them."""

SAMPLE = 50
"""The suggested size of a sample of the Terraform workspaces."""

ONE_BY_ONE = frozenset({terraform.CONFIGURATION_VERSIONS, bitbucket.SOURCE_FILE, bitbucket.HOOKS})
"""The endpoints that require a separate request for each Terraform workspace or repository."""

NESTED_SHARE = 0.3
"""The share of the requests that is left for the repositories of submodules, whose number isn't known in advance."""

_SHARED = (bitbucket.SOURCE_FILE, bitbucket.HOOKS, terraform.CONFIGURATION_VERSIONS)
"""The endpoints whose responses several checks share."""

_CONTENT = next(reads for reads in bitbucket.COUNTED_APART if bitbucket.SOURCE_FILE in reads)
"""The requests that count toward the limit for repository content."""


@dataclass(frozen=True)
class Plan:
    """The remaining requests of a run.

    Attributes:
        requests: The number of requests for each endpoint.
        workspaces: The number of Terraform workspaces to check.
        share: The percentage of Bitbucket's hourly limit that the run can use.
        seconds: The minimum time over which the requests must be spread.
        allowed_requests: The number of requests that the rate limits allow within the time budget.
    """

    requests: Mapping[Endpoint, int]
    workspaces: int
    share: int
    seconds: float
    allowed_requests: int

    @property
    def is_long(self) -> bool:
        """Whether the run is announced before it starts because of its duration."""
        return self.seconds > LONG

    def to(self, credential: Credential) -> int:
        """Return the number of requests that use this credential."""
        return sum(number for read, number in self.requests.items() if read.credential is credential)


def makes_many(check: Check) -> bool:
    """Return whether a check sends a separate request for each Terraform workspace or repository."""
    return not ONE_BY_ONE.isdisjoint(check.reads)


def plan(checks: Iterable[Check], connection: Connection) -> Plan | None:
    """Return the requests that `checks` will send; None if the list of Terraform workspaces can't be read.

    Args:
        checks: The selected checks. A check without its credentials sends no requests.
        connection: The connection under test. The list of workspaces is read if it wasn't read yet.
    """
    runnable = [check for check in checks if set(check.credentials) <= connection.credentials]
    try:
        workspaces, repositories = connection.terraform_workspaces(), connection.repositories()
        branches, submodules = connection.on_branches(), connection.with_submodules_setting()
        with_webhooks = {one.repository.lower() for one in connection.with_webhooks()}
    except (ReadError, LookupError):
        return None
    files = {(one.repository, one.branch) for one in branches}
    pages = -(-len(repositories) // bitbucket.PAGE_LENGTH.number)
    numbers = {
        terraform.CONFIGURATION_VERSIONS: sum(map(len, _with_versions(runnable, connection))),
        bitbucket.WORKSPACE_REPOSITORY_PERMISSIONS: pages,
        bitbucket.REPOSITORIES: pages if branches else 0,
        bitbucket.SOURCE_FILE: len(files),
        bitbucket.SOURCE_LISTING: len(
            {(one.repository, one.branch) for one in submodules if one.submodules is not False}
        ),
        bitbucket.HOOKS: len(with_webhooks),
    }
    reads = {read for check in runnable for read in check.reads}
    requests = {read: number for read, number in numbers.items() if read in reads}
    return Plan(
        requests,
        len(workspaces),
        connection.settings.hourly_share,
        connection.forecast(requests),
        connection.allowed_requests(requests),
    )


def _with_versions(checks: Iterable[Check], connection: Connection) -> Iterator[Sized]:
    """Yield the groups of workspaces whose configuration versions are read: connected and disconnected workspaces."""
    of_connected = {terraform.OAUTH_TOKENS, terraform.CONFIGURATION_VERSIONS}
    reads = [set(check.reads) for check in checks if terraform.CONFIGURATION_VERSIONS in check.reads]
    if any(of_connected <= one for one in reads):
        yield connection.terraform_workspaces()
    if not all(of_connected <= one for one in reads):
        yield connection.disconnected().candidates


@dataclass(frozen=True)
class Call:
    """One kind of request that a check sends.

    Attributes:
        read: The endpoint.
        address: The URL with its parameters in braces, or a description of the local file.
        optional: Whether the check sends it only if the credential is set.
    """

    read: Endpoint
    address: str
    optional: bool


def calls(check: Check, settings: Settings) -> tuple[Call, ...]:
    """Return every kind of request that `check` sends if all credentials are set, in the order it declares them."""

    def base(read: Endpoint) -> str:
        return settings.base_url(read.credential) if read.credential and read.method != "READ" else ""

    reads = dict.fromkeys((*check.reads, *check.also_reads))
    return tuple(Call(read, base(read) + read.path, optional=read not in check.reads) for read in reads)


def groups(checks: Iterable[Check]) -> Mapping[str, str]:
    """Return for each check by its ID the group of checks that share most of their reads, and therefore their order."""
    return {check.id: next((read.path for read in _SHARED if read in check.reads), check.id) for check in checks}


def leave_out(checks: Iterable[Check], connection: Connection, requests: Mapping[Endpoint, int]) -> None:
    """Choose the repositories whose submodules are read, if there isn't time for all of them.

    Otherwise, the first requests for all repositories would use up the rate limit, and the others would never be sent.
    """
    names = [check.id for check in checks if bitbucket.SOURCE_FILE in check.reads]
    limited = {read: number for read, number in requests.items() if read in _CONTENT}
    needed, allowed_requests = sum(limited.values()), connection.allowed_requests(limited)
    if not names or allowed_requests >= needed:
        return
    listed = limited.get(bitbucket.SOURCE_LISTING, 0)
    pages = needed - listed - limited.get(bitbucket.SOURCE_FILE, 0)
    left = (allowed_requests - pages) * (1 - NESTED_SHARE if listed else 1)
    chosen: set[tuple[str, str | None]] = set()
    for one in connection.oldest_first(connection.on_branches(), names[0]):
        place = (one.repository, one.branch)
        left -= 0 if place in chosen else 2 if listed and one.submodules is not False else 1
        if left < 0:
            break
        chosen.add(place)
    connection.in_time = frozenset(chosen)
