"""The connection of the live guide, which asks Bitbucket's token endpoint only as its record allows."""

from collections.abc import Callable

from checks.clients.bitbucket_records import TokenResponse
from checks.clients.errors import ReadError
from checks.clients.request_log import RequestRecord, record_requests
from checks.clients.time_budget import TimeBudget
from checks.connection.connection import Connection
from checks.facts import bitbucket
from checks.live.allowance import Allowance
from checks.live.token_requests import TokenRequests
from checks.settings.settings import Settings

PATIENCE = 5.0
"""Seconds. A read that must wait longer for a rate limit is left out, because the next click would wait, too."""


class LiveConnection(Connection):
    """A connection that stays open while the reader follows the guide.

    Args:
        settings: The settings.
        token_requests: The record of requests to the token endpoint.
        on_wait: Called with what a read waits for, such as a rate limit.

    Attributes:
        first: Whether a token can be requested if none was requested with this key and secret before.
        again: Whether it can be asked again.
        allowance: The requests to Bitbucket in the last minute.
    """

    def __init__(
        self, settings: Settings, token_requests: TokenRequests, on_wait: Callable[[str], None] = lambda _: None
    ) -> None:
        super().__init__(
            settings,
            lambda progress: None if progress.total else on_wait(progress.what),
            TimeBudget(patience=PATIENCE),
        )
        self.allowance = Allowance()
        self._services.admit_to_bitbucket(self.allowance.take)
        self._token_requests = token_requests
        self.first = self.again = False

    def token_response(self) -> TokenResponse:
        """Return Bitbucket's response to the consumer key and secret, new or recorded."""
        return self._once(self._recorded_response)

    def _recorded_response(self) -> TokenResponse:
        consumer, site = self.settings.consumer, self.settings.bitbucket_url
        if consumer is None:
            raise ReadError("No consumer key and secret are set.")
        found = self._token_requests.response(
            consumer, site, self._services.request_token, first=self.first, again=self.again
        )
        if not found.is_new:
            url = site + bitbucket.ACCESS_TOKEN.path
            record_requests({RequestRecord(bitbucket.ACCESS_TOKEN, url, found.response.status, found.asked): None})
        return found.response
