"""Detect new entries in the vendors' changelogs about OAuth, tokens, webhooks, and SSH."""

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
    """The relevant lines of a changelog.

    Attributes:
        page: Its URL.
        entries: The lines that match `TOPICS`, in order, by a prefix of their SHA-256.
        problem: Why it could not be read; empty if it was read.
    """

    page: str
    entries: dict[str, str]
    problem: str = ""


def read(page: str, cache: PageCache) -> Changelog:
    """Return the lines of the changelog at `page` that match `TOPICS`, from the raw source if there is one."""
    problem = "the page no longer exists"
    for text in cache.texts(page):
        entries = {_digest(line): line for line in text.lines if TOPICS.search(line)}
        if entries:
            return Changelog(page, entries)
        problem = text.problem or ("the page has no line about the topics" if text.lines else problem)
    return Changelog(page, {}, problem)


def _digest(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()[:12]
