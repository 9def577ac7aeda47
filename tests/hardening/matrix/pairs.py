"""Two faults at once: what each claims is told, less what a prerequisite hides."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from checks.engine.model import Outcome, Verdict
from checks.sandbox.fault import Fault
from checks.sandbox.faults import FAULTS
from checks.sandbox.scenario import Scenario
from matrix.trial import Bench, Results, words

HEALTHY = dict.fromkeys(("public_address", "enterprise_release"), "not_applicable")

_PERHAPS_UNSEEN = {"provider_authorized": "unknown"}
_NOBODY_TELLS = {"callback_url": "unknown"}
_NOT_SHOWN = {"submodule_urls": "unknown"}
_NONE_TO_COMPARE_WITH = {"consumer_permissions": "passed"}

TOGETHER: Mapping[tuple[str, str], Mapping[str, str]] = {
    # The colleague is the one who granted access, and not fit for it.
    ("token-of-a-colleague", "authorized-by-the-wrong-user"): {
        "authorizing_user": "passed",
        "ssh_key_on_account": "failed",
        "webhook_admin_access": "failed",
    },
    # The person still sees the repository that the service account has lost.
    ("token-of-a-colleague", "service-user-removed"): {
        "ssh_key_stored": "passed",
        "submodule_urls": "passed",
        "submodules_enabled": "passed",
    },
    ("authorized-by-the-wrong-user", "service-user-removed"): {"authorization_works": "passed"},
    # What such a token does not see may only be hidden from it.
    ("token-cannot-manage-vcs", "no-provider"): {"provider_selected": "unknown"},
    ("token-cannot-manage-vcs", "mistyped-key"): _PERHAPS_UNSEEN,
    ("token-cannot-manage-vcs", "access-not-granted"): _PERHAPS_UNSEEN,
    ("token-cannot-manage-vcs", "access-not-granted-and-callback-not-reported"): _PERHAPS_UNSEEN,
    ("token-cannot-manage-vcs", "workspace-keeps-the-old-token"): {"token_references": "unknown"},
    # Of the callback URL tells either what was pasted or a grant, and here neither is there.
    ("blank-callback", "mistyped-key"): _NOBODY_TELLS,
    ("blank-callback", "access-not-granted"): _NOBODY_TELLS,
    ("callback-not-reported", "mistyped-key"): _NOBODY_TELLS,
    ("callback-not-reported", "access-not-granted"): _NOBODY_TELLS,
    # Without one provider there is none whose consumer could be another.
    ("credentials-of-another-consumer", "no-provider"): {"consumer_permissions": "failed"},
    ("two-providers", "mistyped-key"): _NONE_TO_COMPARE_WITH,
    ("two-providers", "key-not-reported"): _NONE_TO_COMPARE_WITH,
    # Of two providers, one is gone: the other is the one.
    ("no-provider", "two-providers"): {
        "provider_selected": "passed",
        "consumer_key": "passed",
        "token_references": "not_applicable",
    },
    # An address at risk is judged by whether a fetch from it worked.
    ("submodules-disabled", "old-ssh-host"): _NOT_SHOWN,
    ("submodules-disabled", "old-ssh-host-refuses"): _NOT_SHOWN,
    ("submodules-disabled", "relative-submodule"): _NOT_SHOWN,
    ("old-ssh-host", "last-fetch-failed"): {"submodule_urls": "failed"},
    ("old-ssh-host", "unknown-ssh-host"): {"submodule_urls": "failed"},
    ("old-ssh-host", "fetch-still-running"): _NOT_SHOWN,
    ("old-ssh-host", "nothing-fetched-yet"): _NOT_SHOWN,
    ("unknown-ssh-host", "relative-submodule"): _NOT_SHOWN,
    ("relative-submodule", "last-fetch-failed"): _NOT_SHOWN,
    ("relative-submodule", "fetch-still-running"): _NOT_SHOWN,
    ("relative-submodule", "nothing-fetched-yet"): _NOT_SHOWN,
}
"""Pairs that together are more, or less, than both: the outcomes that neither claims alone."""


@dataclass(frozen=True)
class Pair:
    """Two faults.

    Attributes:
        first: The one that happens first.
        second: The other.
        scenario: What both leave behind; None where that depends on which happens first, or one undoes the other.
    """

    first: Fault
    second: Fault
    scenario: Scenario | None

    def __str__(self) -> str:
        return f"{self.first.name} and {self.second.name}"


def pairs(healthy: Scenario) -> Iterator[Pair]:
    """Yield every two faults."""
    for first, second in combinations(FAULTS.values(), 2):
        yield pair(first, second, healthy)


def pair(first: Fault, second: Fault, healthy: Scenario) -> Pair:
    """Return two faults with what both leave behind; neither may undo the other, in either order."""
    alone = first.change(healthy), second.change(healthy)
    one_way, other_way = second.change(alone[0]), first.change(alone[1])
    if sum(one.credentials.private_key != healthy.credentials.private_key for one in alone) == 1:
        # A key file is made anew each time, with other random bytes; two of one kind are the same all the same.
        other_way = replace(
            other_way, credentials=replace(other_way.credentials, private_key=one_way.credentials.private_key)
        )
    return Pair(first, second, None if one_way != other_way or one_way in alone else one_way)


def faults(bench: Bench, both: Pair) -> list[str]:
    """Try a pair, and return what was told that must not be, or not told that must be.

    Raises:
        ValueError: The pair has no scenario.
    """
    if both.scenario is None:
        raise ValueError(f"What {both} come to depends on which happens first.")
    results = bench.run(both.scenario).results
    return [f"{both}: {fault}" for fault in _judged(both, results)]


def _judged(both: Pair, results: Results) -> Iterator[str]:
    together = TOGETHER.get((both.first.name, both.second.name), {})
    for name, result in results.items():
        blocking = [one for one in result.check.after if results[one.probe.__name__].outcome is not Outcome.PASSED]
        usual = HEALTHY.get(name, "passed")
        claimed = {fault.claims.get(name, usual) for fault in (both.first, both.second)}
        if blocking:
            reason = result.ended.reason if result.ended else ""
            if result.outcome is not Outcome.SKIPPED or not any(one.title in reason for one in blocking):
                yield f"{name} is {result.outcome}, and does not say that «{blocking[0].title}» hides it"
            continue
        # What both touch is told as one of them claims it, and never as if nothing had happened.
        allowed = claimed - {usual} or {usual}
        if "skipped" in allowed:
            allowed = {"failed", "unknown", "error", "skipped", *allowed}
        allowed = {together[name]} if name in together else allowed
        if result.outcome not in allowed:
            yield f"{name} is {result.outcome} instead of {' or '.join(sorted(allowed))}: {words(result)}"
        told = {fault.name for fault in (both.first, both.second) if name in fault.advice}
        if told and result.outcome is Outcome.PASSED and not result.of(Verdict.ADVICE):
            yield f"{name} lacks the advice that {' and '.join(told)} claims"
