"""Says of one link whether it works. Where linkcheck saw a failure, one look of our own finds out of which kind."""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote, urldefrag

import requests

from checks.monitors import markup
from checks.monitors.bot_protection import wall_of
from checks.monitors.links.ignored import reason as why_ignored
from checks.monitors.links.linkcheck import Link, Row
from checks.monitors.web import FOR_GOOD, Answer, Trouble, Web


class Verdict(StrEnum):
    """What can be said of a link."""

    WORKS = "works"
    MOVED = "moved"
    BROKEN = "broken"
    BLOCKED = "blocked by bot protection"
    UNKNOWN = "could not tell"
    IGNORED = "not looked at"


@dataclass(frozen=True)
class Judged:
    """A link with its verdict, the reason, and for one that has moved its new address."""

    link: Link
    verdict: Verdict
    reason: str
    now_at: str = ""


_GONE = {requests.codes.not_found, requests.codes.gone}
_SERVER_ERROR = 500
_READERS_TOO = {
    Trouble.CERTIFICATE: Verdict.BROKEN,
    Trouble.NO_HOST: Verdict.BROKEN,
    Trouble.REFUSED: Verdict.BROKEN,
    Trouble.LOOP: Verdict.BROKEN,
}
"""What a reader meets too. Every other trouble may be the fault of the network on our side."""


def judge(link: Link, row: Row | None, web: Web) -> Judged:
    """Return the verdict about `link`.

    Args:
        link: The link.
        row: What linkcheck says; None where it got no answer in its time.
        web: Asks once more where linkcheck saw a failure.
    """
    if row is None:
        return Judged(link, Verdict.UNKNOWN, "The time was up before it answered.")
    if row.status == "working":
        return Judged(link, Verdict.WORKS, "It answers.")
    if row.status == "redirected":
        return _redirected(link, row.info, for_good=row.code in FOR_GOOD)
    if row.status == "ignored" and row.code:
        return Judged(link, Verdict.UNKNOWN, "It sends on to a page that is not looked at: a login, most likely.")
    if row.status == "ignored" and (why := why_ignored(link.address)):
        return Judged(link, Verdict.IGNORED, f"Not looked at: {why}.")
    return _second_look(link, row, web.get(link.address))


def _redirected(link: Link, target: str, *, for_good: bool) -> Judged:
    if for_good:
        return Judged(link, Verdict.MOVED, f"It has moved for good to {target}.", target)
    return Judged(link, Verdict.WORKS, f"It answers, for now from {target}.")


def _second_look(link: Link, row: Row, answer: Answer) -> Judged:
    told = _failure(answer)
    if told:
        return Judged(link, *told)
    if row.info.startswith("Anchor "):
        return _anchor(link, answer)
    if answer.moved:
        return _redirected(link, answer.address, for_good=answer.for_good)
    return Judged(link, Verdict.WORKS, "It answers at the second look.")


def _failure(answer: Answer) -> tuple[Verdict, str] | None:
    """Return the verdict and the reason where the page did not come."""
    wall = wall_of(answer)
    if wall:
        return Verdict.BLOCKED, f"Machines are kept out by {wall}, so nothing is known about the page."
    if answer.trouble:
        return _READERS_TOO.get(answer.trouble, Verdict.UNKNOWN), f"There is no answer: {answer.trouble.value}."
    if answer.status == requests.codes.too_many_requests:
        return Verdict.UNKNOWN, "The server asks us to slow down (status 429)."
    if answer.status >= _SERVER_ERROR:
        return Verdict.UNKNOWN, f"The server has a fault of its own (status {answer.status})."
    if answer.status in _GONE:
        return Verdict.BROKEN, f"The page is gone (status {answer.status})."
    return None if answer.ok else (Verdict.BROKEN, f"The server refuses to show the page (status {answer.status}).")


def _anchor(link: Link, answer: Answer) -> Judged:
    anchor = unquote(urldefrag(link.address).fragment)
    page = markup.read(answer.body)
    # GitHub renders the headings of a document with this prefix and finds them without it.
    if page.anchors & {anchor, f"user-content-{anchor}"}:
        return Judged(link, Verdict.WORKS, "It answers at the second look.")
    if page.needs_javascript:
        return Judged(link, Verdict.UNKNOWN, f"The page answers; its place #{anchor} appears only with JavaScript.")
    return Judged(link, Verdict.BROKEN, f"The page answers, but its place #{anchor} is gone.")
