"""Speaks HTTP to one host: read-only, paced, patient, and close with its credential."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import quote, urlencode, urljoin, urlsplit

import requests
from requests.auth import AuthBase

from checks.clients import deadline, tls
from checks.clients.error_body import parse_error_body
from checks.clients.errors import ReadError
from checks.clients.rate_limit import RateLimiter
from checks.clients.request_log import RequestRecord, record_request
from checks.clients.response import Response, read_body
from checks.clients.transport_errors import FAILURES, describe
from checks.clients.wait_headers import asked_wait, number
from checks.facts.credentials import Endpoint
from checks.settings.secret import Redactor
from checks.settings.urls import is_protected

CONNECTIONS = 8
"""Requests under way at once, to one host."""

CONNECT_SECONDS, SILENCE_SECONDS, ANSWER_SECONDS = 10.0, 20.0, 60.0
"""To connect; without a byte; for the whole exchange, headers and trailers included."""

LARGEST_ANSWER = 32 * 1024 * 1024
"""Bytes. The largest answer of either service that was seen is far below."""

RETRIES = 2
FIRST_WAIT = 1.0
"""Seconds before the second attempt where nobody says how long to wait; twice that before the third."""

LONGEST_WAIT = 60.0
"""Seconds. Whoever asks us to wait longer is told about, not waited for."""

LONGEST_WAIT_OF_HOURS = 3600.0
"""Seconds. The same where a run takes hours anyway."""

REDIRECTS = 3
LONGEST_WORDS = 500
"""Characters of a vendor's error that are shown."""

_TRANSIENT = {
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
}


_SUCCESS = {HTTPStatus.OK, HTTPStatus.NO_CONTENT}
"""The documented statuses of success. Any other one, such as 206 of a part, does not prove the response complete."""

_NO_SEGMENT = {"", ".", ".."}
"""What would make another path of the one that is to be read."""


class _TransientError(ReadError):
    """There was no whole answer, and asking again may bring one."""


class _Session(requests.Session):
    """Leaves redirects alone, which would otherwise be looked into, with no limit of ours, even if not followed."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Return none."""
        del resp


