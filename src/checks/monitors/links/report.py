"""Report a scan of the links: as JSON, as the text of an issue, and as lines for the terminal."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from checks.facts.index import entries
from checks.monitors import issue
from checks.monitors.issue import Section, code, safe
from checks.monitors.links.ledger import OLD, STRIKES, LinkLedger, LinkRecord
from checks.monitors.links.verdict import JudgedLink, LinkVerdict

SCHEMA_VERSION = 2
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


def document(scan: LinkScan) -> str:
    """Return the JSON report."""
    links = [
        {
            "address": one.link.address,
            "places": list(one.link.places),
            "verdict": one.verdict.value,
            "reason": one.reason,
            "now_at": one.new_address or None,
            "last_seen_working": scan.record(one).worked or None,
            "strikes": scan.record(one).strikes,
            "aged": one in scan.aged,
            "facts": facts_from(one.link.address),
        }
        for one in scan.judged
    ]
    counts = {verdict.value: scan.counts[verdict] for verdict in LinkVerdict}
    report = {"schema_version": SCHEMA_VERSION, "day": scan.day.isoformat(), "links": links, "totals": counts}
    return json.dumps(report | {"exit_status": scan.exit_status}, indent=2) + "\n"


def markdown(scan: LinkScan) -> str:
    """Return the text of the issue."""
    if scan.inconclusive:
        return issue.text("links", "External links: no link could be checked", summary(scan), (), BLIND_SPOT)
    again = "A link that never worked, or failed in three nightly runs without a success between them, needs a new URL."
    blocked, unknown = ([one for one in scan.of(kind) if one not in scan.aged] for kind in _UNSEEN)
    sections = [
        _section("Broken", again, scan.of(LinkVerdict.BROKEN, out=True), scan),
        _section("Moved", "Use the new URL in the guide or the fact.", scan.of(LinkVerdict.MOVED), scan),
        _section("Failed fewer than three times", "Nothing to do yet.", scan.of(LinkVerdict.BROKEN, out=False), scan),
        _section(
            f"Not checked for more than {OLD.days} days",
            "Open these links in a browser. If a link works, acknowledge it in docs/monitors/links.toml.",
            scan.aged,
            scan,
        ),
        _section("Blocked by bot protection", "Nothing to do yet.", blocked, scan),
        _section("Unknown", "Nothing to do yet.", unknown, scan),
        _section("Not checked", "Skipped on purpose, each for its reason.", scan.of(LinkVerdict.IGNORED), scan),
    ]
    title = "External links" if scan.exit_status else "External links: nothing to do"
    return issue.text("links", title, summary(scan), sections, BLIND_SPOT)


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


def terminal(scan: LinkScan) -> str:
    """Return the lines for a terminal: the links that need attention, then the summary."""
    quiet = tuple(LinkVerdict) if scan.inconclusive else (LinkVerdict.WORKS, LinkVerdict.IGNORED)
    lines = [_line(one, scan, str) for one in scan.judged if one.verdict not in quiet]
    return "\n".join([*(f"{line}\n" for line in lines), summary(scan)])


def facts_from(address: str) -> list[str]:
    """Return the names of the facts whose source is `address`."""
    return [name for name, entry in entries().items() if entry.fact.source.page == address]


def _section(title: str, fix: str, links: Sequence[JudgedLink], scan: LinkScan) -> Section:
    return Section(title, fix, [_line(one, scan, safe) for one in links])


def _line(one: JudgedLink, scan: LinkScan, shown: Callable[[str], str]) -> str:
    record = scan.record(one)
    parts = [f"{code(one.link.address) if shown is safe else one.link.address}: {one.verdict.value}."]
    parts += [shown(one.reason), shown(f"Linked from {', '.join(one.link.places)}.")]
    if one.verdict is not LinkVerdict.IGNORED and one.verdict is not LinkVerdict.MOVED:
        parts.append(f"Last seen working: {record.worked}." if record.worked else "Never seen working.")
    if one.verdict is LinkVerdict.BROKEN:
        parts.append(f"Failed on {record.strikes} of {STRIKES} days.")
    facts = facts_from(one.link.address)
    if facts:
        parts.append(
            shown(
                f"Source of {_counted(len(facts), 'fact')}, among them {facts[0]}."
                if facts[1:]
                else f"Source of {facts[0]}."
            )
        )
    return " ".join(parts)
