"""Tells of a night's links: as JSON, as the text of one issue, and in a few lines for the terminal."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from checks.facts.index import entries
from checks.monitors import issue
from checks.monitors.issue import Section, code, safe
from checks.monitors.links.ledger import STRIKES, Ledger, Record
from checks.monitors.links.verdict import Judged, Verdict

SCHEMA_VERSION = 1
BLIND_SPOT = "Whether a page still says what the guide makes it say is the business of `nox -s vendors`."


@dataclass(frozen=True)
class Night:
    """What was seen on a day: every link with its verdict, and the ledger afterwards."""

    day: date
    judged: Sequence[Judged]
    ledger: Ledger

    @property
    def counts(self) -> Counter[Verdict]:
        """How many links got each verdict."""
        return Counter(one.verdict for one in self.judged)

    @property
    def blind(self) -> bool:
        """Whether nothing answered at all, or there was nothing to ask: then the fault is on our side."""
        return not (self.counts[Verdict.WORKS] or self.counts[Verdict.MOVED])

    @property
    def exit_status(self) -> int:
        """0: nothing to do; 1: a link has moved or was broken for the third time; 2: nobody could look."""
        if self.blind:
            return 2
        return int(any(one.verdict is Verdict.MOVED or self.record(one).out for one in self.judged))

    def record(self, one: Judged) -> Record:
        """Return what the ledger remembers of a link."""
        return self.ledger.get(one.link.address, Record())

    def of(self, verdict: Verdict, *, out: bool | None = None) -> list[Judged]:
        """Return the links with `verdict`; those broken often enough, or not yet, where `out` says so."""
        return [one for one in self.judged if one.verdict is verdict and (out is None or self.record(one).out is out)]


def document(night: Night) -> str:
    """Return the report for programs."""
    links = [
        {
            "address": one.link.address,
            "places": list(one.link.places),
            "verdict": one.verdict.value,
            "reason": one.reason,
            "now_at": one.now_at or None,
            "last_seen_working": night.record(one).worked or None,
            "strikes": night.record(one).strikes,
            "facts": facts_from(one.link.address),
        }
        for one in night.judged
    ]
    counts = {verdict.value: night.counts[verdict] for verdict in Verdict}
    report = {"schema_version": SCHEMA_VERSION, "day": night.day.isoformat(), "links": links, "totals": counts}
    return json.dumps(report | {"exit_status": night.exit_status}, indent=2) + "\n"


def markdown(night: Night) -> str:
    """Return the text of the issue."""
    if night.blind:
        return issue.text("links", "The links of the guide: nobody could look", summary(night), (), BLIND_SPOT)
    again = "A link that is broken on three nights, with none between on which it works, asks for a new address."
    sections = [
        _section("Broken", again, night.of(Verdict.BROKEN, out=True), night),
        _section("Moved", "Take the new address into the guide or the fact.", night.of(Verdict.MOVED), night),
        _section("Broken, but not yet often", "Nothing to do tonight.", night.of(Verdict.BROKEN, out=False), night),
        _section("Blocked by bot protection", "Open them by hand now and then.", night.of(Verdict.BLOCKED), night),
        _section("Could not tell", "Nothing to do tonight.", night.of(Verdict.UNKNOWN), night),
        _section("Not looked at", "On purpose, each for its reason.", night.of(Verdict.IGNORED), night),
    ]
    title = "The links of the guide" if night.exit_status else "The links of the guide: nothing to do"
    return issue.text("links", title, summary(night), sections, BLIND_SPOT)


def summary(night: Night) -> str:
    """Return the night in a sentence or two."""
    if night.blind:
        return f"On {night.day.isoformat()}, no link answered, so nothing is known. Is there a way to the internet?"
    told = ", ".join(f"{count} {verdict.value}" for verdict in Verdict if (count := night.counts[verdict]))
    return f"On {night.day.isoformat()}, {_counted(len(night.judged), 'link')}: {told}."


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def terminal(night: Night) -> str:
    """Return the lines for a terminal: what is not as it should be, then the sentence that sums up."""
    quiet = tuple(Verdict) if night.blind else (Verdict.WORKS, Verdict.IGNORED)
    told = [_line(one, night, str) for one in night.judged if one.verdict not in quiet]
    return "\n".join([*(f"{line}\n" for line in told), summary(night)])


def facts_from(address: str) -> list[str]:
    """Return the names of the facts whose source is `address`."""
    return [name for name, entry in entries().items() if entry.fact.source.page == address]


def _section(title: str, fix: str, links: Sequence[Judged], night: Night) -> Section:
    return Section(title, fix, [_line(one, night, safe) for one in links])


def _line(one: Judged, night: Night, shown: Callable[[str], str]) -> str:
    record = night.record(one)
    parts = [f"{code(one.link.address) if shown is safe else one.link.address}: {one.verdict.value}."]
    parts += [shown(one.reason), shown(f"It stands in {', '.join(one.link.places)}.")]
    if one.verdict is not Verdict.IGNORED and one.verdict is not Verdict.MOVED:
        parts.append(f"Last seen working: {record.worked}." if record.worked else "Nobody has seen it work yet.")
    if one.verdict is Verdict.BROKEN:
        parts.append(f"Broken on {record.strikes} of {STRIKES} nights.")
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
