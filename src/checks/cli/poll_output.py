"""Output of ``--wait``: an introduction, and then a line for each change."""

from collections.abc import Iterator
from datetime import datetime

from checks.cli.polling import Results, changed, depends_on_token
from checks.report.sanitize import wrapped
from checks.report.terminal.options import RenderOptions
from checks.report.terminal.results import WORDS

_MINUTE = 60


def waiting_lines(results: Results, seconds: float, look: RenderOptions) -> Iterator[str]:
    """Yield an introduction: how long the checks are repeated, and which request is not repeated."""
    long = f"{seconds / _MINUTE:.0f} minutes" if seconds >= 2 * _MINUTE else f"{seconds:.0f} seconds"
    yield from wrapped(f"Repeating the checks for up to {long}. Press Ctrl+C to stop.", look.width)
    if any(depends_on_token(result) and result.evidence for result in results):
        words = "The consumer key and secret are sent only once, so results that depend on them don't change."
        yield from wrapped(words, look.width)


def round_lines(before: Results, after: Results, look: RenderOptions, at: datetime) -> Iterator[str]:
    """Yield a line for each check with a result that differs from the previous round.

    Args:
        before: The results of the previous round.
        after: The results of this round, of the same checks.
        look: Options for rendering the report.
        at: The time that the lines show.
    """
    for earlier, later in changed(before, after):
        word, style = WORDS[later.outcome]
        counted = f" ({len(later.attention):,} open, previously {len(earlier.attention):,})" if later.attention else ""
        first, *more = wrapped(later.check.title + counted, look.width, " " * 19)
        yield f"{at:%H:%M:%S}  {look.paint(word, style)}{first[10 + len(word) :]}"
        yield from more
