"""The overview as lines of text for a terminal."""

from collections.abc import Iterator

from checks.history import wording
from checks.history.overview import SECTIONS, Overview
from checks.report.sanitize import columns, padded, sanitize, wrapped
from checks.report.terminal.options import RenderOptions

MOST, FEW = 20, 5
"""The maximum number of entries of a section and organization, and of names in an entry."""

_STYLES = {"passed": "32", "failed": "1;31", "unknown": "33"}
_DAYS = {"passed": ".", "failed": "F", "unknown": "?", "": " "}
_SHOWN_DAYS = 30


def lines(overview: Overview, options: RenderOptions) -> Iterator[str]:
    """Yield the overview: a line for each organization, the causes, and what changed and what is open."""
    yield options.paint(wording.totals(overview), "1")
    yield ""
    yield from _organizations(overview, options)
    for number, (cause, standings) in enumerate(overview.causes):
        if not number:
            yield from ("", options.paint("Most likely causes", "1"))
        yield from wrapped(wording.cause(cause), options.width, "  ", "    ")
        for one in standings:
            if one.cause:
                began = wording.between(one.cause.after, one.cause.at, overview.now)
                yield from wrapped(f"{one.name}: began {began}", options.width, "    ", "      ")
        yield from wrapped(f"Fix: {cause.first_step} See {cause.link}", options.width, "    ", "      ")
    for name in SECTIONS:
        yield from section(name, overview, options)
    yield from ("", wording.TIME_ZONE)


def _organizations(overview: Overview, options: RenderOptions) -> Iterator[str]:
    names = [sanitize(one.name) for one in overview.standings]
    width = max(map(columns, names), default=0)
    for name, one in zip(names, overview.standings, strict=True):
        days = "".join(_DAYS[state] for state in one.days[-_SHOWN_DAYS:])
        state = sanitize(wording.state(one, overview.now))
        yield f"  {padded(name, width)}  [{days}]  {options.paint(state, _STYLES[one.state])}"
    yield f"  Each character is a day of the last {_SHOWN_DAYS}: . passed, F failed, ? unknown, space: no run."


def section(name: str, overview: Overview, options: RenderOptions) -> Iterator[str]:
    """Yield a heading and the entries of a section of every organization; nothing if there are none."""
    found = [(one, getattr(one, name)) for one in overview.standings]
    if not any(entries or (name == "unchecked" and one.missing) for one, entries in found):
        return
    yield from ("", options.paint(SECTIONS[name], "1"))
    for one, entries in found:
        for entry in entries[:MOST]:
            words = f"{one.name}: {wording.about(entry, FEW)}"
            yield from wrapped(words, options.width, "  ", "    ")
            yield from wrapped(wording.time_of(name, entry, overview.now), options.width, "    ")
        if len(entries) > MOST:
            yield f"  {sanitize(one.name)}: and {len(entries) - MOST:,} more"
        if name == "unchecked" and (words := wording.missing(one, overview.now)):
            yield from wrapped(f"{one.name}: {words}", options.width, "  ", "    ")
