"""One run as a whole: its results, and what they add up to."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from checks.diagnosis.comparison import Baseline, Comparison, compare
from checks.diagnosis.diagnosis import Diagnosis, diagnose
from checks.engine.model import Check, Outcome, Result
from checks.facts.credentials import Credential
from checks.settings.settings import Settings

RIGHT, WRONG, UNDECIDED = 0, 1, 2
"""Exit status: all that was checked is right; something is wrong; something, or everything, could not be told."""

NOT_LOOKED_AT = ("modules", "policy sets", "Stacks")
"""What can use the same provider and is no part of any check."""

NAMES = {
    Outcome.FAILED: "Wrong",
    Outcome.PASSED: "Right",
    Outcome.UNKNOWN: "Could not be told",
    Outcome.ERROR: "In error",
    Outcome.NOT_APPLICABLE: "Not applicable",
    Outcome.SKIPPED: "Not checked",
}
"""Each outcome as a reader knows it, in the order in which they are counted."""


def join_list(names: Sequence[str]) -> str:
    """Return names as a sentence lists them: ``modules, policy sets and Stacks``."""
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def used(checks: Iterable[Check], given: Collection[Credential]) -> tuple[Credential, ...]:
    """Return the credentials that `checks` show to somebody, out of those that were given, in their order."""
    shown = {read.credential for check in checks for read in (*check.reads, *check.also_reads)}
    return tuple(credential for credential in Credential if credential in given and credential in shown)


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run.

    Attributes:
        results: What became of each check, in the order of the guide.
        settings: What the reader gave.
        started: When it began, with its time zone.
        finished: When it ended.
        version: The version of this project.
        require_all: Whether a check that was left out for want of a credential counts as undecided.
        interrupted: Whether it was broken off, so that some checks were not asked.
        earlier: An earlier report to compare with, or None.
    """

    results: tuple[Result, ...]
    settings: Settings
    started: datetime
    finished: datetime
    version: str
    require_all: bool = False
    interrupted: bool = False
    earlier: Baseline | None = None

    @cached_property
    def diagnosis(self) -> Diagnosis | None:
        """The likeliest cause of what was found; None where all is right."""
        return diagnose(self.results)

    @cached_property
    def comparison(self) -> Comparison | None:
        """What has changed since the earlier report; None where there is none."""
        given = self.settings
        whole = not (given.workspaces or given.repositories or given.sample)
        return compare(self.earlier, self.results, whole=whole) if self.earlier else None

    @property
    def totals(self) -> Mapping[Outcome, int]:
        """How many checks came to each outcome, zero included."""
        counted = Counter(result.outcome for result in self.results)
        return {outcome: counted[outcome] for outcome in Outcome}

    @property
    def in_words(self) -> str:
        """The totals: ``1 wrong, 11 right, 2 not checked``; zeros are left out, but for wrong and right."""
        totals = self.totals
        return ", ".join(
            f"{totals[outcome]:,} {name.lower()}"
            for outcome, name in NAMES.items()
            if totals[outcome] or outcome in {Outcome.FAILED, Outcome.PASSED}
        )

    @property
    def given(self) -> tuple[Credential, ...]:
        """The credentials that were given, in their order."""
        return tuple(credential for credential in Credential if credential in self.settings.credentials)

    @property
    def left_out(self) -> Mapping[Credential, int]:
        """For each credential that was not given and that a check needs, how many checks need it."""
        given = self.settings.credentials
        counted = Counter(
            credential for result in self.results for credential in result.check.credentials if credential not in given
        )
        return {credential: counted[credential] for credential in Credential if counted[credential]}

    @property
    def exit_status(self) -> int:
        """What the process ends with: `RIGHT`, `WRONG` or `UNDECIDED`."""
        totals = self.totals
        if totals[Outcome.FAILED]:
            return WRONG
        undecided = totals[Outcome.UNKNOWN] or totals[Outcome.ERROR] or not totals[Outcome.PASSED]
        return UNDECIDED if undecided or (self.require_all and self.left_out) else RIGHT
