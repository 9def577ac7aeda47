"""Read the vendors' pages and documents, and compare them with the accepted state."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from pathlib import Path

from checks.facts.fact import Source
from checks.monitors import state
from checks.monitors.state import OLD, renewed
from checks.monitors.vendors import changelogs, operations
from checks.monitors.vendors.changelogs import Changelog
from checks.monitors.vendors.operations import Parts, Published
from checks.monitors.vendors.page_cache import PageCache
from checks.monitors.vendors.sources import ReadableSource, TextFormat
from checks.monitors.vendors.verdict import FactVerdict, JudgedFact, judge_fact

_REVIEWED = re.compile(r"\A---\n(?:.*\n)*?reviewed: (\d{4}-\d\d-\d\d)\n(?:.*\n)*?---\n")


@dataclass(frozen=True)
class VendorLedger:
    """The accepted state.

    Attributes:
        operations: For each operation that the checks call, by fact name, the accepted parts.
        changelogs: For each changelog, the accepted entries.
        seen: For each fact, a day, as ISO 8601, on which this monitor found its words. See `state.renewed`.
        read: For each document and changelog, a day on which it could be read, or the first day of trying.
    """

    operations: dict[str, Parts] = field(default_factory=dict)
    changelogs: dict[str, list[str]] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    read: dict[str, str] = field(default_factory=dict)

    def accepted(self) -> "VendorLedger":
        """Return the part that a maintainer accepts, without days."""
        return VendorLedger(self.operations, self.changelogs)

    def over(self, nightly: "VendorLedger") -> "VendorLedger":
        """Return this accepted state with the days that only the nightly run records."""
        return VendorLedger(
            nightly.operations | self.operations, nightly.changelogs | self.changelogs, nightly.seen, nightly.read
        )

    @classmethod
    def load(cls, path: Path) -> "VendorLedger":
        """Return the ledger in the file at `path`; empty if the file does not exist. Raises `ValueError`."""
        return state.read(path, lambda stored: cls(**stored), cls())

    def store(self, path: Path) -> None:
        """Write the ledger."""
        state.write(path, asdict(self))


@dataclass
class NightlyScan:
    """The result of one day.

    Attributes:
        day: The day.
        facts: The verdict on each fact, by name.
        changes: The changes of operations that the checks call, as text, by fact name.
        news: The new relevant lines of changelogs, by the URL of the changelog.
        unread: Why a document or changelog could not be read, by URL.
        unseen: Documents and changelogs that could not be read for longer than `OLD`, with the day of the last reading.
        lost: Hints of third parties that this monitor found earlier.
        old: Facts that were not seen for longer than `OLD`, with the day when each was last seen.
        unreviewed: Pages of the guide that were not reviewed for longer than `OLD`, with the reason.
        found: The ledger if a maintainer accepts the changes.
        kept: The ledger if the changes are not accepted yet.
    """

    day: date
    facts: dict[str, JudgedFact] = field(default_factory=dict)
    changes: dict[str, str] = field(default_factory=dict)
    news: dict[str, list[str]] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)
    unseen: dict[str, str] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    old: dict[str, date] = field(default_factory=dict)
    unreviewed: dict[str, str] = field(default_factory=dict)
    found: VendorLedger = field(default_factory=VendorLedger)
    kept: VendorLedger = field(default_factory=VendorLedger)

    @property
    def counts(self) -> Counter[FactVerdict]:
        """The number of facts for each verdict."""
        return Counter(one.verdict for one in self.facts.values())

    @property
    def inconclusive(self) -> bool:
        """Whether no fact was found on its page: then the problem is on this side."""
        return not self.counts[FactVerdict.FOUND]

    @property
    def exit_status(self) -> int:
        """0: nothing to do; 1: a change, or something not seen for too long; 2: no page could be checked."""
        if self.inconclusive:
            return 2
        alarms = self.counts[FactVerdict.GONE] + self.counts[FactVerdict.ELSEWHERE]
        aged = self.old or self.unseen or self.unreviewed
        return int(bool(alarms or self.changes or any(self.news.values()) or aged or self.lost))

    def of(self, verdict: FactVerdict) -> dict[str, JudgedFact]:
        """Return the facts with `verdict`."""
        return {name: one for name, one in self.facts.items() if one.verdict is verdict}


def run_scan(sources: Mapping[str, Source], cache: PageCache, ledger: VendorLedger, day: date) -> NightlyScan:
    """Check every fact, every operation that the checks call, and every changelog.

    Args:
        sources: The source of each fact, by the fact's name.
        cache: Reads the pages.
        ledger: The accepted state.
        day: The day of the scan.
    """
    scan = NightlyScan(day, found=VendorLedger(dict(ledger.operations), dict(ledger.changelogs)))
    scan.kept = VendorLedger(dict(ledger.operations), dict(ledger.changelogs), {}, dict(ledger.read))
    pages = [source.page for source in sources.values()]
    scan.facts = {name: judge_fact(source, cache, pages) for name, source in sources.items()}
    for name in scan.of(FactVerdict.WEAK).keys() & ledger.seen.keys():
        scan.facts[name] = JudgedFact(FactVerdict.GONE, "The page no longer marks the word as a label.")
    scan.lost = sorted(scan.of(FactVerdict.HINT).keys() & ledger.seen.keys())
    seen = {name: renewed(ledger.seen.get(name, ""), day) for name in scan.of(FactVerdict.FOUND)}
    _update_seen(scan, sources, {name: seen.get(name, ledger.seen.get(name, "")) for name in sources})
    for published in operations.DOCUMENTS:
        _compare_operations(scan, published, cache)
    logs = list(changelogs.read_all(cache))
    for log in logs:
        _compare_changelog(scan, log)
    _update_read(scan, [*(published.address for published in operations.DOCUMENTS), *(log.page for log in logs)])
    return scan


def find_unreviewed(docs: Path, today: date) -> dict[str, str]:
    """Return the pages without a valid date of a review, each with the reason."""
    found = {}
    for file in sorted(docs.rglob("*.md")):
        known = _REVIEWED.match(file.read_text(encoding="utf-8"))
        reviewed = date.fromisoformat(known[1]) if known else date.min
        if not timedelta() <= today - reviewed <= OLD:
            reason = (
                f"its review on {reviewed} is in the future" if reviewed > today else f"not reviewed since {reviewed}"
            )
            page = f"docs/{file.relative_to(docs)}"
            found[page] = reason if known else "its front matter has no date of a review"
    return found


def _update_seen(scan: NightlyScan, sources: Mapping[str, Source], seen: Mapping[str, str]) -> None:
    for name, source in sources.items():
        last = max(source.seen, date.fromisoformat(seen[name])) if seen[name] else source.seen
        if seen[name]:
            scan.kept.seen[name] = seen[name]
        if scan.day - last > OLD:
            scan.old[name] = last


def _update_read(scan: NightlyScan, pages: Iterable[str]) -> None:
    for page in pages:
        known = scan.kept.read.get(page, "")
        if page not in scan.unread or not known:
            scan.kept.read[page] = renewed(known, scan.day)
        elif scan.day - date.fromisoformat(known) > OLD:
            scan.unseen[page] = known


def _compare_operations(scan: NightlyScan, published: Published, cache: PageCache) -> None:
    text = cache.read(ReadableSource(published.address, TextFormat.PLAIN))
    document = _parsed(text.response.body)
    if text.problem or text.gone or not isinstance(document.get("paths"), dict):
        scan.unread[published.address] = text.problem or "it is no longer an OpenAPI document"
        return
    for name, after in operations.fingerprints(published, document).items():
        before: Parts | None = scan.kept.operations.get(name)
        scan.found.operations[name] = after
        if before is None:
            scan.kept.operations[name] = after
        elif what := operations.changed(before, after):
            scan.changes[name] = what


def _compare_changelog(scan: NightlyScan, log: Changelog) -> None:
    if log.problem:
        scan.unread[log.page] = log.problem
        return
    known = scan.kept.changelogs.get(log.page)
    scan.found.changelogs[log.page] = list(log.entries)
    if known is None:
        scan.kept.changelogs[log.page] = list(log.entries)
    elif new := [line for digest, line in log.entries.items() if digest not in known]:
        scan.news[log.page] = new


def _parsed(body: str) -> dict[str, object]:
    try:
        document = json.loads(body)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}
