"""Sends rate-limited, read-only HTTP requests to one host, with retries, and keeps the credential on that host."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import quote, urlencode, urljoin, urlsplit

import requests
from requests.auth import AuthBase

from checks.clients import transport
from checks.clients.errors import PostponedError, ReadError, UnreachableError, UnusableError
from checks.clients.rate_limit import RateLimiter, number, possible_in, requested_wait
from checks.clients.request_log import RequestRecord, record_requests
from checks.clients.response import WEB_PAGE, Response, is_web_page, parse_error_body, read_body
from checks.clients.transport_errors import FAILURES, describe
from checks.facts.credentials import Endpoint
from checks.settings.secret import Redactor
from checks.settings.urls import is_protected

CONNECTIONS = 8
"""Concurrent requests to one host."""

CONNECT_SECONDS, SILENCE_SECONDS, ANSWER_SECONDS = 10.0, 20.0, 60.0
"""Seconds to connect, between two bytes, and for the whole request and response with its headers and trailers."""

LARGEST_ANSWER = 32 * 1024 * 1024
"""Bytes. The largest response seen from either service is far smaller."""

RETRIES = 2
FIRST_WAIT = 1.0
"""Seconds before the second attempt if the vendor doesn't set a wait. The wait before the third is twice as long."""

LONGEST_WAIT = 60.0
"""Seconds. If a vendor requests a longer wait, the read fails instead of waiting."""

LONGEST_WAIT_OF_HOURS = 3600.0
"""Seconds. The same limit for a run that takes hours anyway."""

REDIRECTS = 3
MAX_MESSAGE_CHARACTERS = 500
"""The maximum number of characters shown of a vendor's error message."""

_TRANSIENT = {
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
}


_SUCCESS = {HTTPStatus.OK, HTTPStatus.NO_CONTENT}
"""The documented success statuses. Any other status, such as 206 for a partial body, doesn't prove completeness."""

_INVALID_SEGMENTS = {"", ".", ".."}
"""Path segments that would change which path is read."""


class _TransientError(UnreachableError):
    """There was no complete response, but another attempt might succeed."""


class _Session(requests.Session):
    """Ignores redirects. Otherwise, requests reads the body of any redirect without a limit, followed or not."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Return None for every response, so that `requests` sees no redirect."""
        del resp


