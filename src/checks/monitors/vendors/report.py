"""Report a scan of the vendors' pages."""

from collections.abc import Mapping

from checks.facts.fact import Source
from checks.monitors.issue import Point, Report, Section
from checks.monitors.state import OLD
from checks.monitors.vendors.nightly import NightlyScan
from checks.monitors.vendors.uses import Uses
from checks.monitors.vendors.verdict import FactVerdict

BLIND_SPOT = (
    "This monitor reads documentation, not screens: a button that is renamed only on a screen is not detected. "
    "A label of one word, such as Name, counts only if the page marks it as a label; the others are listed as too weak."
)
ALARMS = (FactVerdict.GONE, FactVerdict.ELSEWHERE)


def build(scan: NightlyScan, sources: Mapping[str, Source], uses: Mapping[str, Uses]) -> Report:
    """Return the report of a scan; `uses` contains the uses of the facts that raise an alarm or changed."""
    if scan.inconclusive:
        return Report("vendors", "Vendor documentation: no page could be checked", summary(scan), (), BLIND_SPOT)

    def points(*verdicts: FactVerdict) -> list[Point]:
        found = []
        for name, judged in (item for verdict in verdicts for item in scan.of(verdict).items()):
            source = sources[name]
            where = [*([f"Words: {source.words}"] if source.words else []), f"Page: {source.page}"]
            where += [f"Now on: {page}" for page in judged.elsewhere]
            used = uses[name].lines if name in uses else ()
            found.append(Point(name, f"{judged.verdict.value}. {judged.reason}", [*where, *used]))
        return found

    accept = "Review the change, update the affected parts, and accept it with `nox -s vendors -- --accept`."
    unread = [Point(page, f"{why}.") for page, why in scan.unread.items() if page not in scan.unseen]
    sections = [
        Section(
            "No longer found",
            "Find the current text, and update the fact and everything that uses it.",
            points(*ALARMS),
        ),
        Section(
            "Changed API operations",
            accept,
            [Point(name, f"{what}.", uses[name].lines) for name, what in scan.changes.items()],
        ),
        Section(
            "New changelog entries", accept, [Point(page, line) for page, lines in scan.news.items() for line in lines]
        ),
        Section(
            f"Not seen for more than {OLD.days} days",
            "Review each source, and update the date in the fact.",
            [Point(name, f"not seen since {seen.isoformat()}.") for name, seen in scan.old.items()],
        ),
        Section(
            f"Not read for more than {OLD.days} days",
            "Open these documents in a browser.",
            [Point(page, f"not read since {day}. Reason: {scan.unread[page]}.") for page, day in scan.unseen.items()],
        ),
        Section(
            f"Pages not reviewed for more than {OLD.days} days",
            "Compare the whole page with the vendors' documentation, and update `reviewed` in its front matter.",
            [Point(page, f"{reason}.") for page, reason in scan.unreviewed.items()],
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
    return Report("vendors", title, summary(scan), sections, BLIND_SPOT)


def summary(scan: NightlyScan) -> str:
    """Return the result in one or two sentences."""
    day = scan.day.isoformat()
    if scan.inconclusive:
        return f"On {day}, no fact was found on its page, so all results are unknown. Check the internet connection."
    counts = ", ".join(f"{count} {verdict.value}" for verdict in FactVerdict if (count := scan.counts[verdict]))
    return f"On {day}, {len(scan.facts)} facts: {counts}."
