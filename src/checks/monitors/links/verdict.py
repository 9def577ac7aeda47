"""Judge one link. If linkcheck reports a failure, a second request determines the kind of failure."""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote, urldefrag

import requests

from checks.monitors import markup
from checks.monitors.bot_protection import detect_bot_protection
from checks.monitors.links.ignored import reason as why_ignored
from checks.monitors.links.linkcheck import Link, LinkcheckRow
from checks.monitors.web import PERMANENT_REDIRECTS, FetchFailure, PageResponse, Web


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
    """A link with its verdict and the reason; for a link that moved, also the new URL."""

    link: Link
    verdict: LinkVerdict
    reason: str
    new_address: str = ""


_GONE = {requests.codes.not_found, requests.codes.gone}
_SERVER_ERROR = 500
_READER_FAILURES = {
    FetchFailure.CERTIFICATE: LinkVerdict.BROKEN,
    FetchFailure.NO_HOST: LinkVerdict.BROKEN,
    FetchFailure.REFUSED: LinkVerdict.BROKEN,
    FetchFailure.LOOP: LinkVerdict.BROKEN,
}
"""Failures that readers see too. Every other failure might be caused by the network on this side."""


def judge_link(link: Link, row: LinkcheckRow | None, web: Web) -> JudgedLink:
    """Return the verdict on `link`.

    Args:
        link: The link.
        row: Linkcheck's result; None if it received no response in time.
        web: Sends a second request if linkcheck reports a failure.
    """
    if row is None:
        return JudgedLink(link, LinkVerdict.UNKNOWN, "No response before the time limit.")
    if row.status == "working":
        return JudgedLink(link, LinkVerdict.WORKS, "The page responds.")
    if row.status == "redirected":
        return _redirected(link, row.info, permanent=row.code in PERMANENT_REDIRECTS)
    if row.status == "ignored" and row.code:
        return JudgedLink(
            link, LinkVerdict.UNKNOWN, "It redirects to a page that is not checked, most likely a login page."
        )
    if row.status == "ignored" and (why := why_ignored(link.address)):
        return JudgedLink(link, LinkVerdict.IGNORED, f"Not checked: {why}.")
    return _second_look(link, row, web.get(link.address))


def _redirected(link: Link, target: str, *, permanent: bool) -> JudgedLink:
    if permanent:
        return JudgedLink(link, LinkVerdict.MOVED, f"It moved permanently to {target}.", target)
    return JudgedLink(link, LinkVerdict.WORKS, f"It responds, with a temporary redirect to {target}.")


def _second_look(link: Link, row: LinkcheckRow, answer: PageResponse) -> JudgedLink:
    failure = _failure(answer)
    if failure:
        return JudgedLink(link, *failure)
    if row.info.startswith("Anchor "):
        return _anchor(link, answer)
    if answer.moved:
        return _redirected(link, answer.address, permanent=answer.permanent)
    return JudgedLink(link, LinkVerdict.WORKS, "The page responds to the second request.")


def _failure(answer: PageResponse) -> tuple[LinkVerdict, str] | None:
    """Return the verdict and the reason if the page was not returned."""
    product = detect_bot_protection(answer)
    if product:
        return LinkVerdict.BLOCKED, f"{product} blocks automated requests, so the state of the page is unknown."
    if answer.failure:
        return _READER_FAILURES.get(answer.failure, LinkVerdict.UNKNOWN), f"No response: {answer.failure.value}."
    if answer.status == requests.codes.too_many_requests:
        return LinkVerdict.UNKNOWN, "The server limits the request rate (status 429)."
    if answer.status >= _SERVER_ERROR:
        return LinkVerdict.UNKNOWN, f"The server reports an internal error (status {answer.status})."
    if answer.status in _GONE:
        return LinkVerdict.BROKEN, f"The page no longer exists (status {answer.status})."
    return None if answer.ok else (LinkVerdict.BROKEN, f"The server refuses the request (status {answer.status}).")


def _anchor(link: Link, answer: PageResponse) -> JudgedLink:
    anchor = unquote(urldefrag(link.address).fragment)
    page = markup.read(answer.body)
    # GitHub renders headings with this prefix and also finds them without it.
    if page.anchors & {anchor, f"user-content-{anchor}"}:
        return JudgedLink(link, LinkVerdict.WORKS, "The page responds to the second request.")
    if page.needs_javascript:
        return JudgedLink(
            link, LinkVerdict.UNKNOWN, f"The page responds; its anchor #{anchor} appears only with JavaScript."
        )
    return JudgedLink(link, LinkVerdict.BROKEN, f"The page responds, but its anchor #{anchor} no longer exists.")
