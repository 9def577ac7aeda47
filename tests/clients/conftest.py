"""Sessions with the simulated Bitbucket."""

from collections.abc import Callable, Iterator

import pytest
from requests.auth import HTTPBasicAuth

from checks.clients.http import Http
from checks.clients.rate_limit import RateLimiter
from checks.settings.secret import Redactor


@pytest.fixture
def bitbucket_http(sandbox) -> Iterator[Callable[..., Http]]:
    """Start the services, and return a session with Bitbucket's API with the person's credentials."""
    opened = []

    def start(*what) -> Http:
        running = sandbox(*what)
        held = running.state.scenario.credentials
        auth = HTTPBasicAuth(held.email.encode(), held.api_token.encode())
        limit = RateLimiter(1000, 1, sleep=lambda _: None)
        opened.append(Http(f"{running.state.bitbucket_url}/2.0", auth, pacer=limit, redact=Redactor([])))
        return opened[-1]

    yield start
    for http in opened:
        http.close()
