"""Causes that several findings can share: patterns over results, with upstream causes first.

Source of the patterns: the errors in `checks.facts.messages` and the pages they name.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from checks.diagnosis.results_index import ResultsIndex
from checks.engine.model import Outcome, Result, Verdict
from checks.facts import messages


class Cause(NamedTuple):
    """A cause.

    Attributes:
        result: The result that shows it.
        words: The cause, without a period.
        first: The first step to take, as full sentences; can be empty.
        inferred: Whether it is inferred from several findings; otherwise, it is the first finding.
    """

    result: Result
    words: str
    first: str
    inferred: bool = True


def causes(results: Iterable[Result]) -> Iterator[Cause]:
    """Yield each cause that fits `results`, the most likely first.

    If a check failed, the causes explain a failure; otherwise, an error or an unknown result.
    """
    seen = ResultsIndex(results)
    failed = bool(seen.of(Outcome.FAILED))
    # An error that Bitbucket returns only to this tool explains no failure while HCP Terraform has access.
    vendors = _VENDORS_WORDS if not failed or seen.fails("authorization-works") else ()
    for pattern in (*vendors, *(_FAILURES if failed else _UNDECIDED)):
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
        "an IP allowlist in the Bitbucket workspace blocks the request",
        "Add all IP addresses of HCP Terraform, and the IP address of this machine, to the allowlist of the Bitbucket "
        "workspace.",
    ),
    _vendor(
        "two-step",
        "Bitbucket requires two-step verification, and the account that sent the request doesn't use it",
        "Sign in as the service user and turn on two-step verification.",
    ),
    _vendor(
        messages.NO_SUCH_WORKSPACE.text,
        "a Bitbucket workspace ID has changed, or the account can't access the workspace; old IDs don't redirect",
        "Compare the ID with the URL of the Bitbucket workspace, and connect the Terraform workspaces to the new ID.",
    ),
)


def _consumer_refused(seen: ResultsIndex) -> Cause | None:
    if not seen.fails("consumer-credentials"):
        return None
    result = seen.results["consumer-credentials"]
    if seen.fails("authorization-works"):
        return Cause(
            result,
            "the consumer was deleted or has a new secret: Bitbucket rejects the credentials, and HCP Terraform has no "
            "access",
            "Open the consumer in Bitbucket. If it was deleted, create a new one. Otherwise, enter its secret in HCP "
            "Terraform.",
        )
    if seen.passes("authorization-works"):
        cause = "the key and secret set here are mistyped or temporarily locked out: HCP Terraform still has access"
        return Cause(result, cause, _fix(result))
    return None


def _access_not_granted(seen: ResultsIndex) -> Cause | None:
    if not seen.fails("provider-authorized"):
        return None
    result = seen.results["provider-authorized"]
    for name, why in (
        ("consumer-callback", "the consumer has no callback URL"),
        ("callback-url", "the pasted callback URL doesn't match the VCS provider"),
    ):
        if seen.fails(name):
            cause = f"granting access could not be completed because {why}"
            return Cause(result, cause, f"{_fix(seen.results[name])} Then connect the VCS provider again.")
    return None


def _permission_missing(seen: ResultsIndex) -> Cause | None:
    missing = seen.findings("consumer-permissions", Verdict.FAILED)
    if not missing:
        return None
    boxes = " and ".join(f"{finding.subject}: {finding.expected}" for finding in missing)
    return Cause(seen.results["consumer-permissions"], f"the consumer lacks {boxes}", missing[0].fix)


def _authorization_invalid(seen: ResultsIndex) -> Cause | None:
    unseen = {finding.subject for finding in seen.findings("authorization-works", Verdict.FAILED)}
    ours = {finding.subject for finding in seen.findings("webhook-admin-access", Verdict.PASSED)}
    if not unseen or not unseen <= ours or seen.findings("authorization-works", Verdict.PASSED):
        return None
    return Cause(
        seen.results["authorization-works"],
        "HCP Terraform's authorization is no longer valid: Bitbucket shows the repositories to the account, but not to "
        "HCP Terraform",
        "Reauthorize the VCS provider as the service user. If that doesn't help, check IP allowlists and firewalls.",
    )


def _out_of_sight(seen: ResultsIndex) -> Cause | None:
    hidden = [
        one for one in seen.findings("webhook-admin-access", Verdict.FAILED) if one.actual.startswith("no access")
    ]
    if not hidden:
        return None
    first = (
        f"Check whether {hidden[0].subject} was renamed or moved. If so, connect the Terraform workspace to the new "
        "name. If not, grant the account Admin permission on it."
    )
    cause = "the repository was renamed or moved, or the account has lost access"
    return Cause(seen.results["webhook-admin-access"], cause, first)


def _pushes_unheard(seen: ResultsIndex) -> Cause | None:
    if not (seen.fails("webhooks") and seen.passes("authorization-works")):
        return None
    result = seen.results["webhooks"]
    return Cause(result, "HCP Terraform isn't notified of pushes, although its authorization works", _fix(result))


def _first_failure(seen: ResultsIndex) -> Cause:
    result = seen.of(Outcome.FAILED)[0]
    finding = result.of(Verdict.FAILED)[0]
    # The extent names subjects that have a scope: which repository, or how many.
    about = result.check.title if finding.scope else finding.subject
    return Cause(
        result,
        f"{about}: expected {finding.expected}, actual {_ended(finding.actual)}",
        finding.fix,
        inferred=False,
    )


def _first_error(seen: ResultsIndex) -> Cause | None:
    for result in seen.of(Outcome.ERROR):
        reason = result.ended.reason if result.ended else "it returned no findings"
        return Cause(result, f'could not check "{result.check.title}": {_ended(reason)}', "")
    return None


def _limit_reached(seen: ResultsIndex) -> Cause | None:
    result = seen.first_matching("answered 429")
    if result is None:
        return None
    return Cause(
        result, "a service reports too many requests", "Wait for up to an hour, and then run the checks again."
    )


def _another_account(seen: ResultsIndex) -> Cause | None:
    for finding in seen.findings("authorizing-user", Verdict.UNKNOWN):
        cause = "the account of the API token isn't known to be the authorizing user"
        return Cause(seen.results["authorizing-user"], cause, finding.fix)
    return None


def _first_unknown(seen: ResultsIndex) -> Cause | None:
    for result in seen.of(Outcome.UNKNOWN):
        findings = result.of(Verdict.UNKNOWN)
        why = findings[0].actual if findings else result.ended.reason if result.ended else ""
        cause = f'could not verify "{result.check.title}": {_ended(why)}'
        return Cause(result, cause, findings[0].fix if findings else "")
    return None


def _fix(result: Result) -> str:
    return next((finding.fix for finding in result.of(Verdict.FAILED)), "")


def _ended(words: str) -> str:
    return words.rstrip(".")


_FAILURES: tuple[_Pattern, ...] = (
    _consumer_refused,
    _access_not_granted,
    _permission_missing,
    _authorization_invalid,
    _out_of_sight,
    _pushes_unheard,
    _first_failure,
)
_UNDECIDED: tuple[_Pattern, ...] = (_first_error, _limit_reached, _another_account, _first_unknown)
