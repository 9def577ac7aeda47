"""The overview as Markdown, for a chat or a ticket: what changed, the causes, and the numbers."""

from collections.abc import Iterator

from checks.history import wording
from checks.history.overview import SECTIONS, Overview
from checks.report.sanitize import in_markdown

MOST, FEW = 10, 5
"""The maximum number of entries of a section and organization, and of names in an entry."""

_SHOWN = ("new", "fixed", "disconnected", "flapping")


def text(overview: Overview) -> str:
    """Return the overview as Markdown."""
    return "\n".join(_lines(overview)) + "\n"


def _lines(overview: Overview) -> Iterator[str]:
    yield f"# Bitbucket Cloud and HCP Terraform: {wording.totals(overview)}\n"
    for one in overview.standings:
        counted = f"{wording.count(one.new):,} new, {wording.count(one.open):,} still open"
        yield f"- **{in_markdown(one.name)}**: {in_markdown(wording.state(one, overview.now))}, {counted}"
    causes = overview.causes
    if causes:
        yield "\n## Most likely causes\n"
    for cause, standings in causes:
        # In bold, no text can be read as the start of another list.
        words = in_markdown(wording.cause(cause))
        yield f"- **{words}** Fix: {in_markdown(cause.first_step)} See {in_markdown(cause.link)}"
        for one in standings:
            if one.cause:
                began = wording.between(one.cause.after, one.cause.at, overview.now)
                yield f"  - **{in_markdown(one.name)}**: began {began}"
    for section in _SHOWN:
        yield from _section(section, overview)
    yield f"\n{wording.TIME_ZONE}"


def _section(section: str, overview: Overview) -> Iterator[str]:
    found = [(one, getattr(one, section)) for one in overview.standings if getattr(one, section)]
    if found:
        yield f"\n## {SECTIONS[section]}\n"
    for one, entries in found:
        for entry in entries[:MOST]:
            what = in_markdown(wording.about(entry, FEW))
            when = wording.time_of(section, entry, overview.now)
            yield f"- **{in_markdown(one.name)}**: {what} ({when})"
        if len(entries) > MOST:
            yield f"- **{in_markdown(one.name)}**: and {len(entries) - MOST:,} more"
