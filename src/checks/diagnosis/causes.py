"""What lies behind several findings at once: patterns over results, in the order of causes, upstream first.

Source of the patterns: the errors in `checks.facts.messages` and the pages they name.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from checks.diagnosis.results_index import ResultsIndex
from checks.engine.model import Outcome, Result, Verdict
from checks.facts import messages


class Cause(NamedTuple):
    """What lies behind something that was found.

    Attributes:
        result: The result that shows it.
        words: What it is, without a full stop.
        first: The first thing to do, as whole sentences; may be empty.
        inferred: Whether it is put together from what several checks saw; otherwise it is the first finding itself.
    """

    result: Result
    words: str
    first: str
    inferred: bool = True


def causes(results: Iterable[Result]) -> Iterator[Cause]:
    """Yield each cause that fits `results`, the likeliest first.

    Where something is wrong, they are causes of that; otherwise of what was in error or could not be told.
    """
    seen = ResultsIndex(results)
    wrong = bool(seen.of(Outcome.FAILED))
    # What Bitbucket said to us alone is no cause of what is wrong while HCP Terraform reaches it.
    vendors = _VENDORS_WORDS if not wrong or seen.fails("authorization-works") else ()
    for pattern in (*vendors, *(_WRONG if wrong else _OPEN)):
        cause = pattern(seen)
        if cause:
            yield cause


_Pattern = Callable[[ResultsIndex], Cause | None]


def _vendor(words: str, cause: str, first: str) -> _Pattern:
    def pattern(seen: ResultsIndex) -> Cause | None:
        result = seen.first_matching(words)
        return Cause(result, cause, first) if result else None

    return pattern


_VENDORS_WORDS: tuple[_Pattern, ...] = (
    _vendor(
        "whitelist your IP",
        "Bitbucket lets in listed addresses only, and refuses one that asked",
        "Put every address of HCP Terraform on the list of the Bitbucket workspace, and that of this machine.",
    ),
    _vendor(
        "two-step",
        "Bitbucket asks for two-step verification, and the account that asked has none",
        "Log in as the service account and enable two-step verification.",
    ),
    _vendor(
        messages.NO_SUCH_WORKSPACE.text,
        "the ID of a Bitbucket workspace has changed, or our account may not see it; old names lead nowhere",
        "Compare the ID with the address of its page, and connect the Terraform workspaces to the new name.",
    ),
)


def _consumer_refused(seen: ResultsIndex) -> Cause | None:
    if not seen.fails("consumer-credentials"):
        return None
    result = seen.results["consumer-credentials"]
    if seen.fails("authorization-works"):
        return Cause(
            result,
            "the consumer was deleted or has a new secret: Bitbucket refuses the pair, and HCP Terraform sees nothing",
            "Open the consumer on Bitbucket. If it is gone, make a new one; else give its secret to HCP Terraform.",
        )
    if seen.passes("authorization-works"):
        cause = "the key and secret given here are mistyped or locked out for a while: HCP Terraform still works"
        return Cause(result, cause, _remedy(result))
    return None


def _nobody_granted(seen: ResultsIndex) -> Cause | None:
    if not seen.fails("provider-authorized"):
        return None
    result = seen.results["provider-authorized"]
    for name, why in (
        ("consumer-callback", "the consumer has no callback URL"),
        ("callback-url", "the callback URL pasted is not that of the provider"),
    ):
        if seen.fails(name):
            cause = f"nobody could finish Grant access, since {why}"
            return Cause(result, cause, f"{_remedy(seen.results[name])} Then connect the provider again.")
    return None


def _permission_missing(seen: ResultsIndex) -> Cause | None:
    missing = seen.findings("consumer-permissions", Verdict.FAILED)
    if not missing:
        return None
    boxes = " and ".join(f"{finding.subject}: {finding.expected}" for finding in missing)
    return Cause(seen.results["consumer-permissions"], f"the consumer lacks {boxes}", missing[0].fix)


def _grant_dead(seen: ResultsIndex) -> Cause | None:
    unseen = {finding.subject for finding in seen.findings("authorization-works", Verdict.FAILED)}
    ours = {finding.subject for finding in seen.findings("webhook-admin-access", Verdict.PASSED)}
    if not unseen or not unseen <= ours or seen.findings("authorization-works", Verdict.PASSED):
        return None
    return Cause(
        seen.results["authorization-works"],
        "HCP Terraform's grant is dead: Bitbucket shows the repositories to the account, but not to HCP Terraform",
        "Reauthorize the provider as the service account. If that changes nothing, look at allowlists and firewalls.",
    )


def _out_of_sight(seen: ResultsIndex) -> Cause | None:
    hidden = [
        one for one in seen.findings("webhook-admin-access", Verdict.FAILED) if one.actual.startswith("no access")
    ]
    if not hidden:
        return None
    first = (
        f"Look whether {hidden[0].subject} still bears that name. If so, give the account Admin on it; "
        "if not, connect the Terraform workspace to the new name."
    )
    cause = "the repository was renamed or moved, or the account has lost its access"
    return Cause(seen.results["webhook-admin-access"], cause, first)


def _pushes_unheard(seen: ResultsIndex) -> Cause | None:
    if not (seen.fails("webhooks") and seen.passes("authorization-works")):
        return None
    result = seen.results["webhooks"]
    return Cause(result, "pushes are not told to HCP Terraform, though its grant works", _remedy(result))


def _first_wrong(seen: ResultsIndex) -> Cause:
    result = seen.of(Outcome.FAILED)[0]
    finding = result.of(Verdict.FAILED)[0]
    # The extent names what is part of a place: which repository, or how many.
    about = result.check.title if finding.scope else finding.subject
    return Cause(
        result,
        f"{about}: expected {finding.expected}, found {_ended(finding.actual)}",
        finding.fix,
        inferred=False,
    )


def _first_error(seen: ResultsIndex) -> Cause | None:
    for result in seen.of(Outcome.ERROR):
        reason = result.ended.reason if result.ended else "it looked at nothing"
        return Cause(result, f"«{result.check.title}» could not be asked: {_ended(reason)}", "")
    return None


def _limit_reached(seen: ResultsIndex) -> Cause | None:
    result = seen.first_matching("answered 429")
    if result is None:
        return None
    return Cause(
        result, "a service answers that it was asked too often", "Run this again later, in an hour at the latest."
    )


def _another_account(seen: ResultsIndex) -> Cause | None:
    for finding in seen.findings("authorizing-user", Verdict.UNKNOWN):
        cause = "the account of the API token is not shown to be the one that granted access"
        return Cause(seen.results["authorizing-user"], cause, finding.fix)
    return None


def _first_unknown(seen: ResultsIndex) -> Cause | None:
    for result in seen.of(Outcome.UNKNOWN):
        findings = result.of(Verdict.UNKNOWN)
        why = findings[0].actual if findings else result.ended.reason if result.ended else ""
        cause = f"it could not be told whether this holds: {result.check.title}: {_ended(why)}"
        return Cause(result, cause, findings[0].fix if findings else "")
    return None


def _remedy(result: Result) -> str:
    return next((finding.fix for finding in result.of(Verdict.FAILED)), "")


def _ended(words: str) -> str:
    return words.rstrip(".")


_WRONG: tuple[_Pattern, ...] = (
    _consumer_refused,
    _nobody_granted,
    _permission_missing,
    _grant_dead,
    _out_of_sight,
    _pushes_unheard,
    _first_wrong,
)
_OPEN: tuple[_Pattern, ...] = (_first_error, _limit_reached, _another_account, _first_unknown)
