"""How many requests a run will make and how long that takes, told before they are made."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sized
from dataclasses import dataclass

from checks.clients.errors import ReadError
from checks.connection.checkpoint_lines import Noted
from checks.connection.connection import Connection
from checks.engine.model import Check
from checks.engine.submodules import MOST, REQUESTS, REQUESTS_OF_WORKSPACE
from checks.facts import bitbucket, terraform
from checks.facts.credentials import Credential, Endpoint

LONG = 120.0
"""Seconds that requests have to be spread over before a run is worth a word beforehand."""

SUBMODULES = (
    f"Submodules need more requests: up to {REQUESTS} for each of their repositories, of which a run reads at most "
    f"{MOST}, and up to {REQUESTS_OF_WORKSPACE} for each Terraform workspace that has submodules."
)
"""What is sent for submodules. Their number isn't known before `.gitmodules` is read, so no plan counts it."""

SAMPLE = 50
"""Terraform workspaces that are offered to be looked at in place of all."""

ONE_BY_ONE = frozenset({terraform.CONFIGURATION_VERSIONS, bitbucket.SOURCE_FILE, bitbucket.HOOKS})
"""The calls that are made for each Terraform workspace or repository by itself."""


@dataclass(frozen=True)
class Plan:
    """What is still to be asked.

    Attributes:
        requests: How many requests, by the call.
        workspaces: How many Terraform workspaces are looked at.
        share: The percentage of Bitbucket's hourly limit that may be used.
        seconds: How long the requests have to be spread over at least.
    """

    requests: Mapping[Endpoint, int]
    workspaces: int
    share: int
    seconds: float

    @property
    def is_long(self) -> bool:
        """Whether it takes so long that whoever waits should know beforehand."""
        return self.seconds > LONG

    def to(self, credential: Credential) -> int:
        """Return how many requests go to where this credential is shown."""
        return sum(number for read, number in self.requests.items() if read.credential is credential)


def makes_many(check: Check) -> bool:
    """Tell whether a check makes a call for each Terraform workspace or repository by itself."""
    return not ONE_BY_ONE.isdisjoint(check.reads)


def plan(checks: Iterable[Check], connection: Connection, kept: Iterable[Noted] = ()) -> Plan | None:
    """Return what `checks` will ask, from the list of Terraform workspaces; None where that cannot be read.

    Args:
        checks: Those that were chosen; one whose credentials were not given asks nothing.
        connection: The connection under test. The list is read if it was not yet.
        kept: What an earlier run read, which is not asked for again.
    """
    asked = [check for check in checks if set(check.credentials) <= connection.credentials]
    try:
        workspaces, repositories = connection.terraform_workspaces(), connection.repositories()
    except (ReadError, LookupError):
        return None
    files = {(one.repository, one.branch) for one in workspaces}
    pages = -(-len(repositories) // bitbucket.PAGE_LENGTH.number)
    numbers = {
        terraform.CONFIGURATION_VERSIONS: sum(map(len, _with_versions(asked, connection))),
        bitbucket.WORKSPACE_REPOSITORY_PERMISSIONS: pages,
        bitbucket.REPOSITORIES: pages if any(one.branch == "" for one in workspaces) else 0,
        bitbucket.SOURCE_FILE: len(files),
        bitbucket.SOURCE_LISTING: len(
            {(one.repository, one.branch) for one in workspaces if one.submodules is not False}
        ),
        bitbucket.HOOKS: len(repositories),
    }
    reads = {read for check in asked for read in check.reads}
    before = Counter(read for noted in kept for read in {seen.read for seen in noted.seen})
    requests = {read: max(0, number - before[read]) for read, number in numbers.items() if read in reads}
    return Plan(requests, len(workspaces), connection.settings.hourly_share, connection.forecast(requests))


def _with_versions(checks: Iterable[Check], connection: Connection) -> Iterator[Sized]:
    """Yield the workspaces whose configuration versions are read: those in use, and those that were disconnected."""
    for_used = {terraform.OAUTH_TOKENS, terraform.CONFIGURATION_VERSIONS}
    reads = [set(check.reads) for check in checks if terraform.CONFIGURATION_VERSIONS in check.reads]
    if any(for_used <= one for one in reads):
        yield connection.terraform_workspaces()
    if not all(for_used <= one for one in reads):
        yield connection.disconnected().candidates
