"""Reads public pages as a polite stranger: one request each, no credential, no cookie, nothing sent but the address."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import urldefrag, urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError, NameResolutionError, NewConnectionError, ReadTimeoutError

LARGEST = 8 * 1024 * 1024
"""Bytes of a page that are read: the largest document that we read, an OpenAPI document, has less than one million."""
HOPS = 10
_OK = 200
REDIRECTS = frozenset({301, 302, 303, 307, 308})
FOR_GOOD = frozenset({301, 308})
"""Redirects that say: the page has moved, use the new address from now on. Source: RFC 9110, section 15.4."""
HEADERS = {
    "User-Agent": "bitbucket-terraform-guide (checks whether the pages that a guide refers to still say the same)",
    "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8",
}


class Trouble(Enum):
    """Why there is no answer; the value is the reason in words."""

    CERTIFICATE = "its certificate cannot be trusted"
    NO_HOST = "no such host is known"
    REFUSED = "nothing answers there"
    SLOW = "no whole answer came in time"
    LOOP = "it sends on again and again"
    TOO_LARGE = "the answer is larger than we read"
    OTHER = "the answer broke off"


@dataclass(frozen=True)
class Answer:
    """What came back for an address.

    Attributes:
        asked: The address that was asked for, without its anchor.
        address: The address that answered, after all redirects.
        status: The status of HTTP; 0 where there was no answer.
        headers: Its headers, with names in lower case.
        body: Its text; empty where there was no answer.
        trouble: Why there was none.
        for_good: True where a redirect said that the page has moved for good.
    """

    asked: str
    address: str
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    trouble: Trouble | None = None
    for_good: bool = False

    @property
    def ok(self) -> bool:
        """Whether the page itself came."""
        return self.status == _OK

    @property
    def moved(self) -> bool:
        """Whether another page than the one that was asked for answered."""
        return _bare(self.asked) != _bare(self.address)


class Web:
    """Asks for each page once and remembers the answer.

    Args:
        at: Where an address is really asked; a test sends it to a server of its own.
        timeout: Seconds without a byte after which a page is given up.
        patience: Seconds after which a page that still drips is given up.
        pause: Seconds between two requests to one host.
    """

    def __init__(
        self, at: Callable[[str], str] = str, *, timeout: float = 20, patience: float = 60, pause: float = 0.5
    ) -> None:
        self._at = at
        self._timeout = timeout
        self._patience = patience
        self._pause = pause
        self._asked_last: dict[str, float] = {}
        self._answers: dict[str, Answer] = {}

    def get(self, page: str) -> Answer:
        """Return the answer for `page`. Redirects are followed; nothing is raised for a page that cannot be had."""
        asked = urldefrag(page).url
        if asked not in self._answers:
            self._answers[asked] = self._read(asked)
        return self._answers[asked]

    def _read(self, asked: str) -> Answer:
        address, for_good = asked, False
        ends = time.monotonic() + self._patience
        try:
            for _ in range(HOPS):
                with self._request(address) as response:
                    target = response.headers.get("Location")
                    if response.status_code not in REDIRECTS or not target:
                        headers = {name.lower(): value for name, value in response.headers.items()}
                        body = _text(response, ends)
                        return Answer(asked, address, response.status_code, headers, body, for_good=for_good)
                    for_good = for_good or response.status_code in FOR_GOOD
                    address = urldefrag(urljoin(address, target)).url
        except (requests.RequestException, HTTPError, _GivenUpError) as problem:
            return Answer(asked, address, trouble=_trouble(problem))
        return Answer(asked, address, trouble=Trouble.LOOP)

    def _request(self, address: str) -> requests.Response:
        host = urlsplit(address).netloc
        wait = self._asked_last.get(host, 0) + self._pause - time.monotonic()
        if host in self._asked_last and wait > 0:
            time.sleep(wait)
        # Each request stands alone, so no cookie is kept. The empty auth keeps ~/.netrc from adding a password.
        response = requests.get(
            self._at(address), headers=HEADERS, timeout=self._timeout, allow_redirects=False, stream=True, auth=_nobody
        )
        self._asked_last[host] = time.monotonic()
        return response


class _GivenUpError(Exception):
    """A page dripped for too long, or is too large."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


def _nobody(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _text(response: requests.Response, ends: float) -> str:
    body = bytearray()
    # Read what has arrived without waiting for more: a page that drips would otherwise hold us for hours.
    while piece := response.raw.read1(64 * 1024, decode_content=True):
        body += piece
        if time.monotonic() > ends:
            raise _GivenUpError(Trouble.SLOW)
        if len(body) > LARGEST:
            raise _GivenUpError(Trouble.TOO_LARGE)
    # Pages that name no encoding are UTF-8 today, whatever HTTP once said about text.
    named = "charset" in response.headers.get("Content-Type", "")
    return body.decode((response.encoding if named else None) or "utf-8", errors="replace")


_TROUBLES: tuple[tuple[type[Exception], Trouble], ...] = (
    (requests.exceptions.SSLError, Trouble.CERTIFICATE),
    (requests.Timeout, Trouble.SLOW),
    (ReadTimeoutError, Trouble.SLOW),
    (NameResolutionError, Trouble.NO_HOST),
    (NewConnectionError, Trouble.REFUSED),
)
"""What the libraries raise, the more exact first: an unknown host is a kind of connection that was not made."""


def _trouble(problem: Exception) -> Trouble:
    if isinstance(problem, _GivenUpError):
        return problem.trouble
    cause = problem.args[0] if problem.args else None
    chain = (problem, cause, getattr(cause, "reason", None))
    return next((trouble for kind, trouble in _TROUBLES if any(isinstance(one, kind) for one in chain)), Trouble.OTHER)


def _bare(address: str) -> str:
    """Return `address` without what makes no difference to a reader: the scheme, www and a slash at the end."""
    parts = urlsplit(address)
    return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}".lower()
