"""Repeats the checks until they pass or the time is up, for interactive use and for CI."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence

from checks.engine.model import NEEDS_ATTENTION, Result
from checks.facts import bitbucket

SHORTEST = 15.0
"""Seconds between two rounds at least. Where a round took longer, the pause is as long as that."""

Results = Sequence[Result]


def poll_until_passed(
    results: Results,
    ask: Callable[[], Results],
    seconds: float,
    rest: Callable[[float], None],
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Results]:
    """Yield the results of each further round, until nothing is left to wait for or the time is over.

    Args:
        results: Those of the first round.
        ask: Asks every check anew.
        seconds: How long to go on; the last round begins when they are over.
        rest: Waits for so many seconds.
        clock: Tells the time in seconds.
    """
    ends = clock() + seconds
    pause = SHORTEST
    while still_failing(results) and (left := ends - clock()) > 0:
        rest(min(pause, left))
        began = clock()
        results = ask()
        pause = max(SHORTEST, clock() - began)
        yield results


def still_failing(results: Iterable[Result]) -> list[Result]:
    """Return those of `results` that ask for attention and may come out otherwise when they are asked again.

    The token endpoint is asked once in a run: what rests on its answer stays as it is.
    """
    return [result for result in results if result.outcome in NEEDS_ATTENTION and not rests_on_token(result)]


def rests_on_token(result: Result) -> bool:
    """Tell whether a result rests on what the token endpoint answered to the consumer's key and secret."""
    return bitbucket.ACCESS_TOKEN in result.check.reads


def changed(before: Results, after: Results) -> Iterator[tuple[Result, Result]]:
    """Yield each check's results of two rounds where they differ in more than how they were found."""
    for earlier, later in zip(before, after, strict=True):
        if (earlier.outcome, earlier.attention) != (later.outcome, later.attention):
            yield earlier, later
