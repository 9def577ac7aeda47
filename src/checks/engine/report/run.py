"""One run as a whole: its results, and what they add up to."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from checks.clients.settings import Settings
from checks.engine.model import Outcome, Result
from checks.facts.credentials import Credential

RIGHT, WRONG, UNDECIDED = 0, 1, 2
"""Exit status: all that was checked is right; something is wrong; something, or everything, could not be told."""

NOT_LOOKED_AT = ("modules", "policy sets", "Stacks")
"""What can use the same provider and is no part of any check."""


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
    """

    results: tuple[Result, ...]
    settings: Settings
    started: datetime
    finished: datetime
    version: str
    require_all: bool = False

    @property
    def totals(self) -> Mapping[Outcome, int]:
        """How many checks came to each outcome, zero included."""
        counted = Counter(result.outcome for result in self.results)
        return {outcome: counted[outcome] for outcome in Outcome}

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
        if totals[Outcome.FAIL]:
            return WRONG
        undecided = totals[Outcome.UNKNOWN] or totals[Outcome.ERROR] or not totals[Outcome.PASS]
        return UNDECIDED if undecided or (self.require_all and self.left_out) else RIGHT
