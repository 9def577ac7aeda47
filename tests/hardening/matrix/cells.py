"""Generates the cells of the matrix."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from checks.engine.model import Outcome
from checks.facts import bitbucket, terraform
from checks.facts.credentials import Credential, Endpoint
from checks.sandbox.response_faults import Mutation, ResponseFault, added, headless
from matrix.dependencies import (
    ANSWERS,
    IN_BULK,
    LISTS,
    NONE,
    PAGINATION,
    PLACES,
    SILENT,
    SKIPPABLE,
    WORDS,
    Names,
    dependent_checks,
)
from matrix.fields import broken_values, fields
from matrix.response_failures import RESPONSE_FAILURES, ResponseFailure
from matrix.scenarios import ORGANIZATIONS, Organization

NO_WHOLE_ANSWER = "whole answers"
FIELD = "single fields"
ONE_OF_MANY = "one of many"


@dataclass(frozen=True)
class Cell:
    """One test of the matrix.

    Attributes:
        kind: The part of the matrix.
        organization: The name of the organization.
        read: The endpoint whose responses change.
        what: The name of the change.
        interruptions: The response faults with which the sandbox applies the change.
        dependents: The checks that can't pass with the change.
        proves: The outcome that the changed response proves, by check.
        failure: The fault of the whole response, or None if only a part of the response changes.
        silent: Whether the changed response is valid, although it looks broken.
        spared: Text in the subject of the findings that must stay the same, or empty if the change affects all.
    """

    kind: str
    organization: str
    read: Endpoint
    what: str
    interruptions: tuple[ResponseFault, ...]
    dependents: Names
    proves: Mapping[str, Outcome] = field(default_factory=dict)
    failure: ResponseFailure | None = None
    silent: bool = False
    spared: str = ""

    @property
    def place(self) -> Organization:
        """The organization of the cell."""
        return ORGANIZATIONS[self.organization]

    def __str__(self) -> str:
        return f"{self.organization}: {self.read.method} {self.read.path}: {self.what}"


Bodies = Mapping[Endpoint, Any]
"""The JSON response of each endpoint that a run reads in an organization; None if the response is not JSON."""


def cells(bodies: Mapping[str, Bodies]) -> Iterator[Cell]:
    """Yield every cell.

    In organizations with failures, each endpoint gets a third of the faults of whole responses, in rotation.

    Args:
        bodies: The unchanged responses of the endpoints, by organization.
    """
    for organization, place in ORGANIZATIONS.items():
        for number, read in enumerate(one for one in bodies[organization] if place.only is None or one in place.only):
            tried = list(RESPONSE_FAILURES.items())
            for what, failure in tried if place.well else tried[number % 3 :: 3]:
                if not (failure.paging and read in (terraform.PING, bitbucket.SOURCE_FILE, bitbucket.SOURCE_LISTING)):
                    yield _whole(organization, read, what, failure)
            if bodies[organization][read] is not None:
                yield from _fields(organization, place, read, bodies[organization][read])
        yield _header(organization, terraform.PING, "TFP-AppName", frozenset({"public_address", "enterprise_release"}))
        yield _header(organization, bitbucket.USER, "X-OAuth-Scopes", frozenset({"bitbucket_token_scopes"}))
    yield from _one_of_many(set(bodies["healthy"]))


def _whole(organization: str, read: Endpoint, what: str, failure: ResponseFailure) -> Cell:
    place = ORGANIZATIONS[organization]
    dependents = _of_response(read, what, failure) | place.more.get(read, {}).get("", NONE)
    posted = read.method == "POST"
    # A fault that a retry resolves has no effect, except on the POST request, which is never retried.
    fixed = failure.times is not None and not posted
    # The checks read only the headers of the ping. A list that is read by page number, or a response that is not a
    # list, has no link to a next page.
    untouched = (read is terraform.PING and failure.in_body) or (failure.paging and read not in LISTS)
    return Cell(
        NO_WHOLE_ANSWER,
        organization,
        read,
        what,
        _response_faults(read, failure.how, failure.times),
        NONE if fixed or untouched else dependents,
        failure=None if fixed or untouched else failure,
        proves=_proven(read, what, failure),
        silent=_is_valid(read, failure, what),
    )


def _of_response(read: Endpoint, what: str, failure: ResponseFailure) -> Names:
    """Return the checks that can't pass with a fault of the whole response."""
    proven = _proven(read, what, failure)
    return ANSWERS[read] - {name for name, outcome in proven.items() if outcome is Outcome.PASSED}


