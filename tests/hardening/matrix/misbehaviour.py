"""What can befall a whole answer, whatever is in it."""

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
"""For a whole answer, where one comes drop by drop."""

ELSEWHERE = "https://elsewhere.example/"


@dataclass(frozen=True)
class Misbehaviour:
    """One of them.

    Attributes:
        how: What becomes of the answer.
        says: What a check has to say about it, beside the address.
        words: The vendor's own words that it has to pass on, where it was a GET.
        times: How many requests it befalls; None for all.
        in_body: Whether it befalls the body alone, so that an answer without one is as it was.
        paging: Whether it befalls the page that follows.
        refuses: Whether it says that our credential is not accepted.
        succeeds: Whether it is an answer of success, with something else in it.
    """

    how: Mutation
    says: str
    words: str = ""
    times: int | None = None
    in_body: bool = False
    paging: bool = False
    refuses: bool = False
    succeeds: bool = False

    def told(self, text: str, *, posted: bool) -> bool:
        """Tell whether `text` says what happened."""
        return bool(re.search(self.says, text)) and (posted or self.words in text)


_SCOPES = {"required": ["read:webhook:bitbucket", "read:user:bitbucket"], "granted": ["read:user:bitbucket"]}
_NO_JSON = (
    "with no JSON|a web page|without the|neither a token nor an error|does not|no main branch|not in the form that git"
)
_BROKE = "ended early|the connection failed|took too long"

MISBEHAVIOURS = {
    "401": Misbehaviour(
        answer(401, {"errors": [{"status": "401", "title": "unauthorized"}]}), "answered 401", "unauth", refuses=True
    ),
    "401 without a body": Misbehaviour(answer(401), "answered 401", refuses=True),
    "403 with an object": Misbehaviour(
        answer(403, {"type": "error", "error": {"message": "Too little privilege.", "detail": _SCOPES}}),
        "answered 403",
        "It needs read:webhook:bitbucket.",
    ),
    "403 with a text": Misbehaviour(
        answer(403, {"error": {"message": "Forbidden", "detail": "Ask your admin."}}), "answered 403", "Ask your admin"
    ),
    "403 with a list": Misbehaviour(answer(403, {"errors": ["not you"]}), "answered 403", "not you"),
    "403 in plain text": Misbehaviour(
        answer(403, "To access this, whitelist your IP.", "text/plain"), "answered 403", "whitelist your IP"
    ),
    "404": Misbehaviour(answer(404, {"errors": [{"title": "not found"}]}), "answered 404"),
    "404 in plain text": Misbehaviour(answer(404, "Resource not found", "text/plain"), "answered 404"),
    "410": Misbehaviour(answer(410, {"error": {"message": "This is gone."}}), "answered 410", "gone", refuses=True),
    "418": Misbehaviour(answer(418, "I'm a teapot", "text/plain"), "answered 418"),
    "429": Misbehaviour(answer(429, {"error": {"message": "Rate limit"}}), "answered 429", "Rate limit"),
    "429 with Retry-After": Misbehaviour(answer(429, Retry_After="0"), "answered 429"),
    "429 with a long Retry-After": Misbehaviour(answer(429, Retry_After="3600"), "answered 429"),
    "429 with a nonsensical Retry-After": Misbehaviour(answer(429, Retry_After="soon"), "answered 429"),
    "429 once": Misbehaviour(answer(429, Retry_After="0"), "answered 429", times=1),
    "500": Misbehaviour(answer(500, {"error": {"message": "Something went wrong"}}), "answered 500", "went wrong"),
    "500 without a body": Misbehaviour(answer(500), "answered 500"),
    "502 of a proxy": Misbehaviour(proxy_page(), "answered 502"),
    "503 once": Misbehaviour(answer(503), "answered 503", times=1),
    "504": Misbehaviour(answer(504), "answered 504"),
    "page of a proxy with 200": Misbehaviour(proxy_page(200), "a web page|not in the form that git", succeeds=True),
    "204": Misbehaviour(answer(204), _NO_JSON, succeeds=True),
    "empty body": Misbehaviour(empty, _NO_JSON, in_body=True),
    "half of the JSON": Misbehaviour(truncated, _NO_JSON, in_body=True),
    "an empty object": Misbehaviour(answer(200, {}), _NO_JSON, succeeds=True),
    "an empty list": Misbehaviour(answer(200, []), _NO_JSON, succeeds=True),
    "null": Misbehaviour(answer(200, "null"), _NO_JSON, succeeds=True),
    "a number": Misbehaviour(answer(200, "7"), _NO_JSON, succeeds=True),
    "a text": Misbehaviour(answer(200, '"a text"'), _NO_JSON, succeeds=True),
    "an error with 200": Misbehaviour(
        answer(200, {"errors": [{"title": "busy"}], "error": {}}), _NO_JSON, succeeds=True
    ),
    "brackets without end": Misbehaviour(answer(200, "[" * 100_000), _NO_JSON, succeeds=True),
    "letters of no JSON": Misbehaviour(answer(200, "\xff\xfe\x00"), _NO_JSON, succeeds=True),
    "compressed, it says": Misbehaviour(spoilt("Content-Encoding", "gzip"), _BROKE, in_body=True),
    "redirect to another host": Misbehaviour(redirected(ELSEWHERE), "redirects to another host|answered 302"),
    "redirect in a circle": Misbehaviour(redirected(""), "in a loop|answered 302"),
    "redirect to nowhere": Misbehaviour(answer(302), "answered 302"),
    "closed at once": Misbehaviour(hung_up(), _BROKE),
    "closed at once, once": Misbehaviour(hung_up(), _BROKE, times=1),
    "closed in the middle": Misbehaviour(hung_up(10), _BROKE, in_body=True),
    "drop by drop": Misbehaviour(dripping(0.05), _BROKE, in_body=True),
    "a page that follows itself": Misbehaviour(next_page(), "its own next page", paging=True),
    "next page on another host": Misbehaviour(next_page(ELSEWHERE), "another host|its own next page", paging=True),
}
