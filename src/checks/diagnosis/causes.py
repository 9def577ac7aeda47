"""Patterns that infer the cause of several findings, ordered by cause and effect."""

import re
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from typing import NamedTuple

from checks.clients.errors import OutOfTimeError, ReadError, UnreachableError
from checks.diagnosis.results_index import ResultsIndex
from checks.diagnosis.solutions import is_unusable
from checks.engine.model import Finding, Outcome, Result, Verdict
from checks.facts import bitbucket, bitbucket_screens, failures, ssh
from checks.facts.failures import Failure
from checks.facts.guide_sections import CONSUMER_DELETED, FOR_CHECK, REAUTHORIZE, RENAMED, Section, of_message


class Cause(NamedTuple):
    """The cause of one or more findings.

    Attributes:
        result: The result that shows the cause.
        words: The cause: a sentence without its period, or the first finding, which begins with its subject.
        first: The first step, in full sentences; can be empty.
        inferred: Whether the cause is inferred from several checks or from a vendor's message. Otherwise it is the
            first finding itself.
        section: The section of the guide with the fix, if it differs from the section of the result.
        affected: The findings that the cause explains, if it doesn't explain all findings of `result` with the same
            verdict.
    """

    result: Result
    words: str
    first: str
    inferred: bool = True
    affected: tuple[Finding, ...] = ()
    section: Section | None = None


def causes(results: Iterable[Result]) -> Iterator[Cause]:
    """Yield each cause that matches `results`, the most likely one first.

    If a check failed, these are causes of failures. Otherwise they are causes of errors and unknown results.
    """
    index = ResultsIndex(results)
    failed = bool(index.of(Outcome.FAILED))
    # An error that Bitbucket returns only to the checks doesn't explain a failure if HCP Terraform has access.
    vendors = _VENDORS_WORDS if not failed or index.fails("authorization-works") else ()
    for pattern in (*vendors, *(_FAILED if failed else _OPEN)):
        cause = pattern(index)
        if cause:
            yield cause


_Pattern = Callable[[ResultsIndex], Cause | None]


_REAUTHORIZE = (
    "Reauthorize the VCS provider as the service user. If that doesn't help, check IP allowlists and firewalls."
)


def _vendor(failure: Failure, status: HTTPStatus | None = None) -> _Pattern:
    """Return a pattern that matches an error with the message of `failure` or with this status."""

    def matches(error: ReadError) -> bool:
        return failure.is_in(error.message) or (status is not None and error.status == status)

    def pattern(index: ResultsIndex) -> Cause | None:
        result = index.first_with(matches)
        if result is None:
            return None
        return Cause(result, _ended(failure.cause), failure.fix, section=of_message(failure.message))

    return pattern


_VENDORS_WORDS: tuple[_Pattern, ...] = (
    _vendor(failures.ADDRESS_NOT_ALLOWED),
    _vendor(failures.TWO_STEP),
    _vendor(failures.NO_SUCH_WORKSPACE),
    _vendor(failures.USER_LIMIT),
    _vendor(failures.PAYMENT_REQUIRED, HTTPStatus.PAYMENT_REQUIRED),
)


def _consumer_refused(index: ResultsIndex) -> Cause | None:
    if not index.fails("consumer-credentials"):
        return None
    result = index.results["consumer-credentials"]
    if index.fails("consumer-key"):
        # The access of HCP Terraform shows nothing about a consumer that it doesn't use.
        cause = "The key set here isn't the key of the VCS provider's consumer, and Bitbucket rejects it"
        key = index.results["consumer-key"]
        return None if index.fails("authorization-works") else Cause(key, cause, _fix(key))
    if index.fails("authorization-works"):
        return Cause(
            result,
            "The consumer was deleted or has a new secret: Bitbucket rejects the credentials, and HCP Terraform has no "
            "access",
            "Open the consumer in Bitbucket. If it was deleted, create a new one. Otherwise, enter its secret in HCP "
            "Terraform.",
            section=CONSUMER_DELETED,
        )
    if index.passes("authorization-works"):
        # An access token outlives the secret that it was requested with.
        cause = (
            "Bitbucket rejects the key and secret set here, and HCP Terraform still has access. Possible causes, in "
            "this order: they are mistyped or temporarily locked out; the consumer was deleted or has a new secret, "
            "and HCP Terraform's access token hasn't expired yet"
        )
        first = f"{_fix(result)} If you use a new secret of the consumer, also enter it in HCP Terraform."
        return Cause(result, cause, first)
    return None


