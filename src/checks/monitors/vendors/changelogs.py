"""Notices new entries in the vendors' changelogs about what a connection is made of."""

import hashlib
import re
from dataclasses import dataclass

from checks.monitors.vendors.page_cache import PageCache

TOPICS = re.compile(r"\b(?:OAuth|webhooks?|(?:access |API |refresh )?tokens?|SSH|app passwords?)\b", re.IGNORECASE)
CHANGELOGS = (
    "https://developer.atlassian.com/cloud/bitbucket/changelog/",
    "https://developer.hashicorp.com/terraform/cloud-docs/api-docs/changelog",
)


@dataclass(frozen=True)
class Changelog:
    """What was read of a changelog.

    Attributes:
        page: Its address.
        entries: Its lines about our topics, by the start of a SHA-256 over their words, in their order.
        problem: Why nobody could read it; empty where somebody could.
    """

    page: str
    entries: dict[str, str]
    problem: str = ""


def read(page: str, library: PageCache) -> Changelog:
    """Return what the changelog at `page` says about our topics: the raw source where it can be had."""
    problem = "it is not where it was"
    for text in library.texts(page):
        entries = {_digest(line): line for line in text.lines if TOPICS.search(line)}
        if entries:
            return Changelog(page, entries)
        problem = text.problem or ("it has no line about our topics" if text.lines else problem)
    return Changelog(page, {}, problem)


def _digest(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()[:12]
