"""The results of a run, to be asked about by the names of the checks."""

from collections.abc import Iterable

from checks.engine.model import Finding, Outcome, Result, Verdict


class ResultsIndex:
    """What the checks saw.

    Attributes:
        results: The result of each check, by its name, in the order of the guide.
    """

    def __init__(self, results: Iterable[Result]) -> None:
        self.results = {result.check.id: result for result in results}

    def of(self, outcome: Outcome) -> list[Result]:
        """Return the results with this outcome."""
        return [result for result in self.results.values() if result.outcome is outcome]

    def fails(self, name: str) -> bool:
        """Return whether the check with this name failed."""
        return self._is(name, Outcome.FAILED)

    def passes(self, name: str) -> bool:
        """Return whether the check with this name passed."""
        return self._is(name, Outcome.PASSED)

    def findings(self, name: str, verdict: Verdict) -> tuple[Finding, ...]:
        """Return the findings of the check of this name with this verdict; none where it was not asked."""
        return self.results[name].of(verdict) if name in self.results else ()

    def first_matching(self, words: str) -> Result | None:
        """Return the first result whose open findings, or whose end, hold these words of a vendor."""
        for result in self.results.values():
            said = [each.actual for each in result.attention]
            said += [result.ended.reason] if result.ended else []
            if any(words.lower() in each.lower() for each in said):
                return result
        return None

    def _is(self, name: str, outcome: Outcome) -> bool:
        return name in self.results and self.results[name].outcome is outcome
