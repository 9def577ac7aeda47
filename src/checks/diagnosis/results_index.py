"""The results of a run, indexed by check ID."""

from collections.abc import Callable, Iterable

from checks.clients.errors import ReadError
from checks.engine.model import Finding, Outcome, Result, Verdict


class ResultsIndex:
    """The results of a run.

    Attributes:
        results: The result of each check by check ID, in the order of the guide.
    """

    def __init__(self, results: Iterable[Result]) -> None:
        self.results = {result.check.id: result for result in results}

    def of(self, outcome: Outcome) -> list[Result]:
        """Return the results with this outcome."""
        return [result for result in self.results.values() if result.outcome is outcome]

    def fails(self, name: str) -> bool:
        """Return whether the check with this ID failed."""
        return self._is(name, Outcome.FAILED)

    def passes(self, name: str) -> bool:
        """Return whether the check with this ID passed."""
        return self._is(name, Outcome.PASSED)

    def findings(self, name: str, verdict: Verdict) -> tuple[Finding, ...]:
        """Return one check's findings with this verdict; empty if the check wasn't run."""
        return self.results[name].of(verdict) if name in self.results else ()

    def first_with(self, matches: Callable[[ReadError], bool]) -> Result | None:
        """Return the first result that needs attention because of a read error that `matches`."""
        return next((result for result in self.results.values() if any(map(matches, result.errors))), None)

    def _is(self, name: str, outcome: Outcome) -> bool:
        return name in self.results and self.results[name].outcome is outcome