def _proven(read: Endpoint, what: str, failure: ResponseFailure) -> Mapping[str, Outcome]:
    """Return what a fault of the whole response proves: the outcome, by check."""
    if read is bitbucket.SOURCE_FILE and failure.succeeds:
        return {"branch_exists": Outcome.PASSED}  # a file that can be read proves the branch, whatever it contains
    if read is bitbucket.REPOSITORY and what.startswith("404"):
        return {"submodule_urls": Outcome.FAILED}  # the account that has the key can't read the submodule
    return {}


def _is_valid(read: Endpoint, failure: ResponseFailure, what: str) -> bool:
    """Return whether it is an answer all the same: a file may be missing or hold any text; a ping is its headers.

    A list that the token is not allowed to read leaves out what it is about.
    """
    if read is terraform.PING:
        return failure.succeeds
    if read in IN_BULK:
        return True
    if read in SKIPPABLE:
        return what.startswith(("403", "404"))
    return read is bitbucket.SOURCE_FILE and (what in TEXTS or what.startswith("404"))


TEXTS = frozenset({"204", "empty body", "half of the JSON", "null", "an empty list", "a text", "a number"})
"""Changes after which a file is still valid: git finds fewer submodules or none in the file, without an error."""


def _fields(organization: str, place: Organization, read: Endpoint, body: Any) -> Iterator[Cell]:
    for path, value in fields(body).items():
        dependents = dependent_checks(read, path, place.more)
        if not dependents and organization != "healthy":
            continue
        for what, how in broken_values(path, value, word=path in WORDS.get(read, ())):
            silent = (read, path, what) in SILENT or read in IN_BULK
            unclear = path in PAGINATION and what == "of another type"
            listed = (
                dependent_checks(read, "data", place.more) | dependent_checks(read, "values", place.more)
                if unclear
                else NONE
            )
            faults = _response_faults(read, how)
            yield Cell(FIELD, organization, read, f"{path} {what}", faults, dependents | listed, silent=silent)
    yield Cell(
        FIELD, organization, read, "more fields", _response_faults(read, added("unheard-of", {"of": [None, 7]})), NONE
    )


def _header(organization: str, read: Endpoint, name: str, dependents: Names) -> Cell:
    return Cell(FIELD, organization, read, f"no {name}", _response_faults(read, headless(name)), dependents)


def _one_of_many(made: set[Endpoint]) -> Iterator[Cell]:
    """Yield the faults of a single repository while the other repository responds normally.

    The repository itself isn't among them: its main branch comes from the list of repositories.
    """
    paths = {
        bitbucket.BRANCH: "/2.0/repositories/acme-infra/{}/refs/branches/*",
        bitbucket.SOURCE_FILE: "/2.0/repositories/acme-infra/{}/src/*",
        bitbucket.HOOKS: "/2.0/repositories/acme-infra/{}/hooks",
    }
    for read in (one for one in paths if one in made):
        for unread, spared in (("platform", "network"), ("network", "platform")):
            for what, failure in RESPONSE_FAILURES.items():
                if failure.times or failure.paging or _is_valid(read, failure, what):
                    continue
                yield Cell(
                    ONE_OF_MANY,
                    "healthy",
                    read,
                    f"only {unread}: {what}",
                    (ResponseFault("bitbucket", paths[read].format(unread), failure.how),),
                    _of_response(read, what, failure),
                    spared=spared,
                )


def _response_faults(read: Endpoint, how: Mutation, times: int | None = None) -> tuple[ResponseFault, ...]:
    service = "terraform" if read.credential is Credential.TERRAFORM_TOKEN else "bitbucket"
    return tuple(ResponseFault(service, path, how, times) for path in PLACES[read])
