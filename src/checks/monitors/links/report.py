"""Report a scan of the links."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from checks.facts.index import entries
from checks.monitors.issue import Point, Report, Section
from checks.monitors.links.ledger import STRIKES, LinkLedger, LinkRecord
from checks.monitors.links.verdict import JudgedLink, LinkVerdict
from checks.monitors.state import OLD

_UNSEEN = (LinkVerdict.BLOCKED, LinkVerdict.UNKNOWN)
BLIND_SPOT = "Whether a page still contains the text that the guide quotes is checked by `nox -s vendors`."


@dataclass(frozen=True)
class LinkScan:
    """The result of one day: every link with its verdict, and the updated ledger."""

    day: date
    judged: Sequence[JudgedLink]
    ledger: LinkLedger

    @property
    def counts(self) -> Counter[LinkVerdict]:
        """The number of links for each verdict."""
        return Counter(one.verdict for one in self.judged)

    @property
    def inconclusive(self) -> bool:
        """Whether no link responded, or there was no link: then the problem is on this side."""
        return not (self.counts[LinkVerdict.WORKS] or self.counts[LinkVerdict.MOVED])

    @property
    def exit_status(self) -> int:
        """0: nothing to do; 1: a link needs attention; 2: no link could be checked."""
        if self.inconclusive:
            return 2
        return int(
            any(one.verdict is LinkVerdict.MOVED or self.record(one).out for one in self.judged) or bool(self.aged)
        )

    @property
    def aged(self) -> list[JudgedLink]:
        """The links that could not be checked for longer than `OLD`."""
        return [one for one in self.judged if one.verdict in _UNSEEN and self.record(one).aged(self.day)]

    def record(self, one: JudgedLink) -> LinkRecord:
        """Return the ledger's record of a link."""
        return self.ledger.get(one.link.address, LinkRecord())

    def of(self, verdict: LinkVerdict, *, out: bool | None = None) -> list[JudgedLink]:
        """Return the links with `verdict`; with `out`, only those that failed often enough, or not yet."""
        return [one for one in self.judged if one.verdict is verdict and (out is None or self.record(one).out is out)]


def build(scan: LinkScan) -> Report:
    """Return the report of a scan."""
    if scan.inconclusive:
        return Report("links", "External links: no link could be checked", summary(scan), (), BLIND_SPOT)
    again = "A link that never worked, or failed in three nightly runs without a success between them, needs a new URL."
    quiet = "Nothing to do yet."
    acknowledge = "Open these links in a browser. If a link works, acknowledge it in docs/monitors/links.toml."
    blocked, unknown = ([one for one in scan.of(kind) if one not in scan.aged] for kind in _UNSEEN)
    found = {
        ("Broken", again): scan.of(LinkVerdict.BROKEN, out=True),
        ("Moved", "Use the new URL in the guide or the fact."): scan.of(LinkVerdict.MOVED),
        ("Failed fewer than three times", quiet): scan.of(LinkVerdict.BROKEN, out=False),
        (f"Not checked for more than {OLD.days} days", acknowledge): scan.aged,
        ("Blocked by bot protection", quiet): blocked,
        ("Unknown", quiet): unknown,
    }
    sections = [Section(*words, [_point(one, scan.record(one)) for one in links]) for words, links in found.items()]
    title = "External links" if scan.exit_status else "External links: nothing to do"
    return Report("links", title, summary(scan), sections, BLIND_SPOT)


def summary(scan: LinkScan) -> str:
    """Return the result in one or two sentences."""
    if scan.inconclusive:
        return (
            f"On {scan.day.isoformat()}, no link responded, so all results are unknown. Check the internet connection."
        )
    counts = ", ".join(f"{count} {verdict.value}" for verdict in LinkVerdict if (count := scan.counts[verdict]))
    return f"On {scan.day.isoformat()}, {_counted(len(scan.judged), 'link')}: {counts}."


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def facts_from(address: str) -> list[str]:
    """Return the names of the facts whose source is `address`."""
    return [name for name, entry in entries().items() if entry.fact.source.page == address]


def _point(one: JudgedLink, record: LinkRecord) -> Point:
    parts = [f"{one.verdict.value}. {one.reason} Linked from {', '.join(one.link.places)}."]
    if one.verdict is not LinkVerdict.MOVED:
        parts.append(f"Last seen working: {record.worked}." if record.worked else "Never seen working.")
    if one.verdict is LinkVerdict.BROKEN:
        parts.append(f"Failed on {record.strikes} of {STRIKES} days.")
    if facts := facts_from(one.link.address):
        among = f"{_counted(len(facts), 'fact')}, among them " if facts[1:] else ""
        parts.append(f"Source of {among}{facts[0]}.")
    return Point(one.link.address, " ".join(parts))
