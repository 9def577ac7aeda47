"""What is shown while a run waits until all is right: once what it waits for, then a line for each change."""

from collections.abc import Iterator
from datetime import datetime

from checks.cli.polling import Results, changed, rests_on_token
from checks.report.sanitize import wrapped
from checks.report.terminal.results import WORDS, RenderOptions

_MINUTE = 60


def waiting_lines(results: Results, seconds: float, look: RenderOptions) -> Iterator[str]:
    """Yield what is being waited for, how long, and what is not asked again."""
    long = f"{seconds / _MINUTE:.0f} min" if seconds >= 2 * _MINUTE else f"{seconds:.0f} s"
    yield from wrapped(f"Waiting until all is right, for {long} at most. Ctrl-C ends it.", look.width)
    if any(rests_on_token(result) and result.evidence for result in results):
        words = "Key and secret of the consumer are not tried again: what Bitbucket answered to them is kept."
        yield from wrapped(words, look.width)


def round_lines(before: Results, after: Results, look: RenderOptions, at: datetime) -> Iterator[str]:
    """Yield a line for each check that came out otherwise than in the round before.

    Args:
        before: The results of the round before.
        after: Those of this round, of the same checks.
        look: How the report is to look.
        at: The moment that the lines name.
    """
    for earlier, later in changed(before, after):
        word, style = WORDS[later.outcome]
        counted = f" ({len(later.attention):,} open, {len(earlier.attention):,} before)" if later.attention else ""
        first, *more = wrapped(later.check.title + counted, look.width, " " * 17)
        yield f"{at:%H:%M:%S}  {look.paint(word, style)}{first[10 + len(word) :]}"
        yield from more
