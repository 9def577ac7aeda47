"""Tells of a night's look at the vendors: as JSON, as the text of one issue, and in a few lines for the terminal."""

import json
from collections.abc import Iterable, Iterator, Mapping

from checks.facts.fact import Source
from checks.monitors import issue
from checks.monitors.issue import Section, code, safe
from checks.monitors.vendors.nightly import OLD, NightlyScan
from checks.monitors.vendors.uses import Uses
from checks.monitors.vendors.verdict import Told, Verdict

SCHEMA_VERSION = 1
BLIND_SPOT = (
    "This reads documentation, not screens: a button that is renamed on a screen alone is not seen here. "
    "Words that are one word, such as Name, stand in many a sentence; that they still stand there says little."
)
ALARMS = (Verdict.GONE, Verdict.ELSEWHERE)


def document(night: NightlyScan, sources: Mapping[str, Source], uses: Mapping[str, Uses]) -> str:
    """Return the report for programs; `uses` says of the facts that raise an alarm what rests on them."""
    facts = {
        name: {
            "verdict": told.verdict.value,
            "reason": told.reason,
            "page": sources[name].page,
            "words": sources[name].words,
            "elsewhere": list(told.elsewhere),
            "uses": uses[name].document if name in uses else None,
        }
        for name, told in night.told.items()
    }
    report = {
        "schema_version": SCHEMA_VERSION,
        "day": night.day.isoformat(),
        "facts": facts,
        "operations": night.changes,
        "changelogs": night.news,
        "unread": night.unread,
        "old": {name: seen.isoformat() for name, seen in night.old.items()},
        "totals": {verdict.value: night.counts[verdict] for verdict in Verdict},
        "blind_spot": BLIND_SPOT,
        "exit_status": night.exit_status,
    }
    return json.dumps(report, indent=2) + "\n"


def markdown(night: NightlyScan, sources: Mapping[str, Source], uses: Mapping[str, Uses]) -> str:
    """Return the text of the issue."""
    if night.blind:
        return issue.text("vendors", "What the vendors say: nobody could look", summary(night), (), BLIND_SPOT)

    def points(*verdicts: Verdict) -> list[str]:
        found = (item for verdict in verdicts for item in night.of(verdict).items())
        return [_point(name, told, sources[name], uses.get(name)) for name, told in found]

    agree = "Read it, change what it touches, and agree with `nox -s vendors -- --accept`."
    unread = [f"{code(address)}: {safe(why)}" for address, why in night.unread.items()]
    sections = [
        Section(
            "No longer said", "Find out what holds now, and change the fact and what rests on it.", points(*ALARMS)
        ),
        Section("Operations that we call", agree, [_operation(*item) for item in night.changes.items()]),
        Section("New in a changelog", agree, [_news(*item) for item in _lines(night.news)]),
        Section(
            f"Not seen for more than {OLD.days} days",
            "Look at the source again and write the day into the fact.",
            [f"{code(name)}, last seen {seen.isoformat()}: {sources[name].page}" for name, seen in night.old.items()],
        ),
        Section("Could not look", "Nothing to do tonight.", [*points(Verdict.UNSEEN), *unread]),
    ]
    title = "What the vendors say" + ("" if night.exit_status else ": nothing to do")
    return issue.text("vendors", title, summary(night), sections, BLIND_SPOT)


def summary(night: NightlyScan) -> str:
    """Return the night in a sentence or two."""
    day = night.day.isoformat()
    if night.blind:
        return f"On {day}, no page said what it said, so nothing is known. Is there a way to the internet?"
    told = ", ".join(f"{count} {verdict.value}" for verdict in Verdict if (count := night.counts[verdict]))
    return f"On {day}, {len(night.told)} facts: {told}."


def terminal(night: NightlyScan, sources: Mapping[str, Source], uses: Mapping[str, Uses]) -> str:
    """Return the lines for a terminal: what asks for attention, then the sentence that sums up."""
    if night.blind:
        return summary(night)
    return "\n".join([*_terminal(night, sources, uses), summary(night), BLIND_SPOT])


def _terminal(night: NightlyScan, sources: Mapping[str, Source], uses: Mapping[str, Uses]) -> Iterator[str]:
    for verdict in (*ALARMS, Verdict.UNSEEN):
        for name, told in night.of(verdict).items():
            yield f"{name}: {verdict.value}. {told.reason} {sources[name].page} “{sources[name].words}”"
            yield from (f"  now at {page}" for page in told.elsewhere)
            yield from (f"  {line}" for line in (uses[name].lines if name in uses else ()))
    yield from (f"{name}, an operation that we call: {what}." for name, what in night.changes.items())
    yield from (f"{page}: new: {line}" for page, line in _lines(night.news))
    yield from (f"{name}: not seen since {seen.isoformat()}." for name, seen in night.old.items())
    yield from (f"{address}: could not look: {why}." for address, why in night.unread.items())


def _lines(news: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, str]]:
    return ((page, line) for page, lines in news.items() for line in lines)


def _point(name: str, told: Told, source: Source, uses: Uses | None) -> str:
    parts = [f"{code(name)}: {safe(told.verdict.value)}. {safe(told.reason)}", f"Page: {source.page}"]
    parts += [f"Words: {code(source.words)}"] if source.words else []
    parts += [f"Now at: {page}" for page in told.elsewhere]
    parts += [safe(line) for line in (uses.lines if uses else ())]
    return "\n  - ".join(parts)


def _operation(name: str, what: str) -> str:
    return f"{code(name)}: {safe(what)}"


def _news(page: str, line: str) -> str:
    return f"{page}: {safe(line)}"
