"""Speaks HTTP to one host: read-only, paced, patient, and close with its credential."""

import json
import time
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from http import HTTPStatus
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import quote, urlencode, urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3.exceptions import HTTPError, ReadTimeoutError

from checks.clients.answer import Item
from checks.clients.pacing import Pacer
from checks.clients.secret import Redactor
from checks.facts.credentials import Read

CONNECTIONS = 8
"""Requests under way at once, to one host."""

CONNECT_SECONDS, SILENCE_SECONDS, ANSWER_SECONDS = 10.0, 20.0, 60.0
"""To connect; without a byte; for a whole answer, so that no drip holds us up."""

LARGEST_ANSWER = 32 * 1024 * 1024
"""Bytes. The largest answer of either service that was seen is far below."""

RETRIES = 2
LONGEST_WAIT = 60.0
"""Seconds. Whoever asks us to wait longer is told about, not waited for."""

REDIRECTS = 3

_TRANSIENT = {
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
}


@dataclass(frozen=True)
class Seen:
    """One request and its answer, as evidence. Nothing of it is secret."""

    read: Read
    url: str
    status: int | None


EVIDENCE: ContextVar[dict[Seen, None] | None] = ContextVar("evidence", default=None)
"""Where requests made in this context are noted, each once."""


class ApiError(Exception):
    """An answer that is none, or one that says no.

    Attributes:
        status: The HTTP status, or None where there was no answer to have one.
        required: The scopes that the vendor says are missing.
        said: What the vendor said, redacted; may be empty.
    """

    def __init__(
        self, message: str, *, status: int | None = None, required: tuple[str, ...] = (), said: str = ""
    ) -> None:
        super().__init__(message)
        self.status = status
        self.required = required
        self.said = said


@dataclass(frozen=True)
class Answer:
    """A complete answer.

    Attributes:
        status: The HTTP status.
        headers: Its headers; names in any case.
        body: Its bytes, decompressed.
        url: Where it came from, without secrets.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str

    def json(self) -> Item:
        """Return the JSON in it.

        Raises:
            ApiError: It holds none.
        """
        try:
            return Item(json.loads(self.body))
        except ValueError:
            kind = self.headers.get("Content-Type", "no type")
            message = f"{self.url} answered {self.status} with something that is not JSON ({kind})."
            raise ApiError(message) from None


class Http:
    """A session with one host.

    Args:
        base: Where all paths start, such as ``https://api.bitbucket.org/2.0``.
        auth: Puts the credential on a request.
        pacer: Says when the next request may go.
        redact: Takes secrets out of what a vendor says.
        told: Is told, in a few words, what is being waited for.
    """

    def __init__(
        self,
        base: str,
        auth: AuthBase,
        *,
        pacer: Pacer,
        redact: Redactor,
        told: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.base = base
        self._origin = _origin(base)
        self._auth = auth
        self._pacer = pacer
        self._redact = redact
        self._told = told
        self._posted = False
        self._session = requests.Session()
        # HCP Terraform sets a session cookie on one endpoint that then outranks the bearer token on all others.
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.headers["Accept"] = "application/json"
        self._session.headers["User-Agent"] = "bitbucket-terraform-guide"
        self._session.mount(self._origin, HTTPAdapter(pool_maxsize=CONNECTIONS, pool_block=True))

    def get(self, read: Read, query: Mapping[str, str | int] | None = None, **path: str) -> Answer:
        """Return the answer to a GET of `read`, its parameters filled in.

        Raises:
            ApiError: It was not answered with a success.
        """
        place = read.path.format(**{name: quote(value, safe="") for name, value in path.items()})
        url = self.base + place + ("?" + urlencode(query) if query else "")
        return self._checked(read, self._patiently(read, url))

    def follow(self, read: Read, url: str) -> Answer:
        """Return the answer to a GET of an address that an earlier answer named.

        Raises:
            ApiError: The address is on another host, or it was not answered with a success.
        """
        if _origin(url) != self._origin:
            message = f"{self._origin} named a next page on another host ({urlsplit(url).hostname}). It was not read."
            raise ApiError(message)
        return self._checked(read, self._patiently(read, url))

    def post_once(self, read: Read, form: Mapping[str, str]) -> Answer:
        """Return the answer to the one POST that a run may make, whatever its status. It is never repeated.

        Raises:
            ApiError: There was no answer.
            RuntimeError: It was made before: a bug of ours, for a second failure may lock the consumer out.
        """
        if self._posted:
            raise RuntimeError("The token endpoint is asked once in a run.")
        self._posted = True
        answer = self._send(read, "POST", self.base + read.path, form)
        if answer.status in _TRANSIENT or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise self._error(read, answer)
        return answer

    def _patiently(self, read: Read, url: str) -> Answer:
        """Send a GET, and again after a while where the first answer was only "not now"."""
        for attempt in range(RETRIES + 1):
            last = attempt == RETRIES
            try:
                answer = self._redirected(read, url)
            except ApiError as error:
                if last or error.status is not None:
                    raise
                wait = 2.0**attempt / 4
            else:
                if last or answer.status not in _TRANSIENT:
                    return answer
                wait = _asked_wait(answer.headers) or 2.0**attempt
                if wait > LONGEST_WAIT:
                    return answer
            self._told(f"{urlsplit(url).hostname} is busy, trying again in {wait:.0f} s")
            self._pacer.rest(wait)
        raise AssertionError("the last attempt returns or raises")

    def _redirected(self, read: Read, url: str) -> Answer:
        for _ in range(REDIRECTS + 1):
            answer = self._send(read, "GET", url)
            place = answer.headers.get("Location")
            if not (HTTPStatus.MULTIPLE_CHOICES <= answer.status < HTTPStatus.BAD_REQUEST and place):
                return answer
            target = urljoin(url, place)
            if _origin(target) != self._origin:
                message = (
                    f"{self._shown(url)} redirects to another host ({urlsplit(target).hostname}). "
                    "The credential was not sent there."
                )
                raise ApiError(message, status=answer.status)
            url = target
        raise ApiError(f"{self._shown(url)} redirects in a circle.", status=answer.status)

    def _send(self, read: Read, method: str, url: str, form: Mapping[str, str] | None = None) -> Answer:
        self._pacer.wait(self._told)
        shown = self._shown(url)
        try:
            with self._session.request(
                method,
                url,
                data=form,
                auth=self._auth,
                allow_redirects=False,
                stream=True,
                timeout=(CONNECT_SECONDS, SILENCE_SECONDS),
            ) as response:
                body = self._body(response, shown)
        except (requests.RequestException, HTTPError) as error:
            _note(Seen(read, shown, None))
            raise ApiError(f"{shown} could not be read: {_plainly(error)}.") from None
        _note(Seen(read, shown, response.status_code))
        return Answer(response.status_code, response.headers, body, shown)

    def _body(self, response: requests.Response, shown: str) -> bytes:
        ends = time.monotonic() + ANSWER_SECONDS
        body = b""
        while chunk := response.raw.read1(65536, decode_content=True):
            body += chunk
            if len(body) > LARGEST_ANSWER:
                raise requests.ConnectionError(f"{shown} is too large")
            if time.monotonic() > ends:
                raise requests.Timeout
        return body

    def _checked(self, read: Read, answer: Answer) -> Answer:
        if not HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
            raise self._error(read, answer)
        return answer

    def _error(self, read: Read, answer: Answer) -> ApiError:
        said, required = _said(answer)
        said = self._redact(said)
        message = f"{answer.url} answered {answer.status}" + (f": {said}" if said else ".")
        if required:
            message += f" It needs {', '.join(required)}."
        elif answer.status == HTTPStatus.FORBIDDEN:
            message += f" The least that it needs: {read.permission}."
        return ApiError(message, status=answer.status, required=required, said=said)

    def _shown(self, url: str) -> str:
        return self._redact(url.partition("?")[0])


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def _note(seen: Seen) -> None:
    noted = EVIDENCE.get()
    if noted is not None:
        noted[seen] = None


def _asked_wait(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that the vendor asks us to wait, from whichever header says so."""
    for name in ("Retry-After", "X-RateLimit-Reset"):
        try:
            seconds = float(headers.get(name, ""))
        except ValueError:
            continue
        if seconds >= 0:
            return seconds
    return None


