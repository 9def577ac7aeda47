"""The results of one run, with its totals, diagnosis, and exit status."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from checks.diagnosis.comparison import Baseline, Comparison, compare
from checks.diagnosis.diagnosis import Diagnosis, diagnose
from checks.diagnosis.last_checks import LastCheck, not_checked
from checks.engine.model import Check, Outcome, Result, Verdict
from checks.facts.credentials import Credential
from checks.report.exit_status import ExitStatus
from checks.settings.settings import Settings

NAMES = {
    Outcome.PASSED: "Passed",
    Outcome.FAILED: "Failed",
    Outcome.UNKNOWN: "Unknown",
    Outcome.ERROR: "Error",
    Outcome.NOT_APPLICABLE: "Not applicable",
    Outcome.SKIPPED: "Skipped",
}
"""The name of each outcome, in the order in which the outcomes are counted."""


def join_list(names: Sequence[str]) -> str:
    """Return names as a list in a sentence: ``modules, policy sets, and Stacks``."""
    if len(names) > 2:  # noqa: PLR2004 - only a list of three or more has a comma before "and"
        return f"{', '.join(names[:-1])}, and {names[-1]}"
    return " and ".join(names)


def used(checks: Iterable[Check], given: Collection[Credential]) -> tuple[Credential, ...]:
    """Return the credentials in `given` that `checks` use, in their order."""
    shown = {read.credential for check in checks for read in (*check.reads, *check.also_reads)}
    return tuple(credential for credential in Credential if credential in given and credential in shown)


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run.

    Attributes:
        results: The result of each check, in the order of the guide.
        checks: The checks that were to run; empty if `results` has the results of all of them.
        settings: The settings of the run, redacted.
        started: The start time, with a time zone.
        finished: The end time.
        version: The version of this project.
        require_all: Whether a check that was skipped because of a missing credential counts as undecided.
        interrupted: Whether the run was interrupted, so that some checks have no result.
        earlier: An earlier report to compare with, or None.
        within: The time budget as the user entered it; empty without one.
    """

    results: tuple[Result, ...]
    checks: tuple[Check, ...] = ()
    settings: Settings
    started: datetime
    finished: datetime
    version: str
    require_all: bool = False
    interrupted: bool = False
    earlier: Baseline | None = None
    within: str = ""

    @cached_property
    def diagnosis(self) -> Diagnosis | None:
        """The most likely cause of the findings; None if everything passed."""
        return diagnose(self.results)

    @cached_property
    def comparison(self) -> Comparison | None:
        """The changes since the earlier report; None without one."""
        return compare(self.earlier, self.results, whole=self._is_whole) if self.earlier else None

    @cached_property
    def not_checked(self) -> tuple[LastCheck, ...]:
        """The subjects that this run left out, each with the last result about it, which is from an earlier run."""
        earlier = self.earlier.checks if self.earlier else ()
        return tuple(not_checked(self.results, earlier, self.started, whole=self._is_whole))

    @property
    def _is_whole(self) -> bool:
        """Whether this run was to check every workspace."""
        return not (self.settings.workspaces or self.settings.repositories or self.settings.sample)

    @property
    def without_result(self) -> tuple[Check, ...]:
        """The checks that have no result, because the run was interrupted."""
        known = {result.check for result in self.results}
        return tuple(check for check in self.checks if check not in known)

    @property
    def used_by(self) -> tuple[str, ...]:
        """What uses the VCS provider, one kind of object in each; empty if the check that lists it didn't run."""
        found = (result for result in self.results if result.check.id == "provider-users")
        return tuple(f"{one.subject}: {one.actual}" for result in found for one in result.of(Verdict.PASSED))

    @property
    def totals(self) -> Mapping[Outcome, int]:
        """The number of checks with each outcome, including zero."""
        counted = Counter(result.outcome for result in self.results)
        return {outcome: counted[outcome] for outcome in Outcome}

    @property
    def in_words(self) -> str:
        """The totals: ``11 passed, 1 failed, 3 without a result``; zeros are omitted, except for passed and failed."""
        totals = self.totals
        counted = [
            f"{totals[outcome]:,} {name.lower()}{'s' if outcome is Outcome.ERROR and totals[outcome] > 1 else ''}"
            for outcome, name in NAMES.items()
            if totals[outcome] or outcome in {Outcome.FAILED, Outcome.PASSED}
        ]
        return ", ".join(counted + ([f"{len(self.without_result):,} without a result"] if self.without_result else []))

    @property
    def given(self) -> tuple[Credential, ...]:
        """The credentials that are set, in their order."""
        return tuple(credential for credential in Credential if credential in self.settings.credentials)

    @property
    def left_out(self) -> Mapping[Credential, int]:
        """For each credential that isn't set and that a check needs, the number of checks that need it."""
        given = self.settings.credentials
        counted = Counter(
            credential for result in self.results for credential in result.check.credentials if credential not in given
        )
        return {credential: counted[credential] for credential in Credential if counted[credential]}

    @property
    def exit_status(self) -> ExitStatus:
        """The exit status of the process. Results of earlier runs don't change it."""
        totals = self.totals
        if self.interrupted:
            return ExitStatus.INTERRUPTED
        if totals[Outcome.FAILED]:
            return ExitStatus.FAILED
        undecided = totals[Outcome.UNKNOWN] or totals[Outcome.ERROR] or not totals[Outcome.PASSED]
        left_out = self.require_all and self.left_out
        return ExitStatus.UNKNOWN if undecided or left_out else ExitStatus.PASSED
