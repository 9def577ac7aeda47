"""Report a scan of the vendors' pages: as JSON, as the text of an issue, and as lines for the terminal."""

import json
from collections.abc import Iterable, Iterator, Mapping

from checks.facts.fact import Source
from checks.monitors import issue
from checks.monitors.issue import Section, code, safe
from checks.monitors.vendors.nightly import OLD, NightlyScan
from checks.monitors.vendors.uses import Uses
from checks.monitors.vendors.verdict import FactVerdict, JudgedFact

SCHEMA_VERSION = 1
BLIND_SPOT = (
    "This monitor reads documentation, not screens: a button that is renamed only on a screen is not detected. "
    "A label of one word, such as Name, counts only if the page marks it as a label; the others are listed as too weak."
)
ALARMS = (FactVerdict.GONE, FactVerdict.ELSEWHERE)


def document(scan: NightlyScan, sources: Mapping[str, Source], uses: Mapping[str, Uses]) -> str:
    """Return the JSON report; `uses` contains the uses of the facts that raise an alarm."""
    facts = {
        name: {
            "verdict": judged.verdict.value,
            "reason": judged.reason,
            "page": sources[name].page,
            "words": sources[name].words,
            "elsewhere": list(judged.elsewhere),
            "uses": uses[name].document if name in uses else None,
        }
        for name, judged in scan.facts.items()
    }
    report = {
        "schema_version": SCHEMA_VERSION,
        "day": scan.day.isoformat(),
        "facts": facts,
        "operations": scan.changes,
        "changelogs": scan.news,
        "unread": scan.unread,
        "unseen": scan.unseen,
        "old": {name: seen.isoformat() for name, seen in scan.old.items()},
        "unreviewed": scan.unreviewed,
        "totals": {verdict.value: scan.counts[verdict] for verdict in FactVerdict},
        "blind_spot": BLIND_SPOT,
        "exit_status": scan.exit_status,
    }
    return json.dumps(report, indent=2) + "\n"


def markdown(scan: NightlyScan, sources: Mapping[str, Source], uses: Mapping[str, Uses]) -> str:
    """Return the text of the issue."""
    if scan.inconclusive:
        return issue.text("vendors", "Vendor documentation: no page could be checked", summary(scan), (), BLIND_SPOT)

    def points(*verdicts: FactVerdict) -> list[str]:
        found = (item for verdict in verdicts for item in scan.of(verdict).items())
        return [_point(name, judged, sources[name], uses.get(name)) for name, judged in found]

    accept = "Review the change, update the affected parts, and accept it with `nox -s vendors -- --accept`."
    unread = [f"{code(address)}: {safe(why)}" for address, why in scan.unread.items() if address not in scan.unseen]
    unseen = [f"{code(page)}: {safe(scan.unread[page])}. Read on {day}." for page, day in scan.unseen.items()]
    sections = [
        Section(
            "No longer found",
            "Find the current text, and update the fact and everything that uses it.",
            points(*ALARMS),
        ),
        Section("Changed API operations", accept, [_operation(*item) for item in scan.changes.items()]),
        Section("New changelog entries", accept, [_news(*item) for item in _lines(scan.news)]),
        Section(
            f"Not seen for more than {OLD.days} days",
            "Check the source again and update the date in the fact.",
            [f"{code(name)}, last seen {seen.isoformat()}: {sources[name].page}" for name, seen in scan.old.items()],
        ),
        Section(f"Not read for more than {OLD.days} days", "Open these documents in a browser.", unseen),
        Section(
            f"Pages not reviewed for more than {OLD.days} days",
            "Compare the whole page with the vendors' documentation, and update `reviewed` in its front matter.",
            [f"{code(page)}: {_review(last)}" for page, last in scan.unreviewed.items()],
        ),
        Section(
            "No longer found at a third party",
            "The page of a third party is a hint, not a source: check the screen of the vendor when you can.",
            points(FactVerdict.HINT),
        ),
        Section(
            "Too weak to watch",
            "Quote more words of the source in the fact, so that a change would be detected.",
            points(FactVerdict.WEAK),
        ),
        Section("Unknown", "Nothing to do yet.", [*points(FactVerdict.UNKNOWN), *unread]),
    ]
    title = "Vendor documentation" + ("" if scan.exit_status else ": nothing to do")
    return issue.text("vendors", title, summary(scan), sections, BLIND_SPOT)


def summary(scan: NightlyScan) -> str:
    """Return the result in one or two sentences."""
    day = scan.day.isoformat()
    if scan.inconclusive:
        return f"On {day}, no fact was found on its page, so all results are unknown. Check the internet connection."
    counts = ", ".join(f"{count} {verdict.value}" for verdict in FactVerdict if (count := scan.counts[verdict]))
    return f"On {day}, {len(scan.facts)} facts: {counts}."


def terminal(scan: NightlyScan, sources: Mapping[str, Source], uses: Mapping[str, Uses]) -> str:
    """Return the lines for a terminal: what needs attention, then the summary."""
    if scan.inconclusive:
        return summary(scan)
    return "\n".join([*_terminal(scan, sources, uses), summary(scan), BLIND_SPOT])


def _terminal(scan: NightlyScan, sources: Mapping[str, Source], uses: Mapping[str, Uses]) -> Iterator[str]:
    for verdict in (*ALARMS, FactVerdict.HINT, FactVerdict.WEAK, FactVerdict.UNKNOWN):
        for name, judged in scan.of(verdict).items():
            yield f"{name}: {verdict.value}. {judged.reason} {sources[name].page} “{sources[name].words}”"
            yield from (f"  now on {page}" for page in judged.elsewhere)
            yield from (f"  {line}" for line in (uses[name].lines if name in uses else ()))
    yield from (f"{name}, an API operation: {what}." for name, what in scan.changes.items())
    yield from (f"{page}: new: {line}" for page, line in _lines(scan.news))
    yield from (f"{name}: not seen since {seen.isoformat()}." for name, seen in scan.old.items())
    yield from (f"{page}: not read since {day}." for page, day in scan.unseen.items())
    yield from (f"{page}: {_review(day)}." for page, day in scan.unreviewed.items())
    yield from (f"{address}: unknown: {why}." for address, why in scan.unread.items())


def _lines(news: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, str]]:
    return ((page, line) for page, lines in news.items() for line in lines)


def _point(name: str, judged: JudgedFact, source: Source, uses: Uses | None) -> str:
    parts = [f"{code(name)}: {safe(judged.verdict.value)}. {safe(judged.reason)}", f"Page: {source.page}"]
    parts += [f"Words: {code(source.words)}"] if source.words else []
    parts += [f"Now on: {page}" for page in judged.elsewhere]
    parts += [safe(line) for line in (uses.lines if uses else ())]
    return "\n  - ".join(parts)


def _review(day: str) -> str:
    return f"not reviewed since {day}" if day else "its front matter has no date of a review"


def _operation(name: str, what: str) -> str:
    return f"{code(name)}: {safe(what)}"


def _news(page: str, line: str) -> str:
    return f"{page}: {safe(line)}"
