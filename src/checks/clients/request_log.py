"""What was asked and what came back, noted for whoever wants to see it."""

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from checks.facts.credentials import Endpoint


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """One request and its answer. Nothing of it is secret.

    Attributes:
        read: Which of the calls that we make it was.
        url: Where it went, without a query.
        status: The HTTP status, or None where there was no answer.
        kept: When an earlier run made it, of which this one uses what it kept; None where this run made it.
    """

    read: Endpoint
    url: str
    status: int | None
    kept: datetime | None = None


REQUESTS: ContextVar[dict[RequestRecord, None] | None] = ContextVar("evidence", default=None)
"""Where requests made in this context are noted, each once."""


def record_request(*seen: RequestRecord) -> None:
    """Note requests where this context wants them noted."""
    noted = REQUESTS.get()
    if noted is not None:
        noted.update(dict.fromkeys(seen))
