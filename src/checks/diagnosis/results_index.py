"""The results of a run, indexed by the ids of the checks."""

from collections.abc import Callable, Iterable

from checks.clients.errors import ReadError
from checks.engine.model import Finding, Outcome, Result, Verdict


class ResultsIndex:
    """The results of a run.

    Attributes:
        results: The result of each check, by its id, in the order of the guide.
    """

    def __init__(self, results: Iterable[Result]) -> None:
        self.results = {result.check.id: result for result in results}

    def of(self, outcome: Outcome) -> list[Result]:
        """Return the results with this outcome."""
        return [result for result in self.results.values() if result.outcome is outcome]

    def fails(self, name: str) -> bool:
        """Tell whether the check with this id failed."""
        return self._is(name, Outcome.FAILED)

    def passes(self, name: str) -> bool:
        """Tell whether the check with this id passed."""
        return self._is(name, Outcome.PASSED)

    def findings(self, name: str, verdict: Verdict) -> tuple[Finding, ...]:
        """Return the findings with this verdict of the check with this id; none if the check was not run."""
        return self.results[name].of(verdict) if name in self.results else ()

    def first_with(self, matches: Callable[[ReadError], bool]) -> Result | None:
        """Return the first result that needs attention because of a read error that `matches`."""
        return next((result for result in self.results.values() if any(map(matches, result.errors))), None)

    def _is(self, name: str, outcome: Outcome) -> bool:
        return name in self.results and self.results[name].outcome is outcome
