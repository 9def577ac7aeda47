"""Lists the requests that each check would send, with the minimum permission for each one, without sending them."""

from collections.abc import Iterator
from dataclasses import dataclass

from checks.engine.model import Check
from checks.facts.credentials import Credential, Endpoint
from checks.settings.settings import Settings


@dataclass(frozen=True)
class Call:
    """One kind of request that a check sends.

    Attributes:
        method: ``GET``, ``POST`` for the one token request, or ``READ`` for a local file.
        address: The URL with its parameters in braces, or a description of the local file.
        permission: The minimum permission of the credential.
        credential: The credential that authenticates the request, or None.
        optional: Whether the check sends it only if the credential is set.
        beta: Whether the vendor's endpoint is a beta, so its absence isn't an error.
    """

    method: str
    address: str
    permission: str
    credential: Credential | None
    optional: bool
    beta: bool


def calls(check: Check, settings: Settings) -> tuple[Call, ...]:
    """Return every kind of request that `check` sends if all credentials are set, in the order it declares them."""
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