def _not_authorized(index: ResultsIndex) -> Cause | None:
    if not index.fails("provider-authorized"):
        return None
    result = index.results["provider-authorized"]
    for name, why in (
        ("consumer-callback", "the consumer has no callback URL"),
        ("callback-url", "the callback URL that you set isn't the callback URL of the VCS provider"),
    ):
        if index.fails(name):
            cause = f"{bitbucket_screens.GRANT_ACCESS.text} couldn't be completed, because {why}"
            first = f"{_fix(index.results[name])} Then connect the VCS provider again."
            return Cause(result, cause, first, section=FOR_CHECK[name])
    return None


def _permission_missing(index: ResultsIndex) -> Cause | None:
    missing = index.findings("consumer-permissions", Verdict.FAILED)
    if not missing:
        return None
    permissions = " and ".join(f"{finding.subject}: {finding.expected}" for finding in missing)
    return Cause(index.results["consumer-permissions"], f"The consumer lacks {permissions}", missing[0].fix)


def _authorization_fails(index: ResultsIndex) -> Cause | None:
    hidden = {finding.subject for finding in index.findings("authorization-works", Verdict.FAILED)}
    # The subject also names the object if no Terraform workspace uses the repository.
    ours = {finding.subject.partition(" for ")[0] for finding in index.findings("webhook-admin-access", Verdict.PASSED)}
    if not hidden or not hidden <= ours or index.findings("authorization-works", Verdict.PASSED):
        return None
    cause = (
        "HCP Terraform's authorization doesn't work: Bitbucket shows the repositories to the account, but not to HCP "
        "Terraform"
    )
    if index.passes("consumer-credentials"):
        return Cause(
            index.results["authorization-works"],
            f"{cause}. Bitbucket accepts the key and secret set here. Possible causes, in this order: the consumer "
            "secret was rotated, and HCP Terraform has the old one; the authorization was revoked; the authorization "
            f"wasn't used for {bitbucket.IDLE_GRANT.number} days",
            f"Enter the current secret of the consumer in HCP Terraform. {_REAUTHORIZE}",
            section=REAUTHORIZE,
        )
    return Cause(index.results["authorization-works"], cause, _REAUTHORIZE, section=REAUTHORIZE)


def _repository_invisible(index: ResultsIndex) -> Cause | None:
    failed = index.findings("webhook-admin-access", Verdict.FAILED)
    invisible = tuple(finding for finding in failed if finding.invisible)
    if not invisible:
        return None
    first = (
        f"Check whether {invisible[0].subject} was renamed or moved. If so, connect the Terraform workspace to the new "
        f"name. If not, grant the account {bitbucket_screens.REPOSITORY_ADMIN.text} permission on it."
    )
    cause = "The repository was renamed, moved, or deleted, or the account has lost access"
    return Cause(index.results["webhook-admin-access"], cause, first, affected=invisible, section=RENAMED)


_REFUSED_AT = re.compile(r"@([\w.-]+): Permission denied", re.IGNORECASE)
"""The host at which SSH was refused, as SSH names it."""


def _ssh_key_refused(index: ResultsIndex) -> Cause | None:
    """Infer why Bitbucket refused the SSH key of each failed fetch, from the checks of the URLs and of the key."""
    failed = index.findings("last-fetch", Verdict.FAILED)
    if {finding.known_error for finding in failed} != {failures.SSH_KEY_REFUSED}:
        return None
    urls = index.findings("submodule-urls", Verdict.FAILED)
    hosts = tuple(url for url in urls if any(_was_refused(fetch, url) for fetch in failed))
    if hosts and index.passes("ssh-key-on-account"):
        cause = f"{hosts[0].actual}, although the SSH key is on the account"
        return Cause(index.results["submodule-urls"], cause, hosts[0].fix, affected=hosts)
    keys = [name for name in ("ssh-key-stored", "ssh-key-on-account") if index.fails(name)]
    if hosts or not keys:
        return None
    key = index.findings(keys[0], Verdict.FAILED)[0]
    cause = f"The last fetch failed, because Bitbucket refused the SSH key. {key.subject}: {_ended(key.actual)}"
    return Cause(index.results[keys[0]], cause, key.fix)


def _was_refused(fetch: Finding, url: Finding) -> bool:
    """Return whether a failed fetch was refused at the host of a submodule URL, which isn't the current SSH host."""
    match = _REFUSED_AT.search(fetch.actual)
    if match is None or match[1].lower() == ssh.HOST.text:
        return False
    # The ID of a submodule begins with the ID of the workspace that fetches it.
    same = any(of_url.startswith(f"{of_fetch}/") for of_fetch in fetch.ids for of_url in url.ids)
    return same and re.search(rf"@{re.escape(match[1])}[:/]", url.actual, re.IGNORECASE) is not None


