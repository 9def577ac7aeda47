"""Looks at everything that the vendors publish and compares it with what is remembered."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from checks.facts.fact import Source
from checks.monitors.vendors import changelogs, operations
from checks.monitors.vendors.ledger import Ledger
from checks.monitors.vendors.operations import Parts, Published
from checks.monitors.vendors.page_cache import PageCache
from checks.monitors.vendors.sources import Form, Reading
from checks.monitors.vendors.verdict import Told, Verdict, judge

OLD = timedelta(days=180)
"""After this time without being seen, a fact is listed: somebody has to look at it again."""


@dataclass
class NightlyScan:
    """What was seen on a day.

    Attributes:
        day: The day.
        told: The verdict about each fact, by its name.
        changes: What changed of an operation that we call, in words, by the name of its fact.
        news: New lines of changelogs about our topics, by the changelog's address.
        unread: Why a document or changelog could not be read, by its address.
        old: Facts that nobody has seen for too long, each with the day on which somebody last did.
        found: What to remember if somebody agrees with all this.
        kept: What to remember if nobody does yet.
    """

    day: date
    told: dict[str, Told] = field(default_factory=dict)
    changes: dict[str, str] = field(default_factory=dict)
    news: dict[str, list[str]] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)
    old: dict[str, date] = field(default_factory=dict)
    found: Ledger = field(default_factory=Ledger)
    kept: Ledger = field(default_factory=Ledger)

    @property
    def counts(self) -> Counter[Verdict]:
        """How many facts got each verdict."""
        return Counter(one.verdict for one in self.told.values())

    @property
    def blind(self) -> bool:
        """Whether no page says what it said: then the fault is on our side."""
        return not self.counts[Verdict.STILL]

    @property
    def exit_status(self) -> int:
        """0: nothing to do; 1: something changed or is old; 2: nobody could look."""
        if self.blind:
            return 2
        said = self.counts[Verdict.GONE] + self.counts[Verdict.ELSEWHERE]
        return int(bool(said or self.changes or any(self.news.values()) or self.old))

    def of(self, verdict: Verdict) -> dict[str, Told]:
        """Return the facts with `verdict`."""
        return {name: one for name, one in self.told.items() if one.verdict is verdict}


def look(sources: Mapping[str, Source], library: PageCache, ledger: Ledger, day: date) -> NightlyScan:
    """Look at every fact, every operation that we call and every changelog.

    Args:
        sources: The source of each fact, by the fact's name.
        library: Reads the pages.
        ledger: What is remembered.
        day: The day of the look.
    """
    night = NightlyScan(day, found=Ledger(dict(ledger.operations), dict(ledger.changelogs)))
    night.kept = Ledger(dict(ledger.operations), dict(ledger.changelogs))
    pages = [source.page for source in sources.values()]
    night.told = {name: judge(source, library, pages) for name, source in sources.items()}
    seen = {name: day.isoformat() for name in night.of(Verdict.STILL)}
    _remember_seen(night, sources, {name: seen.get(name, ledger.seen.get(name, "")) for name in sources})
    for published in operations.DOCUMENTS:
        _compare_operations(night, published, library)
    for log in changelogs.CHANGELOGS:
        _compare_changelog(night, log, library)
    return night


def _remember_seen(night: NightlyScan, sources: Mapping[str, Source], seen: Mapping[str, str]) -> None:
    for name, source in sources.items():
        last = max(source.seen, date.fromisoformat(seen[name])) if seen[name] else source.seen
        if seen[name]:
            night.found.seen[name] = night.kept.seen[name] = seen[name]
        if night.day - last > OLD:
            night.old[name] = last


def _compare_operations(night: NightlyScan, published: Published, library: PageCache) -> None:
    text = library.read(Reading(published.address, Form.PLAIN))
    document = _parsed(text.answer.body)
    if text.problem or text.gone or not isinstance(document.get("paths"), dict):
        night.unread[published.address] = text.problem or "it is not an OpenAPI document any more"
        return
    for name, after in operations.fingerprints(published, document).items():
        before: Parts | None = night.kept.operations.get(name)
        night.found.operations[name] = after
        if before is None:
            night.kept.operations[name] = after
        elif what := operations.changed(before, after):
            night.changes[name] = what


def _compare_changelog(night: NightlyScan, page: str, library: PageCache) -> None:
    log = changelogs.read(page, library)
    if log.problem:
        night.unread[page] = log.problem
        return
    known = night.kept.changelogs.get(page)
    night.found.changelogs[page] = list(log.entries)
    if known is None:
        night.kept.changelogs[page] = list(log.entries)
    elif new := [line for digest, line in log.entries.items() if digest not in known]:
        night.news[page] = new


def _parsed(body: str) -> dict[str, object]:
    try:
        document = json.loads(body)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}
