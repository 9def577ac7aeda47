"""Makes the cells of the matrix."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from checks.facts import bitbucket, terraform
from checks.facts.credentials import Credential, Endpoint
from checks.sandbox.response_faults import Mutation, ResponseFault, added, headless
from matrix.fields import fields, spoilings
from matrix.misbehaviour import MISBEHAVIOURS, Misbehaviour
from matrix.rests import ANSWERS, BRANCH, IN_BULK, LISTS, NONE, PLACES, SILENT, WORDS, Names, resting
from matrix.scenarios import ORGANIZATIONS, Organization

NO_WHOLE_ANSWER = "whole answers"
FIELD = "single fields"
ONE_OF_MANY = "one of many"


@dataclass(frozen=True)
class Cell:
    """One thing to try.

    Attributes:
        kind: Which part of the matrix it belongs to.
        organization: The name of the scenario.
        read: The call whose answers it befalls.
        what: What befalls them.
        interruptions: The same, for the sandbox.
        rests: The checks that cannot pass then.
        misbehaviour: What befalls whole answers, or None where only a part of them is spoilt.
        silent: Whether it looks like a fault of the answer and is an answer.
        spared: A word in the subject of findings that it must not touch; empty where it befalls all.
    """

    kind: str
    organization: str
    read: Endpoint
    what: str
    interruptions: tuple[ResponseFault, ...]
    rests: Names
    misbehaviour: Misbehaviour | None = None
    silent: bool = False
    spared: str = ""

    @property
    def place(self) -> Organization:
        """The scenario."""
        return ORGANIZATIONS[self.organization]

    def __str__(self) -> str:
        return f"{self.organization}: {self.read.method} {self.read.path}: {self.what}"


Bodies = Mapping[Endpoint, Any]
"""What each call that is made in an organization answers there, as JSON; None where that is none."""


def cells(bodies: Mapping[str, Bodies]) -> Iterator[Cell]:
    """Yield every cell.

    Where much is wrong, a third of what befalls whole answers is tried, another third of each call.

    Args:
        bodies: For each organization, what each call that is made there really answers.
    """
    for organization, place in ORGANIZATIONS.items():
        for number, read in enumerate(bodies[organization]):
            tried = list(MISBEHAVIOURS.items())
            for what, misbehaviour in tried if place.well else tried[number % 3 :: 3]:
                if not (
                    misbehaviour.paging and read in (terraform.PING, bitbucket.SOURCE_FILE, bitbucket.SOURCE_LISTING)
                ):
                    yield _whole(organization, read, what, misbehaviour)
            if bodies[organization][read] is not None:
                yield from _fields(organization, place, read, bodies[organization][read])
        yield _header(organization, terraform.PING, "TFP-AppName", frozenset({"public_address", "enterprise_release"}))
        yield _header(organization, bitbucket.USER, "X-OAuth-Scopes", frozenset({"bitbucket_token_scopes"}))
    yield from _one_of_many(set(bodies["healthy"]))


def _whole(organization: str, read: Endpoint, what: str, misbehaviour: Misbehaviour) -> Cell:
    place = ORGANIZATIONS[organization]
    rests = ANSWERS[read] | place.more.get(read, {}).get("", NONE)
    posted = read.method == "POST"
    # What one repetition mends is none, but for the one call that is never repeated.
    fixed = misbehaviour.times is not None and not posted
    # Of the ping only the headers are read, and a list that is read by numbers of pages, or a thing that is no list,
    # has no page that could follow.
    untouched = (read is terraform.PING and misbehaviour.in_body) or (misbehaviour.paging and read not in LISTS)
    return Cell(
        NO_WHOLE_ANSWER,
        organization,
        read,
        what,
        _befalling(read, misbehaviour.how, misbehaviour.times),
        NONE if fixed or untouched else rests,
        None if fixed or untouched else misbehaviour,
        silent=_is_an_answer(read, misbehaviour, what),
    )


def _is_an_answer(read: Endpoint, misbehaviour: Misbehaviour, what: str) -> bool:
    """Tell whether it is an answer all the same: a file may be missing or hold any text; a ping is its headers."""
    if read is terraform.PING:
        return misbehaviour.succeeds
    if read in IN_BULK:
        return True
    return read is bitbucket.SOURCE_FILE and (what in TEXTS or what.startswith("404"))


TEXTS = frozenset({"204", "empty body", "half of the JSON", "null", "an empty list", "a text", "a number"})
"""What may stand in a file: git finds no submodule in it, or fewer, and complains about nothing."""


def _fields(organization: str, place: Organization, read: Endpoint, body: Any) -> Iterator[Cell]:
    for path, value in fields(body).items():
        rests = resting(read, path, place.more)
        if not rests and organization != "healthy":
            continue
        for what, how in spoilings(path, value, word=path in WORDS.get(read, ())):
            silent = (read, path, what) in SILENT or read in IN_BULK
            yield Cell(FIELD, organization, read, f"{path} {what}", _befalling(read, how), rests, silent=silent)
    yield Cell(FIELD, organization, read, "more fields", _befalling(read, added("unheard-of", {"of": [None, 7]})), NONE)


def _header(organization: str, read: Endpoint, name: str, rests: Names) -> Cell:
    return Cell(FIELD, organization, read, f"no {name}", _befalling(read, headless(name)), rests)


def _one_of_many(made: set[Endpoint]) -> Iterator[Cell]:
    """Yield what befalls one repository or Terraform workspace while the others answer."""
    paths = {
        bitbucket.REPOSITORY: "/2.0/repositories/acme-infra/{}",
        bitbucket.BRANCH: "/2.0/repositories/acme-infra/{}/refs/branches/*",
        bitbucket.SOURCE_FILE: "/2.0/repositories/acme-infra/{}/src/*",
        bitbucket.HOOKS: "/2.0/repositories/acme-infra/{}/hooks",
    }
    for read in made & paths.keys():
        for unread, spared in (("platform", "network"), ("network", "platform")):
            for what, misbehaviour in MISBEHAVIOURS.items():
                if misbehaviour.times or misbehaviour.paging or _is_an_answer(read, misbehaviour, what):
                    continue
                yield Cell(
                    ONE_OF_MANY,
                    "healthy",
                    read,
                    f"{unread} alone: {what}",
                    (ResponseFault("bitbucket", paths[read].format(unread), misbehaviour.how),),
                    ANSWERS[read] if read is bitbucket.HOOKS else BRANCH,
                    spared=spared,
                )


def _befalling(read: Endpoint, how: Mutation, times: int | None = None) -> tuple[ResponseFault, ...]:
    service = "terraform" if read.credential is Credential.TERRAFORM_TOKEN else "bitbucket"
    return tuple(ResponseFault(service, path, how, times) for path in PLACES[read])
