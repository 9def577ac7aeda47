"""Two faults together: the checks report the claims of both, except those that a failed prerequisite hides."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from checks.engine.model import Outcome, Verdict
from checks.sandbox.faults import FAULTS
from checks.sandbox.faults.fault import Fault
from checks.sandbox.scenario import Scenario
from matrix.pair_outcomes import PAIR_OUTCOMES
from matrix.trial import Harness, Results, words

HEALTHY = dict.fromkeys(("public_address", "enterprise_release"), "not_applicable")


@dataclass(frozen=True)
class Pair:
    """Two faults.

    Attributes:
        first: The first fault.
        second: The second fault.
        scenario: The scenario after both faults; None if it depends on their order, or if one fault undoes the other.
    """

    first: Fault
    second: Fault
    scenario: Scenario | None

    def __str__(self) -> str:
        return f"{self.first.name} and {self.second.name}"


def pairs(healthy: Scenario) -> Iterator[Pair]:
    """Yield all pairs of faults."""
    for first, second in combinations(FAULTS.values(), 2):
        yield pair(first, second, healthy)


def pair(first: Fault, second: Fault, healthy: Scenario) -> Pair:
    """Return two faults with the scenario after both, if it is the same in either order and shows both faults."""
    single = first.change(healthy), second.change(healthy)
    one_way, other_way = second.change(single[0]), first.change(single[1])
    if sum(one.credentials.private_key != healthy.credentials.private_key for one in single) == 1:
        # Each change generates a new key file, so two keys of the same kind differ only in their random bytes.
        other_way = replace(
            other_way, credentials=replace(other_way.credentials, private_key=one_way.credentials.private_key)
        )
    return Pair(first, second, None if one_way != other_way or one_way in single else one_way)


def faults(harness: Harness, both: Pair) -> list[str]:
    """Test a pair, and return the unexpected and the missing results.

    Raises:
        ValueError: The pair has no scenario.
    """
    if both.scenario is None:
        raise ValueError(f"The result of {both} depends on their order.")
    results = harness.run(both.scenario).results
    return [f"{both}: {fault}" for fault in _failures(both, results)]


def _failures(both: Pair, results: Results) -> Iterator[str]:
    together = PAIR_OUTCOMES.get(frozenset({both.first.name, both.second.name}), {})
    for name, result in results.items():
        blocking = [one for one in result.check.after if results[one.probe.__name__].outcome is not Outcome.PASSED]
        usual = HEALTHY.get(name, "passed")
        claimed = {fault.claims.get(name, usual) for fault in (both.first, both.second)}
        if blocking:
            reason = result.ended.reason if result.ended else ""
            if result.outcome is not Outcome.SKIPPED or not any(one.title in reason for one in blocking):
                yield f"{name} is {result.outcome}, and does not name the failed prerequisite {blocking[0].title!r}"
            continue
        # If both faults affect a check, the outcome is as one of them claims, and never the usual one.
        allowed = claimed - {usual} or {usual}
        if "skipped" in allowed:
            allowed = {"failed", "unknown", "error", "skipped", *allowed}
        allowed = {together[name]} if name in together else allowed
        if result.outcome not in allowed:
            yield f"{name} is {result.outcome} instead of {' or '.join(sorted(allowed))}: {words(result)}"
        advising = {fault.name for fault in (both.first, both.second) if name in fault.advice}
        if advising and name not in together and result.outcome is Outcome.PASSED and not result.of(Verdict.ADVICE):
            yield f"{name} lacks the advice that {' and '.join(advising)} claims"