def _said(answer: Answer) -> tuple[str, tuple[str, ...]]:
    """Return what the vendor says in an error, and the scopes that it asks for.

    Bitbucket writes ``{"error": {"message", "detail"}}``, where the detail may be a text or an object, or plain
    text, or nothing; HCP Terraform writes ``{"errors": [{"title", "detail"}]}``, where an error may be a text.
    """
    try:
        body = answer.json()
    except ApiError:
        text = answer.body.decode(errors="replace").strip()
        html = text[:1] == "<"
        return ("" if html else text[:300]), ()
    parts = [body.text("error", "message"), body.text("error", "detail"), body.text("error_description")]
    for error in body.items("errors") or ():
        parts += [error.text() or error.text("title"), error.text("detail")]
    required = body.texts("error", "detail", "required") or ()
    granted = body.texts("error", "detail", "granted") or ()
    said = ": ".join(dict.fromkeys(part.strip() for part in parts if part))
    return said[:500], tuple(scope for scope in required if scope not in granted)


def _plainly(error: Exception) -> str:
    """Return what went wrong on the wire, in words; the library's own text may hold addresses and objects."""
    kinds: tuple[tuple[type[Exception], str], ...] = (
        (requests.exceptions.SSLError, "its certificate is not trusted"),
        (requests.exceptions.ProxyError, "the proxy did not let it through"),
        (requests.Timeout, "it took too long"),
        (ReadTimeoutError, "it took too long"),
        (requests.exceptions.ChunkedEncodingError, "the answer broke off"),
        (requests.exceptions.InvalidURL, "it is not an address"),
        (HTTPError, "the answer broke off"),
    )
    for kind, words in kinds:
        if isinstance(error, kind):
            return words
    return "the connection failed"
