"""Read public pages: one request each, without credentials or cookies."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import urldefrag, urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError, NameResolutionError, NewConnectionError, ReadTimeoutError

LARGEST = 8 * 1024 * 1024
"""Maximum size of a page in bytes. The largest document, an OpenAPI document, has less than one million."""
HOPS = 10
_OK = 200
_REFUSED = 400
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT_REDIRECTS = frozenset({301, 308})
"""Permanent redirects: clients use the new URL from now on. Source: RFC 9110, section 15.4."""
HEADERS = {
    "User-Agent": "bitbucket-terraform-guide (checks whether the pages that a guide refers to still say the same)",
    "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8",
}


class FetchFailure(Enum):
    """Why there is no response; the value is the reason as text."""

    CERTIFICATE = "its certificate is not trusted"
    NO_HOST = "the hostname cannot be resolved"
    REFUSED = "the connection cannot be opened"
    SLOW = "no complete response in time"
    LOOP = "too many redirects"
    TOO_LARGE = "the response is larger than the limit"
    OTHER = "the response is incomplete"


@dataclass(frozen=True)
class BotProtection:
    """A product that blocks automated clients.

    Attributes:
        name: The product name.
        header: A response header in lower case, and the prefix of its value.
        body: Strings in the HTML of its page. Pages that it allows can also contain them, so they count
            only in refusals.
    """

    name: str
    header: tuple[str, str] | None = None
    body: tuple[str, ...] = ()


BOT_PROTECTIONS = (
    BotProtection(
        "Cloudflare", ("cf-mitigated", "challenge"), ("/cdn-cgi/challenge-platform/", "challenges.cloudflare.com")
    ),
    BotProtection("Vercel", ("x-vercel-mitigated", ""), ("Vercel Security Checkpoint",)),
    BotProtection("AWS WAF", ("x-amzn-waf-action", ""), ("awswaf.com/",)),
    BotProtection("DataDome", ("x-datadome", ""), ("captcha-delivery.com",)),
    BotProtection("Akamai", None, ("errors.edgesuite.net", "_abck")),
    BotProtection("Imperva", None, ("_Incapsula_Resource",)),
    BotProtection("HUMAN", None, ("px-captcha",)),
    BotProtection("a captcha", None, ("www.google.com/recaptcha/", "hcaptcha.com/1/api.js")),
)


@dataclass(frozen=True)
class PageResponse:
    """The response for a URL.

    Attributes:
        requested: The requested URL, without its fragment.
        address: The URL of the response, after all redirects.
        status: The HTTP status; 0 if there is no response.
        headers: The response headers, with names in lower case.
        body: The text; empty if there is no response.
        failure: Why there is no response.
        permanent: True if a redirect was permanent.
    """

    requested: str
    address: str
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    failure: FetchFailure | None = None
    permanent: bool = False

    @property
    def ok(self) -> bool:
        """Whether the page was returned."""
        return self.status == _OK

    @property
    def moved(self) -> bool:
        """Whether a different page than the requested one was returned."""
        return _bare(self.requested) != _bare(self.address)

    @property
    def bot_protection(self) -> str:
        """The name of the bot protection that sent this response; empty without one.

        A blocked request does not show that the page no longer exists.
        """
        for product in BOT_PROTECTIONS:
            if product.header and product.header[0] in self.headers:
                # An AWS challenge has status 202. DataDome also marks pages that it allows.
                value = self.headers[product.header[0]].lower()
                if value.startswith(product.header[1]) and not self.ok:
                    return product.name
            if self.status >= _REFUSED and any(words in self.body for words in product.body):
                return product.name
        return ""


class Web:
    """Request each page once and cache the response.

    Args:
        at: Maps a URL to the URL to request. Tests pass a function that returns a local server's URL.
        timeout: Seconds without data after which a request is abandoned.
        patience: Seconds for the whole response, after which a request is abandoned.
        pause: Seconds between two requests to the same host.
    """

    def __init__(
        self, at: Callable[[str], str] = str, *, timeout: float = 20, patience: float = 60, pause: float = 0.5
    ) -> None:
        self._at = at
        self._timeout = timeout
        self._patience = patience
        self._pause = pause
        self._last_request: dict[str, float] = {}
        self._responses: dict[str, PageResponse] = {}

    def get(self, page: str) -> PageResponse:
        """Return the response for `page`. Redirects are followed; a page that cannot be read raises no error."""
        requested = urldefrag(page).url
        if requested not in self._responses:
            self._responses[requested] = self._read(requested)
        return self._responses[requested]

    def _read(self, requested: str) -> PageResponse:
        address, permanent = requested, False
        ends = time.monotonic() + self._patience
        try:
            for _ in range(HOPS):
                with self._request(address) as response:
                    target = response.headers.get("Location")
                    if response.status_code not in REDIRECTS or not target:
                        headers = {name.lower(): value for name, value in response.headers.items()}
                        body = _text(response, ends)
                        return PageResponse(
                            requested, address, response.status_code, headers, body, permanent=permanent
                        )
                    permanent = permanent or response.status_code in PERMANENT_REDIRECTS
                    address = urldefrag(urljoin(address, target)).url
        except (requests.RequestException, HTTPError, _AbandonedError) as problem:
            return PageResponse(requested, address, failure=_failure(problem))
        return PageResponse(requested, address, failure=FetchFailure.LOOP)

    def _request(self, address: str) -> requests.Response:
        host = urlsplit(address).netloc
        wait = self._last_request.get(host, 0) + self._pause - time.monotonic()
        if host in self._last_request and wait > 0:
            time.sleep(wait)
        # Requests share no session, so no cookie is kept. The empty auth keeps ~/.netrc from adding a password.
        response = requests.get(
            self._at(address), headers=HEADERS, timeout=self._timeout, allow_redirects=False, stream=True, auth=_no_auth
        )
        self._last_request[host] = time.monotonic()
        return response


class _AbandonedError(Exception):
    """A response takes too long, or is too large."""

    def __init__(self, failure: FetchFailure) -> None:
        super().__init__(failure.value)
        self.failure = failure


def _no_auth(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _text(response: requests.Response, ends: float) -> str:
    body = bytearray()
    # Read only the data that has arrived: a slow response would otherwise block for hours.
    while piece := response.raw.read1(64 * 1024, decode_content=True):
        body += piece
        if time.monotonic() > ends:
            raise _AbandonedError(FetchFailure.SLOW)
        if len(body) > LARGEST:
            raise _AbandonedError(FetchFailure.TOO_LARGE)
    # Pages without a declared encoding are UTF-8 today, although HTTP once defined another default.
    named = "charset" in response.headers.get("Content-Type", "")
    return body.decode((response.encoding if named else None) or "utf-8", errors="replace")


_FAILURES: tuple[tuple[type[Exception], FetchFailure], ...] = (
    (requests.exceptions.SSLError, FetchFailure.CERTIFICATE),
    (requests.Timeout, FetchFailure.SLOW),
    (ReadTimeoutError, FetchFailure.SLOW),
    (NameResolutionError, FetchFailure.NO_HOST),
    (NewConnectionError, FetchFailure.REFUSED),
)
"""The exceptions of the libraries, the more specific first: an unknown host is also a connection error."""


def _failure(problem: Exception) -> FetchFailure:
    if isinstance(problem, _AbandonedError):
        return problem.failure
    cause = problem.args[0] if problem.args else None
    chain = (problem, cause, getattr(cause, "reason", None))
    return next(
        (failure for kind, failure in _FAILURES if any(isinstance(one, kind) for one in chain)), FetchFailure.OTHER
    )


def _bare(address: str) -> str:
    """Return `address` without the parts that readers ignore: the scheme, ``www``, and a trailing slash."""
    parts = urlsplit(address)
    return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}".lower()
