"""Our clients of both services: each with the credential that belongs there, and kept to the limits of its vendor."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from requests.auth import AuthBase, HTTPBasicAuth

from checks.clients.bitbucket import BitbucketClient
from checks.clients.bitbucket_records import TokenAnswer
from checks.clients.bitbucket_source import BitbucketSource
from checks.clients.bitbucket_token import ask_for_token
from checks.clients.http import Http
from checks.clients.rate_limit import RateLimiter
from checks.clients.terraform import BearerAuth, TerraformClient
from checks.facts import bitbucket, terraform
from checks.facts.credentials import Credential, Endpoint
from checks.settings.secret import Redactor, Secret
from checks.settings.settings import Settings

HOUR = 3600.0
"""Seconds."""

_NONE = Secret("")


class Backends:
    """Both services, as the settings reach them.

    Args:
        settings: What the reader gave.
        redact: Takes secrets out of what a service says.
        told: Is told what is being waited for.

    Attributes:
        terraform: Reads HCP Terraform.
        bitbucket: Reads Bitbucket.
        source: Reads branches and files at Bitbucket.
    """

    def __init__(self, settings: Settings, redact: Redactor, on_progress: Callable[[str], None]) -> None:
        self._settings = settings
        self._redact = redact
        self._on_progress = on_progress
        self._sessions: list[Http] = []
        self._at_terraform = RateLimiter(terraform.RATE_LIMIT.number, 1, limit="HCP Terraform's limit")
        self._at_bitbucket = _hourly(settings)
        bearer = BearerAuth(settings.terraform_token or _NONE)
        self.terraform = TerraformClient(
            self._http(Credential.TERRAFORM_TOKEN, bearer, self._at_terraform, accept=terraform.MEDIA_TYPE.text),
            settings.organization or "",
        )
        given = settings.bitbucket_token
        basic = _basic(given.email, given.token) if given else _basic("", _NONE)
        http = self._http(Credential.BITBUCKET_TOKEN, basic, self._at_bitbucket)
        self.bitbucket, self.source = BitbucketClient(http), BitbucketSource(http)

    def ask_for_token(self) -> TokenAnswer:
        """Return what Bitbucket says to the consumer's key and secret: see `checks.clients.bitbucket_token`.

        Raises:
            ReadError: There was no answer.
        """
        given = self._settings.consumer
        basic = _basic(given.key, given.secret) if given else _basic("", _NONE)
        return ask_for_token(self._http(Credential.CONSUMER, basic, RateLimiter(1, 1)), self._redact)

    def forecast(self, requests: Mapping[Endpoint, int]) -> float:
        """Return how many seconds so many requests have to be spread over, so that each limit is kept to.

        Those that count against one limit do not wait for those that count against another.
        """
        together: Counter[RateLimiter] = Counter()
        for read, number in requests.items():
            together[self._pacer(read)] += number
        return max((pacer.forecast(number) for pacer, number in together.items()), default=0.0)

    def remember(self, requests: Iterable[tuple[Endpoint, float]]) -> None:
        """Count requests that went before this run in the limit of this hour.

        Args:
            requests: Each with how many seconds ago it went.
        """
        ages: dict[RateLimiter, list[float]] = {}
        for read, age in requests:
            ages.setdefault(self._pacer(read), []).append(age)
        for pacer, those in ages.items():
            pacer.remember(those)

    def close(self) -> None:
        """Let go of the connections to both."""
        for session in self._sessions:
            session.close()

    def _pacer(self, read: Endpoint) -> RateLimiter:
        ours = read.credential is Credential.TERRAFORM_TOKEN
        return self._at_terraform if ours else self._at_bitbucket.of(read)

    def _http(
        self, credential: Credential, auth: AuthBase, pacer: RateLimiter, accept: str = "application/json"
    ) -> Http:
        http = Http(
            self._settings.base_url(credential),
            auth,
            pacer=pacer,
            redact=self._redact,
            on_progress=self._on_progress,
            accept=accept,
        )
        self._sessions.append(http)
        return http


def _hourly(settings: Settings) -> RateLimiter:
    """Return a pacer for Bitbucket, with one of its own for all that Bitbucket counts apart."""
    share = f"{settings.hourly_share} % of Bitbucket's hourly limit (BITBUCKET_HOURLY_SHARE)"
    whole, *apart = [
        RateLimiter(settings.hourly_budget, HOUR, limit=share) for _ in range(1 + len(bitbucket.COUNTED_APART))
    ]
    for reads, pacer in zip(bitbucket.COUNTED_APART, apart, strict=True):
        whole.count_apart(reads, pacer)
    return whole


def _basic(name: str, secret: Secret) -> HTTPBasicAuth:
    return HTTPBasicAuth(name.encode(), secret.reveal().encode())
