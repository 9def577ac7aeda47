"""HTTP sessions with the simulated Bitbucket Cloud."""

from collections.abc import Callable, Iterator

import pytest
from requests.auth import HTTPBasicAuth

from checks.clients.http import Http
from checks.clients.rate_limit import RateLimiter
from checks.settings.secret import Redactor


@pytest.fixture
def bitbucket_http(sandbox) -> Iterator[Callable[..., Http]]:
    """Return a function that starts the sandbox and opens a Bitbucket API session with the user's credentials."""
    opened = []

    def start(*changes) -> Http:
        running = sandbox(*changes)
        credentials = running.state.scenario.credentials
        auth = HTTPBasicAuth(credentials.email.encode(), credentials.api_token.encode())
        limit = RateLimiter(1000, 1, sleep=lambda _: None)
        opened.append(Http(f"{running.state.bitbucket_url}/2.0", auth, pacer=limit, redact=Redactor([])))
        return opened[-1]

    yield start
    for http in opened:
        http.close()
