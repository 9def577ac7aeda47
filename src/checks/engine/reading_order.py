"""Decides what to read first, and what to leave out, if a run has a time budget."""

from collections.abc import Iterable, Mapping

from checks.connection.connection import Connection
from checks.engine.model import Check
from checks.facts import bitbucket, terraform
from checks.facts.credentials import Endpoint

NESTED_SHARE = 0.3
"""The share of the requests that is left for the repositories of submodules, whose number isn't known in advance."""

_SHARED = (bitbucket.SOURCE_FILE, bitbucket.HOOKS, terraform.CONFIGURATION_VERSIONS)
"""The endpoints whose responses several checks share."""

_CONTENT = next(reads for reads in bitbucket.COUNTED_APART if bitbucket.SOURCE_FILE in reads)
"""The requests that count toward the limit for repository content."""


def groups(checks: Iterable[Check]) -> Mapping[str, str]:
    """Return for each check by its ID the group of checks that share most of their reads, and therefore their order."""
    return {check.id: next((read.path for read in _SHARED if read in check.reads), check.id) for check in checks}


def leave_out(checks: Iterable[Check], connection: Connection, requests: Mapping[Endpoint, int]) -> None:
    """Choose the repositories whose submodules are read, if there isn't time for all of them.

    Otherwise, the first requests for all repositories would use up the rate limit, and the others would never be sent.

    Args:
        checks: The checks that run.
        connection: The connection under test.
        requests: The requests of the run, including those that don't fit into the budget.
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
