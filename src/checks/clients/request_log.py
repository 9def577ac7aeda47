"""Records the requests of a check and the status of each response."""

from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime

from checks.facts.credentials import Endpoint


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """One request and the status of its response. It contains no secrets.

    Attributes:
        read: The endpoint.
        url: The URL, without its query.
        status: The HTTP status, or None if there was no response.
        sent: When it was sent.
    """

    read: Endpoint
    url: str
    status: int | None
    sent: datetime = field(default_factory=lambda: datetime.now(UTC), compare=False)


REQUESTS: ContextVar[dict[RequestRecord, None] | None] = ContextVar("evidence", default=None)
"""Collects the requests sent in this context, each once; None if they aren't recorded."""


def record_requests(seen: dict[RequestRecord, None]) -> None:
    """Record requests if this context collects them."""
    collected = REQUESTS.get()
    if collected is not None:
        collected.update(seen)
