"""What each check would ask, of whom, and the least that each call needs; nobody is asked."""

from collections.abc import Iterator
from dataclasses import dataclass

from checks.engine.model import Check
from checks.facts.credentials import Credential, Endpoint
from checks.settings.settings import Settings


@dataclass(frozen=True)
class Call:
    """One kind of call that a check makes.

    Attributes:
        method: ``GET``, ``POST`` for the one token request, ``READ`` for what is read on this machine.
        address: The whole address with its parameters in braces; for what is read here, what that is.
        permission: The least that the credential must be allowed.
        credential: The credential that is shown for it, or None.
        optional: Whether the check makes it only where that credential is given.
        beta: Whether the vendor publishes it as a beta, so that its absence says nothing.
    """

    method: str
    address: str
    permission: str
    credential: Credential | None
    optional: bool
    beta: bool


def calls(check: Check, settings: Settings) -> tuple[Call, ...]:
    """Return every kind of call that `check` makes where everything is there, in the order it declares them."""
    return tuple(_calls(check, settings))


def _calls(check: Check, settings: Settings) -> Iterator[Call]:
    for read in dict.fromkeys((*check.reads, *check.also_reads)):
        yield Call(
            method=read.method,
            address=_base(read, settings) + read.path,
            permission=read.permission,
            credential=read.credential,
            optional=read not in check.reads,
            beta=read.beta,
        )


def _base(read: Endpoint, settings: Settings) -> str:
    return settings.base_url(read.credential) if read.credential and read.method != "READ" else ""
