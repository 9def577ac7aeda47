"""The faults of a whole response, regardless of its content."""

import re
from dataclasses import dataclass

from checks.sandbox.response_faults import (
    Mutation,
    answer,
    dripping,
    empty,
    hung_up,
    next_page,
    proxy_page,
    redirected,
    spoilt,
    truncated,
)

SECONDS = 1.0
"""The deadline for a response that arrives slowly, in seconds."""

ELSEWHERE = "https://elsewhere.example/"


@dataclass(frozen=True)
class ResponseFailure:
    """One fault of a whole response.

    Attributes:
        how: The change to the response.
        says: A regular expression that the text of a check must match, in addition to the URL.
        words: The part of the vendor's message that the check must quote after a GET request.
        times: The number of affected requests, or None for all.
        in_body: Whether the fault affects only the body, so that a response without a body stays the same.
        paging: Whether the fault affects the link to the next page.
        refuses: Whether the response rejects the credential.
        succeeds: Whether the response has a success status, with other content.
    """

    how: Mutation
    says: str
    words: str = ""
    times: int | None = None
    in_body: bool = False
    paging: bool = False
    refuses: bool = False
    succeeds: bool = False

    def reported(self, text: str, *, posted: bool) -> bool:
        """Return whether `text` describes the fault."""
        return bool(re.search(self.says, text)) and (posted or self.words in text)


def _status(number: int) -> str:
    """Return the words about a status code."""
    return f"returned status {number}"


_SCOPES = {"required": ["read:webhook:bitbucket", "read:user:bitbucket"], "granted": ["read:user:bitbucket"]}
_NO_JSON = "with no JSON|a web page|without the|neither a token nor an error|doesn't|no main branch|Git can't parse"
_BROKE = "ended early|the connection failed|took too long"

RESPONSE_FAILURES = {
    "401": ResponseFailure(
        answer(401, {"errors": [{"status": "401", "title": "unauthorized"}]}), _status(401), "unauth", refuses=True
    ),
    "401 without a body": ResponseFailure(answer(401), _status(401), refuses=True),
    "403 with an object": ResponseFailure(
        answer(403, {"type": "error", "error": {"message": "Too little privilege.", "detail": _SCOPES}}),
        _status(403),
        "It needs read:webhook:bitbucket.",
    ),
    "403 with a text": ResponseFailure(
        answer(403, {"error": {"message": "Forbidden", "detail": "Ask your admin."}}), _status(403), "Ask your admin"
    ),
    "403 with a list": ResponseFailure(answer(403, {"errors": ["not you"]}), _status(403), "not you"),
    "403 in plain text": ResponseFailure(
        answer(403, "To access this, whitelist your IP.", "text/plain"), _status(403), "whitelist your IP"
    ),
    "404": ResponseFailure(answer(404, {"errors": [{"title": "not found"}]}), _status(404)),
    "404 in plain text": ResponseFailure(answer(404, "Resource not found", "text/plain"), _status(404)),
    "410": ResponseFailure(answer(410, {"error": {"message": "This is gone."}}), _status(410), "gone", refuses=True),
    "418": ResponseFailure(answer(418, "I'm a teapot", "text/plain"), _status(418)),
    "429": ResponseFailure(answer(429, {"error": {"message": "Rate limit"}}), _status(429), "Rate limit"),
    "429 with Retry-After": ResponseFailure(answer(429, Retry_After="0"), _status(429)),
    "429 with a long Retry-After": ResponseFailure(answer(429, Retry_After="3600"), _status(429)),
    "429 with a nonsensical Retry-After": ResponseFailure(answer(429, Retry_After="soon"), _status(429)),
    "429 once": ResponseFailure(answer(429, Retry_After="0"), _status(429), times=1),
    "500": ResponseFailure(answer(500, {"error": {"message": "Something went wrong"}}), _status(500), "went wrong"),
    "500 without a body": ResponseFailure(answer(500), _status(500)),
    "502 from a proxy": ResponseFailure(proxy_page(), _status(502)),
    "503 once": ResponseFailure(answer(503), _status(503), times=1),
    "504": ResponseFailure(answer(504), _status(504)),
    "200 with the page of a proxy": ResponseFailure(proxy_page(200), "a web page|Git can't parse", succeeds=True),
    "204": ResponseFailure(answer(204), _NO_JSON, succeeds=True),
    "empty body": ResponseFailure(empty, _NO_JSON, in_body=True),
    "half of the JSON": ResponseFailure(truncated, _NO_JSON, in_body=True),
    "an empty object": ResponseFailure(answer(200, {}), _NO_JSON, succeeds=True),
    "an empty list": ResponseFailure(answer(200, []), _NO_JSON, succeeds=True),
    "null": ResponseFailure(answer(200, "null"), _NO_JSON, succeeds=True),
    "a number": ResponseFailure(answer(200, "7"), _NO_JSON, succeeds=True),
    "a text": ResponseFailure(answer(200, '"a text"'), _NO_JSON, succeeds=True),
    "an error with 200": ResponseFailure(
        answer(200, {"errors": [{"title": "busy"}], "error": {}}), _NO_JSON, succeeds=True
    ),
    "endless brackets": ResponseFailure(answer(200, "[" * 100_000), _NO_JSON, succeeds=True),
    "bytes that are not JSON": ResponseFailure(answer(200, "\xff\xfe\x00"), _NO_JSON, succeeds=True),
    "a false Content-Encoding": ResponseFailure(spoilt("Content-Encoding", "gzip"), _BROKE, in_body=True),
    "redirect to another host": ResponseFailure(redirected(ELSEWHERE), "redirects to another host|returned status 302"),
    "redirect loop": ResponseFailure(redirected(""), "in a loop|returned status 302"),
    "redirect without a location": ResponseFailure(answer(302), _status(302)),
    "closed at once": ResponseFailure(hung_up(), _BROKE),
    "closed at once, once": ResponseFailure(hung_up(), _BROKE, times=1),
    "closed in the middle": ResponseFailure(hung_up(10), _BROKE, in_body=True),
    "byte by byte": ResponseFailure(dripping(0.05), _BROKE, in_body=True),
    "a next page that is the same page": ResponseFailure(next_page(), "its own next page", paging=True),
    "next page on another host": ResponseFailure(next_page(ELSEWHERE), "another host|its own next page", paging=True),
}
