"""The clients read response bodies like those in the tests of public clients, and draw no further conclusions.

Each body names its source: the repository and the file. Only the structure, the types, and unusual values come from
the source; names and IDs come from the sandbox. Each body is read by the clients of this project and by all checks.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from recorded_bitbucket import BITBUCKET, Recorded
from recorded_terraform import HCP_TERRAFORM
from requests.auth import HTTPBasicAuth

from checks.clients.bitbucket import BitbucketClient
from checks.clients.bitbucket_source import BitbucketSource
from checks.clients.errors import ReadError
from checks.clients.http import Http
from checks.clients.rate_limit import RateLimiter
from checks.clients.terraform import TerraformClient
from checks.engine.registry import all_checks
from checks.sandbox.response_faults import ResponseFault, answer
from checks.settings.secret import Redactor


@dataclass(frozen=True)
class Clients:
    """The clients of both services."""

    site: Http
    bitbucket: BitbucketClient
    source: BitbucketSource
    terraform: TerraformClient


@pytest.fixture
def serve(sandbox) -> Iterator[Callable[[str, Recorded], Clients]]:
    """Return a function that serves a body at its path and returns the clients."""
    opened: list[Http] = []

    def session(base: str, name: str, secret: str) -> Http:
        limit = RateLimiter(1000, 1, sleep=lambda _: None)
        opened.append(Http(base, HTTPBasicAuth(name.encode(), secret.encode()), limiter=limit, redact=Redactor([])))
        return opened[-1]

    def start(service: str, recorded: Recorded) -> Clients:
        running = sandbox(ResponseFault(service, recorded.path, answer(recorded.status, recorded.body)))
        credentials, state = running.state.scenario.credentials, running.state
        api = session(f"{state.bitbucket_url}/2.0", credentials.email, credentials.api_token)
        return Clients(
            site=session(state.bitbucket_url, credentials.client_id, credentials.client_secret),
            bitbucket=BitbucketClient(api),
            source=BitbucketSource(api),
            terraform=TerraformClient(session(f"{state.terraform_url}/api/v2", "", ""), credentials.organization),
        )

    yield start
    for each in opened:
        each.close()


def assert_result(recorded: Recorded, clients: Clients) -> None:
    if isinstance(recorded.expected, ReadError):
        with pytest.raises(ReadError, match=str(recorded.expected)):
            recorded.read(clients)
    else:
        assert recorded.read(clients) == recorded.expected


@pytest.mark.parametrize("name", BITBUCKET)
def test_bitbucket(serve, name):
    assert_result(BITBUCKET[name], serve("bitbucket", BITBUCKET[name]))


@pytest.mark.parametrize("name", HCP_TERRAFORM)
def test_hcp_terraform(serve, name):
    assert_result(HCP_TERRAFORM[name], serve("terraform", HCP_TERRAFORM[name]))


@pytest.mark.parametrize("name", [*BITBUCKET, *HCP_TERRAFORM])
def test_no_check_ends_in_an_error(verify, name):
    service, recorded = ("bitbucket", BITBUCKET[name]) if name in BITBUCKET else ("terraform", HCP_TERRAFORM[name])
    served = ResponseFault(service, recorded.path, answer(recorded.status, recorded.body))
    assert "error" not in {result.outcome for result in verify(all_checks(), served).values()}


def test_the_bodies_come_from_many_clients():
    sources = [one.source for one in (*BITBUCKET.values(), *HCP_TERRAFORM.values())]
    assert len(sources) >= 15
    assert len({source.partition(",")[0] for source in sources}) >= 5