class Http:
    """A session with one host.

    Args:
        base: The base URL of all paths, such as ``https://api.bitbucket.org/2.0``.
        auth: Adds the credential to a request.
        limiter: Delays requests to stay within the vendor's limit.
        redact: Removes secrets from the vendor's text.
        on_progress: Called with a short description of the current wait.
        accept: The media type to request.

    Raises:
        ValueError: A connection to `base` would be neither encrypted nor local.
    """

    def __init__(  # noqa: PLR0913 - all but two are keyword-only
        self,
        base: str,
        auth: AuthBase,
        *,
        limiter: RateLimiter,
        redact: Redactor,
        on_progress: Callable[[str], None] = lambda _: None,
        accept: str = "application/json",
    ) -> None:
        parts = urlsplit(base)
        if not is_protected(parts.scheme, parts.hostname or ""):
            raise ValueError("A credential goes over https, or stays on this machine.")
        self.base = base
        self._origin = _origin(base)
        self._auth = auth
        self._limiter = limiter
        self._redact = redact
        self._on_progress = on_progress
        self._posted = False
        self._closed = False
        self._session = _Session()
        # With plain HTTP to this machine, a proxy from the environment could read the traffic.
        self._session.trust_env = parts.scheme == "https"
        self._environment = self._session.merge_environment_settings(base, {}, True, None, None)  # noqa: FBT003 - stream
        # One HCP Terraform endpoint sets a session cookie, which then overrides the bearer token on all the others.
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        # Gzip is the only compression supported here, because its trailer shows whether the body is complete.
        self._headers = {"Accept": accept, "Accept-Encoding": "gzip", "User-Agent": "bitbucket-terraform-guide"}
        self._session.mount(self._origin, transport.adapter(pool_maxsize=CONNECTIONS, pool_block=True))

    def get(self, read: Endpoint, query: Mapping[str, str | int] | None = None, **path: str) -> Response:
        """Send a GET request to the endpoint `read`, with its path parameters filled in, and return the response.

        Raises:
            ReadError: There was no response, or its status isn't a success.
        """
        for name, value in path.items():
            if value in _INVALID_SEGMENTS:
                raise ReadError(f'"{value}" can\'t be the {name} in {read.path}. No request was sent.')
        place = read.path.format(**{name: quote(value, safe="") for name, value in path.items()})
        url = self.base + place + ("?" + urlencode(query) if query else "")
        return self._checked(read, self._get_with_retries(read, url))

    def follow(self, read: Endpoint, url: str) -> Response:
        """Send a GET request to a URL from an earlier response, and return the response.

        Raises:
            ReadError: There was no response, or its status isn't a success.
            UnusableError: The URL is on another host.
        """
        if _origin(url) != self._origin:
            place = self._place(url)
            raise UnusableError(
                f"{self._origin} named a next page of {read.path} on another host ({place}). It was not read."
            )
        return self._checked(read, self._get_with_retries(read, url))

    def post_once(self, read: Endpoint, form: Mapping[str, str]) -> Response:
        """Send the only POST request of a run, without retries, and return the response.

        Client errors such as 400 and 401 are returned, because they describe the consumer.

        Raises:
            ReadError: There was no response, or its status is 429 or a server error.
            RuntimeError: It was already sent. This is a bug: a second failure can lock the consumer.
        """
        if self._posted:
            raise RuntimeError("The token endpoint must be called only once in a run.")
        self._posted = True
        response = self._send(read, "POST", self.base + read.path, form)
        if response.status in _TRANSIENT or response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise self._error(read, response)
        return response

    def close(self) -> None:
        """Close the connections, and refuse further requests."""
        self._closed = True
        self._limiter.stop()
        self._session.close()

    def _get_with_retries(self, read: Endpoint, url: str) -> Response:
        """Send a GET request, and retry it after a wait if the failure is temporary."""
        limiter = self._limiter.of(read)
        for attempt in range(RETRIES + 1):
            last = attempt == RETRIES
            try:
                response = self._get_with_redirects(read, url)
            except _TransientError:
                if last:
                    raise
                wait = FIRST_WAIT * 2**attempt / 4
                limiter.budget.require(wait)
            else:
                if last or response.status not in _TRANSIENT:
                    return response
                wait = requested_wait(response.headers) or FIRST_WAIT * 2**attempt
                too_long = wait > self._patience(limiter)
                is_left_out = wait > limiter.budget.patience
                if limiter.budget.is_set or is_left_out or not too_long:
                    limiter.pause(wait)
                if is_left_out:
                    words = f"{response.url} returned status {response.status}. {possible_in(wait)}"
                    raise PostponedError(words, wait, status=response.status)
                if too_long:
                    return response
            self._on_progress(f"{urlsplit(url).hostname} is busy, trying again in {wait:.0f} s")
            limiter.sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    def _get_with_redirects(self, read: Endpoint, url: str) -> Response:
        for _ in range(REDIRECTS + 1):
            response = self._send(read, "GET", url)
            place = response.headers.get("Location")
            if not (HTTPStatus.MULTIPLE_CHOICES <= response.status < HTTPStatus.BAD_REQUEST and place):
                return response
            target = _joined(url, place)
            if _origin(target) != self._origin:
                place = self._place(target)
                message = f"{self._shown(url)} redirects to another host ({place}). The credential was not sent there."
                raise UnusableError(message, status=response.status)
            url = target
        raise UnusableError(f"{self._shown(url)} redirects in a loop.", status=response.status)

    def _send(self, read: Endpoint, method: str, url: str, form: Mapping[str, str] | None = None) -> Response:
        limiter = self._limiter.of(read)
        limiter.wait(self._on_progress)
        if self._closed:
            raise ReadError("The run was stopped.")
        left = limiter.budget.left
        if left <= 0:
            raise limiter.budget.error()
        shown = self._shown(url)
        if self._redact.knows(url):
            # Names from a vendor, such as a branch, become part of a URL, and URLs end up in logs.
            raise ReadError(f"{shown} would contain one of your secrets in its URL. No request was sent.")
        try:
            with (
                transport.within(min(ANSWER_SECONDS, left)),
                self._session.send(
                    self._prepared(method, url, form),
                    allow_redirects=False,
                    timeout=(min(CONNECT_SECONDS, left), min(SILENCE_SECONDS, left)),
                    **self._environment,
                ) as response,
            ):
                body, whole = read_body(response.raw, LARGEST_ANSWER)
        except FAILURES as error:
            record_requests({RequestRecord(read, shown, None): None})
            if limiter.budget.left <= 0:
                raise limiter.budget.error() from None
            why = describe(error)
            kind = _TransientError if why.transient else UnreachableError
            raise kind(f"{shown} couldn't be read: {why.words}.") from None
        record_requests({RequestRecord(read, shown, response.status_code): None})
        reset = number(response.headers, "X-RateLimit-Reset")
        if reset and number(response.headers, "X-RateLimit-Remaining") == 0 and reset <= self._patience(limiter):
            limiter.pause(reset)
        if len(body) > LARGEST_ANSWER:
            raise UnusableError(f"{shown} returned more than {LARGEST_ANSWER:,} bytes. The rest was not read.")
        return Response(response.status_code, response.headers, self._redact.within(bytes(body)), shown, whole)

    def _prepared(self, method: str, url: str, form: Mapping[str, str] | None) -> requests.PreparedRequest:
        """Return a request without the defaults of a session, which take as long to add as the rest of the request."""
        request = requests.PreparedRequest()
        request.prepare(method, url, self._headers, data=form, auth=self._auth)
        return request

    def _patience(self, limiter: RateLimiter) -> float:
        longest = LONGEST_WAIT_OF_HOURS if limiter.spreading else LONGEST_WAIT
        return min(longest, limiter.budget.left)

    def _checked(self, read: Endpoint, response: Response) -> Response:
        if response.status not in _SUCCESS:
            raise self._error(read, response)
        return response

    def _error(self, read: Endpoint, response: Response) -> ReadError:
        answer = f"{response.url} returned status {response.status}"
        if is_web_page(response.body):
            return UnusableError(f"{answer} with {WEB_PAGE}.", status=response.status)
        found = parse_error_body(response.body)
        # Redact before truncating: the redaction doesn't recognize part of a secret.
        message = self._redact(found.message)[:MAX_MESSAGE_CHARACTERS]
        sentences = [answer + (f": {message.rstrip('.')}." if message else ".")]
        if found.missing:
            sentences.append(self._redact(f"It needs {', '.join(found.missing)}."))
        elif response.status == HTTPStatus.FORBIDDEN:
            sentences.append(f"Minimum permission: {read.permission}.")
        rejected = read.credential if response.status == HTTPStatus.UNAUTHORIZED else None
        return ReadError(
            " ".join(sentences),
            status=response.status,
            message=message,
            missing=tuple(map(self._redact, found.missing)),
            fix=f"Check {' and '.join(rejected.variables)}." if rejected else "",
        )

    def _shown(self, url: str) -> str:
        return self._redact(url).partition("?")[0]

    def _place(self, url: str) -> str:
        """Return the scheme and host of a URL from a vendor, without the username; redacted before it is shortened."""
        scheme, _, place = _origin(self._redact(url)).partition("://")
        return f"{scheme}://{place.rpartition('@')[2]}"


def _origin(url: str) -> str:
    """Return the scheme, the host, and the port if there is one; empty if the URL is invalid."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}".lower()


def _joined(url: str, place: str) -> str:
    try:
        return urljoin(url, place)
    except ValueError:
        return ""
