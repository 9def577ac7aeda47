"""Judge one link by the response to one request."""

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import requests

from checks.monitors import markup
from checks.monitors.links.settings import why_ignored
from checks.monitors.links.site import Link
from checks.monitors.markup import Markup
from checks.monitors.vendors import text_match
from checks.monitors.web import FetchFailure, PageResponse, Web


class LinkVerdict(StrEnum):
    """The result for a link."""

    WORKS = "works"
    MOVED = "moved"
    BROKEN = "broken"
    BLOCKED = "blocked by bot protection"
    UNKNOWN = "unknown"
    IGNORED = "not checked"


@dataclass(frozen=True)
class JudgedLink:
    """A link with its verdict.

    Attributes:
        link: The link.
        verdict: The verdict.
        reason: Its reason.
        new_address: The new URL of a link that moved permanently.
        gone: Whether the page or its host no longer exists, which no second request would change.
    """

    link: Link
    verdict: LinkVerdict
    reason: str
    new_address: str = ""
    gone: bool = False


_GONE = {requests.codes.not_found, requests.codes.gone}
_REFUSED = "The server refuses automated requests, or asks for a login"
_UNKNOWN = {
    requests.codes.unauthorized: _REFUSED,
    requests.codes.forbidden: _REFUSED,
    requests.codes.not_acceptable: _REFUSED,
    requests.codes.too_many_requests: "The server limits the request rate",
}
"""Statuses that don't show whether readers can see the page in a browser."""
_SERVER_ERROR = 500
_READER_FAILURES = {
    FetchFailure.CERTIFICATE: LinkVerdict.BROKEN,
    FetchFailure.NO_HOST: LinkVerdict.BROKEN,
    FetchFailure.REFUSED: LinkVerdict.BROKEN,
    FetchFailure.LOOP: LinkVerdict.BROKEN,
}
"""Failures that readers also see. Every other failure might be caused by the local network."""
_LOGIN = re.compile(
    r"/(login|log-in|signin|sign-in|sso|auth|authenticate)\b|//(id|auth|login|accounts?)\.", re.IGNORECASE
)
_NOT_FOUND = re.compile(
    r"(?!(?:how|if|what|when|why)\b)(?:"  # not the title of advice about errors
    r".*\b(page|document|file|content|resource)\b.*\b(not|n't|cannot be|could not be) found\b"
    r"|.*(?<![\w.])404(?![\w.])|not found$|.*\bpage (does not|doesn't|no longer) exists?\b)",
    re.IGNORECASE,
)
"""Titles and main headings of pages that don't exist, although their status is 200."""
_BY_SCRIPT = re.compile(
    r"https://github\.com/.+#(L\d+|issuecomment-|discussioncomment-|discussion_r|pullrequestreview-|diff-)"
)
"""Anchors that GitHub creates by script: lines of a file, comments, and changes."""


def judge_link(link: Link, web: Web, expected: str = "") -> JudgedLink:
    """Return the verdict on `link`.

    Args:
        link: The link.
        web: Sends the request.
        expected: Words that the page must show; empty if there are no such words or another monitor checks them.
    """
    if why := why_ignored(link.address):
        return JudgedLink(link, LinkVerdict.IGNORED, f"Not checked: {why}.")
    response = web.get(link.address)
    if failure := _failure(response):
        gone = response.status in _GONE or response.failure is FetchFailure.NO_HOST
        return JudgedLink(link, *failure, gone=gone)
    page = markup.read(response.body)
    refresh = urljoin(response.address, page.refresh)
    if problem := _soft_failure(response, page):
        return JudgedLink(link, *problem)
    if refresh == response.address and (problem := _anchor(link, page) or _words(page, response, expected)):
        return JudgedLink(link, *problem)
    if refresh != response.address or (response.moved and response.permanent):
        how = "It moved permanently" if refresh == response.address else "It redirects with HTML"
        return JudgedLink(link, LinkVerdict.MOVED, f"{how} to {refresh}.", refresh)
    redirect = f", with a temporary redirect to {response.address}" if response.moved else ""
    return JudgedLink(link, LinkVerdict.WORKS, f"The page responds{redirect}.")


def _failure(response: PageResponse) -> tuple[LinkVerdict, str] | None:
    """Return the verdict and the reason if the page was not returned."""
    if product := response.bot_protection:
        return LinkVerdict.BLOCKED, f"{product} blocks automated requests, so the state of the page is unknown."
    if response.failure:
        return _READER_FAILURES.get(response.failure, LinkVerdict.UNKNOWN), f"No response: {response.failure.value}."
    if response.status in _UNKNOWN or response.status >= _SERVER_ERROR:
        return (
            LinkVerdict.UNKNOWN,
            f"{_UNKNOWN.get(response.status, 'The server has a problem')} (status {response.status}).",
        )
    if response.status in _GONE:
        return LinkVerdict.BROKEN, f"The page no longer exists (status {response.status})."
    return None if response.ok else (LinkVerdict.BROKEN, f"The server refuses the request (status {response.status}).")


def _soft_failure(response: PageResponse, page: Markup) -> tuple[LinkVerdict, str] | None:
    """Return the verdict and the reason if readers don't see the page, although the server returned one."""
    heading = next(filter(_NOT_FOUND.match, _titles(page)), "")
    reasons = {
        f"It redirects to a login page, {response.address}.": response.moved
        and bool(_LOGIN.search(response.address) and not _LOGIN.search(response.requested)),
        f"It redirects to the home page, {response.address}.": response.moved
        and bool(urlsplit(response.requested).path.strip("/") and not urlsplit(response.address).path.strip("/")),
        "The page is empty.": not response.body.strip(),
        f"The page responds with status 200, but its title or heading is {heading!r}.": bool(heading),
    }
    return next(((LinkVerdict.BROKEN, reason) for reason, applies in reasons.items() if applies), None)


def _titles(page: Markup) -> list[str]:
    return [" ".join(line.split()) for line in (page.title, *page.headings[:1])]


def _anchor(link: Link, page: Markup) -> tuple[LinkVerdict, str] | None:
    # Browsers search for the text after this sign, and readers see the page even without it.
    anchor = unquote(urldefrag(link.address).fragment).partition(":~:")[0]
    # GitHub renders headings with this prefix and also finds them without it.
    if not anchor or page.anchors & {anchor, f"user-content-{anchor}"} or _BY_SCRIPT.match(link.address):
        return None
    if any(_slug(heading) == anchor.lower() for heading in page.headings):
        return None
    if page.scripts and not page.anchored_headings:
        return LinkVerdict.UNKNOWN, f"The page responds; its anchor #{anchor} appears only with JavaScript."
    return LinkVerdict.BROKEN, f"The page responds, but its anchor #{anchor} no longer exists."


def _slug(heading: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")


def _words(page: Markup, response: PageResponse, expected: str) -> tuple[LinkVerdict, str] | None:
    text = text_match.normalize(" ".join([*page.blocks, *page.data]))
    if not expected or text_match.contains(text, text_match.normalize(expected)):
        return None
    if page.needs_javascript or not text:
        return LinkVerdict.UNKNOWN, "The page shows its text only with JavaScript."
    return LinkVerdict.BROKEN, f"The page {response.address} no longer shows {expected!r}."
