"""Finds the section of the guide with the steps that fix a finding."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus

from checks.clients.errors import NothingSelectedError, OutOfTimeError, ReadError, UnreachableError, UnusableError
from checks.engine.model import Check, Finding, Outcome, Result
from checks.facts import failures, guide_sections, messages
from checks.facts.credentials import Credential
from checks.facts.guide_sections import Section

_BY_KIND: Mapping[type[ReadError], Section] = {
    NothingSelectedError: guide_sections.SETTINGS,
    OutOfTimeError: guide_sections.TIME_BUDGET,
    UnreachableError: guide_sections.UNREACHABLE,
}
_BY_STATUS_OF_TERRAFORM: Mapping[int, Section] = {
    HTTPStatus.UNAUTHORIZED: guide_sections.REJECTED_TOKEN,
    HTTPStatus.NOT_FOUND: guide_sections.RESOURCE_NOT_FOUND,
}


def of_result(result: Result) -> tuple[Section, ...]:
    """Return the sections for a result that needs attention, without duplicates, in the order of its findings."""
    return tuple(dict.fromkeys(_sections(result)))


def of_finding(check: Check, finding: Finding) -> Section:
    """Return the section for a finding of `check`: its own, for its message, its error, or otherwise for the check."""
    if finding.section:
        return finding.section
    if finding.known_error:
        return guide_sections.of_message(finding.known_error.message)
    if finding.error and (section := of_error(check, finding.error)):
        return section
    return guide_sections.RENAMED if finding.invisible else _of_check(check)


def of_error(check: Check, error: ReadError) -> Section | None:
    """Return the section for a response that rejects a request, or None if the guide doesn't cover it."""
    if section := next((section for kind, section in _BY_KIND.items() if isinstance(error, kind)), None):
        return section
    if failure := failures.match(error.message):
        # In the log of a fetch, the same words are about the authorization of HCP Terraform, not about this token.
        own = failure.message == messages.AUTHENTICATION_FAILED and Credential.BITBUCKET_TOKEN in check.credentials
        return guide_sections.of_message(messages.TOKEN_INVALID if own else failure.message)
    terraform = Credential.TERRAFORM_TOKEN in check.credentials and Credential.BITBUCKET_TOKEN not in check.credentials
    if error.status == HTTPStatus.TOO_MANY_REQUESTS:
        return guide_sections.of_message(messages.TERRAFORM_RATE_LIMIT if terraform else messages.BITBUCKET_RATE_LIMIT)
    if is_unusable(error):
        return guide_sections.UNUSABLE
    return _BY_STATUS_OF_TERRAFORM.get(error.status) if terraform and error.status else None


def is_unusable(error: ReadError) -> bool:
    """Return whether the response proves nothing about the connection: see `UnusableError`.

    The same applies to a status that isn't an error of the client, and to a proxy that requires a password.
    """
    rejects = error.status is None or HTTPStatus.BAD_REQUEST <= error.status < HTTPStatus.INTERNAL_SERVER_ERROR
    return isinstance(error, UnusableError) or not rejects or error.status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED


def _sections(result: Result) -> Iterator[Section]:
    for finding in result.attention:
        yield of_finding(result.check, finding)
    if result.ended and result.ended.outcome in {Outcome.ERROR, Outcome.UNKNOWN}:
        error = result.ended.error
        section = of_error(result.check, error) if error else None
        yield section or (_of_check(result.check) if error else _of_own_error(result))
    elif not result.attention:
        yield guide_sections.PERSISTS


def _of_own_error(result: Result) -> Section:
    """Return the section for an error that no vendor returned: the key file can't be read, or a defect."""
    reads_key = Credential.SSH_KEY in result.check.credentials and not result.trace
    return guide_sections.FOR_CREDENTIAL[Credential.SSH_KEY] if reads_key else guide_sections.PERSISTS


def _of_check(check: Check) -> Section:
    return guide_sections.FOR_CHECK.get(check.id) or Section(check.step.value, check.step.title, check.id)