class Http:
    """A session with one host.

    Args:
        base: Where all paths start, such as ``https://api.bitbucket.org/2.0``.
        auth: Puts the credential on a request.
        pacer: Says when the next request may go.
        redact: Takes secrets out of what a vendor says.
        on_progress: Is called with a few words on what is being waited for.
        accept: The media type to ask for.

    Raises:
        ValueError: What is sent to `base` could be read on its way.
    """

    def __init__(  # noqa: PLR0913 - what a host needs, each named
        self,
        base: str,
        auth: AuthBase,
        *,
        pacer: RateLimiter,
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
        self._pacer = pacer
        self._redact = redact
        self._on_progress = on_progress
        self._posted = False
        self._closed = False
        self._session = _Session()
        # A proxy from the environment would read along where plain http only seems to stay on this machine.
        self._session.trust_env = parts.scheme == "https"
        # HCP Terraform sets a session cookie on one endpoint that then outranks the bearer token on all others.
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.headers["Accept"] = accept
        # The only compression that is decompressed here, since its end shows whether the body is whole.
        self._session.headers["Accept-Encoding"] = "gzip"
        self._session.headers["User-Agent"] = "bitbucket-terraform-guide"
        self._session.mount(self._origin, tls.adapter(pool_maxsize=CONNECTIONS, pool_block=True))

    def get(self, read: Endpoint, query: Mapping[str, str | int] | None = None, **path: str) -> Response:
        """Return the answer to a GET of `read`, its parameters filled in.

        Raises:
            ReadError: It was not answered with a success.
        """
        for name, value in path.items():
            if value in _NO_SEGMENT:
                raise ReadError(f'"{value}" can\'t be the {name} in {read.path}. No request was sent.')
        place = read.path.format(**{name: quote(value, safe="") for name, value in path.items()})
        url = self.base + place + ("?" + urlencode(query) if query else "")
        return self._checked(read, self._patiently(read, url))

    def follow(self, read: Endpoint, url: str) -> Response:
        """Return the answer to a GET of an address that an earlier answer named.

        Raises:
            ReadError: The address is on another host, or it was not answered with a success.
        """
        if _origin(url) != self._origin:
            place = self._place(url)
            raise ReadError(
                f"{self._origin} named a next page of {read.path} on another host ({place}). It was not read."
            )
        return self._checked(read, self._patiently(read, url))

    def post_once(self, read: Endpoint, form: Mapping[str, str]) -> Response:
        """Return the answer to the one POST that a run may make, whatever its status. It is never repeated.

        Raises:
            ReadError: There was no answer.
            RuntimeError: It was made before: a bug of ours, for a second failure may lock the consumer out.
        """
        if self._posted:
            raise RuntimeError("The token endpoint is asked once in a run.")
        self._posted = True
        answer = self._send(read, "POST", self.base + read.path, form)
        if answer.status in _TRANSIENT or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise self._error(read, answer)
        return answer

    def close(self) -> None:
        """Let go of the connections, and send nothing more."""
        self._closed = True
        self._pacer.stop()
        self._session.close()

    def _patiently(self, read: Endpoint, url: str) -> Response:
        """Send a GET, and again after a while where the first answer was only "not now"."""
        pacer = self._pacer.of(read)
        for attempt in range(RETRIES + 1):
            last = attempt == RETRIES
            try:
                answer = self._redirected(read, url)
            except _TransientError:
                if last:
                    raise
                wait = FIRST_WAIT * 2**attempt / 4
            else:
                if last or answer.status not in _TRANSIENT:
                    return answer
                wait = asked_wait(answer.headers) or FIRST_WAIT * 2**attempt
                if wait > self._patience(pacer):
                    return answer
                pacer.hold(wait)
            self._on_progress(f"{urlsplit(url).hostname} is busy, trying again in {wait:.0f} s")
            pacer.rest(wait)
        raise AssertionError("the last attempt returns or raises")

    def _redirected(self, read: Endpoint, url: str) -> Response:
        for _ in range(REDIRECTS + 1):
            answer = self._send(read, "GET", url)
            place = answer.headers.get("Location")
            if not (HTTPStatus.MULTIPLE_CHOICES <= answer.status < HTTPStatus.BAD_REQUEST and place):
                return answer
            target = _joined(url, place)
            if _origin(target) != self._origin:
                place = self._place(target)
                message = f"{self._shown(url)} redirects to another host ({place}). The credential was not sent there."
                raise ReadError(message, status=answer.status)
            url = target
        raise ReadError(f"{self._shown(url)} redirects in a circle.", status=answer.status)

    def _send(self, read: Endpoint, method: str, url: str, form: Mapping[str, str] | None = None) -> Response:
        pacer = self._pacer.of(read)
        pacer.wait(self._on_progress)
        if self._closed:
            raise ReadError("The run was stopped.")
        shown = self._shown(url)
        if self._redact.knows(url):
            # What a vendor names, such as a branch, becomes part of an address, and addresses end up in logs.
            raise ReadError(f"{shown} would contain one of your secrets in its URL. No request was sent.")
        try:
            with (
                deadline.within(ANSWER_SECONDS),
                self._session.request(
                    method,
                    url,
                    data=form,
                    auth=self._auth,
                    allow_redirects=False,
                    stream=True,
                    timeout=(CONNECT_SECONDS, SILENCE_SECONDS),
                ) as response,
            ):
                body, whole = read_body(response.raw, LARGEST_ANSWER)
        except FAILURES as error:
            record_request(RequestRecord(read, shown, None))
            why = describe(error)
            kind = _TransientError if why.passing else ReadError
            raise kind(f"{shown} could not be read: {why.words}.") from None
        record_request(RequestRecord(read, shown, response.status_code))
        reset = number(response.headers, "X-RateLimit-Reset")
        if reset and number(response.headers, "X-RateLimit-Remaining") == 0 and reset <= self._patience(pacer):
            pacer.hold(reset)
        if len(body) > LARGEST_ANSWER:
            raise ReadError(f"{shown} answered with more than {LARGEST_ANSWER:,} bytes. It was not read to its end.")
        return Response(response.status_code, response.headers, self._redact.within(bytes(body)), shown, whole)

    def _patience(self, pacer: RateLimiter) -> float:
        return LONGEST_WAIT_OF_HOURS if pacer.spreading else LONGEST_WAIT

    def _checked(self, read: Endpoint, answer: Response) -> Response:
        if answer.status not in _SUCCESS:
            raise self._error(read, answer)
        return answer

    def _error(self, read: Endpoint, answer: Response) -> ReadError:
        found = parse_error_body(answer.body)
        # Redacted before it is cut: half a secret would not be recognized.
        message = self._redact(found.message)[:LONGEST_WORDS]
        sentences = [f"{answer.url} answered {answer.status}" + (f": {message.rstrip('.')}." if message else ".")]
        if found.missing:
            sentences.append(self._redact(f"It needs {', '.join(found.missing)}."))
        elif answer.status == HTTPStatus.FORBIDDEN:
            sentences.append(f"Minimum permission: {read.permission}.")
        elif answer.status == HTTPStatus.UNAUTHORIZED and read.credential:
            sentences.append(f"Look at {' and '.join(read.credential.variables)}.")
        missing = tuple(map(self._redact, found.missing))
        return ReadError(" ".join(sentences), status=answer.status, message=message, missing=missing)

    def _shown(self, url: str) -> str:
        return self._redact(url).partition("?")[0]

    def _place(self, url: str) -> str:
        """Return of an address that a vendor named only the host; redacted before it is cut, and without its user."""
        scheme, _, place = _origin(self._redact(url)).partition("://")
        return f"{scheme}://{place.rpartition('@')[2]}"


def _origin(url: str) -> str:
    """Return scheme and host with its port, or nothing where that cannot be told."""
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
