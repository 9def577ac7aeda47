"""Creates the clients of both services, each with its own credential and within its vendor's rate limits."""

from collections import Counter
from collections.abc import Callable, Mapping

from requests.auth import AuthBase, HTTPBasicAuth

from checks.clients.bitbucket import BitbucketClient, request_token
from checks.clients.bitbucket_records import TokenResponse
from checks.clients.bitbucket_source import BitbucketSource
from checks.clients.http import Http
from checks.clients.rate_limit import RateLimiter
from checks.clients.terraform import BearerAuth, TerraformClient
from checks.clients.time_budget import TimeBudget
from checks.facts import bitbucket, terraform
from checks.facts.credentials import Credential, Endpoint
from checks.settings.secret import Redactor, Secret
from checks.settings.settings import Settings

HOUR = 3600.0
"""Seconds."""

_NONE = Secret("")


class Backends:
    """The clients of both services.

    Attributes:
        terraform: The HCP Terraform client.
        bitbucket: The Bitbucket client.
        source: The client for branches and files in Bitbucket.
    """

    def __init__(
        self, settings: Settings, redact: Redactor, on_progress: Callable[[str], None], budget: TimeBudget
    ) -> None:
        self._settings = settings
        self._redact = redact
        self._on_progress = on_progress
        self._sessions: list[Http] = []
        self._terraform_limiter = RateLimiter(
            terraform.RATE_LIMIT.number, 1, limit="HCP Terraform's limit", budget=budget
        )
        self._bitbucket_limiter = _hourly(settings, budget)
        self._token_limiter = RateLimiter(1, 1, budget=budget)
        bearer = BearerAuth(settings.terraform_token or _NONE)
        self.terraform = TerraformClient(
            self._http(Credential.TERRAFORM_TOKEN, bearer, self._terraform_limiter, accept=terraform.MEDIA_TYPE.text),
            settings.organization or "",
        )
        account = settings.bitbucket_token
        basic = _basic(account.email, account.token) if account else _basic("", _NONE)
        http = self._http(Credential.BITBUCKET_TOKEN, basic, self._bitbucket_limiter)
        self.bitbucket, self.source = BitbucketClient(http), BitbucketSource(http)

    def request_token(self) -> TokenResponse:
        """Return Bitbucket's response to the consumer key and secret: see `checks.clients.bitbucket`.

        Raises:
            ReadError: There was no response, or it has neither a token nor an error.
        """
        consumer = self._settings.consumer
        basic = _basic(consumer.key, consumer.secret) if consumer else _basic("", _NONE)
        return request_token(self._http(Credential.CONSUMER, basic, self._token_limiter), self._redact)

    def change(self, settings: Settings) -> None:
        """Use the consumer key and secret of other settings."""
        self._settings = settings

    def admit_to_bitbucket(self, admit: Callable[[float], None]) -> None:
        """Call `admit` before each request to Bitbucket: see `RateLimiter.admit`."""
        for limiter in (self._bitbucket_limiter, self._token_limiter):
            limiter.admit(admit)

    def forecast(self, requests: Mapping[Endpoint, int]) -> float:
        """Return the seconds over which the requests must be spread to stay within each rate limit.

        Requests that count toward different limits don't wait for each other.
        """
        return max((limiter.forecast(number) for limiter, number in self._together(requests).items()), default=0.0)

    def allowed_requests(self, requests: Mapping[Endpoint, int]) -> int:
        """Return how many of the requests are allowed within the time budget."""
        return sum(limiter.allowed_requests(number) for limiter, number in self._together(requests).items())

    def _together(self, requests: Mapping[Endpoint, int]) -> Counter[RateLimiter]:
        """Return the number of requests that count toward each limit."""
        together: Counter[RateLimiter] = Counter()
        for read, number in requests.items():
            together[self._limiter(read)] += number
        return together

    def close(self) -> None:
        """Close the connections to both services."""
        for session in self._sessions:
            session.close()

    def _limiter(self, read: Endpoint) -> RateLimiter:
        of_terraform = read.credential is Credential.TERRAFORM_TOKEN
        return self._terraform_limiter if of_terraform else self._bitbucket_limiter.of(read)

    def _http(
        self, credential: Credential, auth: AuthBase, limiter: RateLimiter, accept: str = "application/json"
    ) -> Http:
        http = Http(
            self._settings.base_url(credential),
            auth,
            limiter=limiter,
            redact=self._redact,
            on_progress=self._on_progress,
            accept=accept,
        )
        self._sessions.append(http)
        return http


def _hourly(settings: Settings, budget: TimeBudget) -> RateLimiter:
    """Return the rate limiter for Bitbucket, with separate ones for the endpoints that Bitbucket counts separately."""
    share = f"{settings.hourly_share}% of Bitbucket's hourly limit (BITBUCKET_HOURLY_SHARE)"
    whole, *apart = [
        RateLimiter(settings.hourly_budget, HOUR, limit=share, budget=budget)
        for _ in range(1 + len(bitbucket.COUNTED_APART))
    ]
    for reads, limiter in zip(bitbucket.COUNTED_APART, apart, strict=True):
        whole.count_apart(reads, limiter)
    return whole


def _basic(name: str, secret: Secret) -> HTTPBasicAuth:
    return HTTPBasicAuth(name.encode(), secret.reveal().encode())