def _fetch_fails(index: ResultsIndex) -> Cause | None:
    """Infer a cause only from the recorded message of a failed fetch."""
    failed = index.findings("last-fetch", Verdict.FAILED)
    known = next((finding.known_error for finding in failed if finding.known_error), None)
    if known is None:
        return None
    same = tuple(finding for finding in failed if finding.known_error == known)
    cause = f"The last fetch failed. {_ended(known.cause)}"
    return Cause(index.results["last-fetch"], cause, known.fix, affected=same, section=of_message(known.message))


def _pushes_not_reported(index: ResultsIndex) -> Cause | None:
    if not (index.fails("webhooks") and index.passes("authorization-works")):
        return None
    result = index.results["webhooks"]
    lost = {one for finding in result.of(Verdict.FAILED) for one in finding.ids}
    gone = {one for finding in index.findings("branch-exists", Verdict.FAILED) for one in finding.ids}
    if lost and lost <= gone:
        return None  # HCP Terraform refuses to save the settings of a workspace whose branch doesn't exist
    return Cause(result, "HCP Terraform isn't notified of pushes, although its authorization works", _fix(result))


def _first_failed(index: ResultsIndex) -> Cause:
    result = index.of(Outcome.FAILED)[0]
    finding = result.of(Verdict.FAILED)[0]
    # A finding with a scope is about a repository or workspace, which `affected` names.
    about = result.check.title if finding.scope else finding.subject
    return Cause(
        result,
        f"{about}: expected {finding.expected}, actual {_ended(finding.actual)}",
        finding.fix,
        inferred=False,
    )


def _first_error(index: ResultsIndex) -> Cause | None:
    for result in index.of(Outcome.ERROR):
        reason, first = _early_end(result) if result.ended else ("it returned no findings", "")
        return Cause(result, f'Could not check "{result.check.title}": {_ended(reason)}', first)
    return None


def _rate_limited(index: ResultsIndex) -> Cause | None:
    result = index.first_with(lambda error: error.status == HTTPStatus.TOO_MANY_REQUESTS)
    if result is None:
        return None
    return Cause(
        result, "A service reports too many requests", "Wait for up to an hour, and then run the checks again."
    )


def _another_account(index: ResultsIndex) -> Cause | None:
    for finding in index.findings("authorizing-user", Verdict.UNKNOWN):
        cause = "The account of the API token isn't known to be the authorizing user"
        return Cause(index.results["authorizing-user"], cause, finding.fix)
    return None


def _first_unknown(index: ResultsIndex) -> Cause | None:
    for result in index.of(Outcome.UNKNOWN):
        findings = [finding for finding in result.of(Verdict.UNKNOWN) if not finding.is_left_out]
        if not findings and next(result.errors, None) and all(isinstance(one, OutOfTimeError) for one in result.errors):
            continue
        why, first = _early_end(result)
        if findings:
            why, first = findings[0].actual, findings[0].fix or _step_after(findings[0].error)
        return Cause(result, f'Could not verify "{result.check.title}": {_ended(why)}', first)
    return None


_REACH = "Check the hostname in the URL, and whether this computer can reach it."
_AGAIN = "Run the checks again. If that doesn't help, check the hostname in the URL, and whether a proxy is in use."


def _early_end(result: Result) -> tuple[str, str]:
    """Return why a check ended early, without a period, and the first step, which can be empty."""
    if result.ended is None:
        return "", ""
    error = result.ended.error
    reason = result.ended.reason.removesuffix(error.fix) if error else result.ended.reason
    return _ended(reason.strip()), _step_after(error)


def _step_after(error: ReadError | None) -> str:
    """Return the first step after a failed read; empty if it isn't known."""
    if error is None or error.fix:
        return error.fix if error else ""
    return _REACH if isinstance(error, UnreachableError) else _AGAIN if is_unusable(error) else ""


def _out_of_time(index: ResultsIndex) -> Cause | None:
    result = index.first_with(lambda error: isinstance(error, OutOfTimeError))
    if result is None:
        return None
    return Cause(
        result,
        "The time budget isn't sufficient to check everything",
        "Increase --within, or run the checks again with --compare and the JSON report of this run: the next run "
        "starts with the items that were not checked for the longest time.",
        affected=tuple(finding for finding in result.findings if finding.is_left_out),
    )


def _fix(result: Result) -> str:
    return next((finding.fix for finding in result.of(Verdict.FAILED)), "")


def _ended(words: str) -> str:
    return words.rstrip(".")


_FAILED: tuple[_Pattern, ...] = (
    _consumer_refused,
    _not_authorized,
    _permission_missing,
    _authorization_fails,
    _repository_invisible,
    _ssh_key_refused,
    _fetch_fails,
    _pushes_not_reported,
    _first_failed,
)
_OPEN: tuple[_Pattern, ...] = (_first_error, _rate_limited, _another_account, _first_unknown, _out_of_time)
