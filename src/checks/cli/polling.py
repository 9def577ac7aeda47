"""Repeats the checks until they pass or the time is up, for interactive use and for CI, and shows each change."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from checks.engine.model import NEEDS_ATTENTION, Result
from checks.facts import bitbucket
from checks.report.sanitize import wrapped
from checks.report.terminal.options import RenderOptions
from checks.report.terminal.results import WORDS

SHORTEST = 15.0
"""The minimum number of seconds between two rounds. After a longer round, the pause is as long as the round."""

_MINUTE = 60

Results = Sequence[Result]


def poll_until_passed(
    results: Results,
    ask: Callable[[], Results],
    seconds: float,
    rest: Callable[[float], None],
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Results]:
    """Yield the results of each further round until no check is worth repeating or the time is up.

    Args:
        results: The results of the first round.
        ask: Runs every check again and returns the results.
        seconds: The duration of the polling; the last round starts at its end.
        rest: Waits for a number of seconds.
        clock: Returns the time in seconds.
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
    """Return the results that need attention and can change if the check runs again.

    A run sends only one request to the token endpoint, so results that depend on its response don't change.
    """
    return [result for result in results if result.outcome in NEEDS_ATTENTION and not depends_on_token(result)]


def depends_on_token(result: Result) -> bool:
    """Return whether a result depends on the token endpoint's response to the consumer key and secret."""
    return bitbucket.ACCESS_TOKEN in result.check.reads


def changed(before: Results, after: Results) -> Iterator[tuple[Result, Result]]:
    """Yield each pair of results from two rounds that differ in their outcome or in findings that need attention."""
    for earlier, later in zip(before, after, strict=True):
        if (earlier.outcome, earlier.attention) != (later.outcome, later.attention):
            yield earlier, later


def waiting_lines(results: Results, seconds: float, look: RenderOptions) -> Iterator[str]:
    """Yield an introduction: how long the checks are repeated, and which request is not repeated."""
    long = f"{seconds / _MINUTE:.0f} minutes" if seconds >= 2 * _MINUTE else f"{seconds:.0f} seconds"
    yield from wrapped(f"Repeating the checks for up to {long}. Press Ctrl+C to stop.", look.width)
    if any(depends_on_token(result) and result.evidence for result in results):
        words = "The consumer key and secret are sent only once, so results that depend on them don't change."
        yield from wrapped(words, look.width)


def round_lines(before: Results, after: Results, look: RenderOptions, at: datetime) -> Iterator[str]:
    """Yield a line for each check with a result that differs from the previous round."""
    for earlier, later in changed(before, after):
        word, style = WORDS[later.outcome]
        counted = f" ({len(later.attention):,} open, previously {len(earlier.attention):,})" if later.attention else ""
        first, *more = wrapped(later.check.title + counted, look.width, " " * 19)
        yield f"{at:%H:%M:%S}  {look.paint(word, style)}{first[10 + len(word) :]}"
        yield from more
