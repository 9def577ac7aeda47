"""Detect new entries in the vendors' changelogs and release notes that can affect a connection."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from checks.monitors.vendors.page_cache import PageCache
from checks.monitors.vendors.sources import ReadableSource, TextFormat

_BITBUCKET = "https://developer.atlassian.com/cloud/bitbucket/changelog/"
CHANGELOGS = (
    _BITBUCKET,
    "https://developer.hashicorp.com/terraform/cloud-docs/api-docs/changelog",
    "https://github.com/hashicorp/terraform-provider-tfe/blob/main/CHANGELOG.md",
)
RELEASE_NOTES = "https://github.com/hashicorp/web-unified-docs/tree/main/content/terraform-enterprise/releases"
"""The folder with one file of release notes for each release of Terraform Enterprise."""
RELEASE_LIST = "https://api.github.com/repos/hashicorp/web-unified-docs/contents/content/terraform-enterprise/releases"
"""The same folder as JSON: a list of objects with the name of each file."""
_RAW = "https://raw.githubusercontent.com/hashicorp/web-unified-docs/main/content/terraform-enterprise/releases"
NEWEST = 8
"""The number of releases whose notes are read. HashiCorp maintains two or three release lines at a time."""

# Letters on both sides end a word, but underscores don't: the provider's changelog names tfe_oauth_client.
_WORDS = r"OAuth|webhooks?|(?:access |API |refresh )?tokens?|SSH|app passwords?|cross-workspace|410"
TOPICS = re.compile(rf"(?<![A-Za-z0-9])(?:{_WORDS})(?![A-Za-z0-9])", re.IGNORECASE)
# Nearly every entry of Bitbucket's own changelog mentions Bitbucket.
HASHICORP_TOPICS = re.compile(
    rf"(?<![A-Za-z0-9])(?:{_WORDS}|Bitbucket|VCS|415)(?![A-Za-z0-9])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Changelog:
    """The relevant lines of a changelog.

    Attributes:
        page: Its URL.
        entries: The lines about the topics, in order, by a prefix of their SHA-256.
        problem: Why it could not be read; empty if it was read.
    """

    page: str
    entries: dict[str, str]
    problem: str = ""


def read_all(cache: PageCache) -> Iterator[Changelog]:
    """Yield every changelog, and the notes of the newest releases of Terraform Enterprise as one."""
    for page in CHANGELOGS:
        yield read(page, cache)
    yield read_release_notes(cache)


def read(page: str, cache: PageCache) -> Changelog:
    """Return the lines of the changelog at `page` about the topics, from the raw source if there is one."""
    topics = TOPICS if page == _BITBUCKET else HASHICORP_TOPICS
    problem = "the page no longer exists"
    for text in cache.texts(page):
        entries = {_digest(line): line for line in text.lines if topics.search(line)}
        if entries:
            return Changelog(page, entries)
        problem = text.problem or ("the page has no line about the topics" if text.lines else problem)
    return Changelog(page, {}, problem)


def read_release_notes(cache: PageCache) -> Changelog:
    """Return the lines about the topics in the notes of the newest releases of Terraform Enterprise.

    Each line starts with its release. If one file can't be read, all are skipped, so that its lines aren't news later.
    """
    listing = cache.read(ReadableSource(RELEASE_LIST, TextFormat.PLAIN))
    releases = _newest(listing.response.body) if not listing.problem else ()
    if not releases:
        return Changelog(RELEASE_NOTES, {}, listing.problem or "the list of release notes has an unknown form")
    entries: dict[str, str] = {}
    for release in releases:
        text = cache.read(ReadableSource(f"{_RAW}/{release}.md", TextFormat.MARKDOWN))
        if text.problem or text.gone:
            return Changelog(RELEASE_NOTES, {}, f"{release}: {text.problem or 'the file no longer exists'}")
        lines = (f"{release}: {line}" for line in text.lines if HASHICORP_TOPICS.search(line))
        entries |= {_digest(line): line for line in lines}
    return Changelog(RELEASE_NOTES, entries)


def _newest(listing: str) -> tuple[str, ...]:
    """Return the newest releases of a list of files, newest first; none if it isn't such a list."""
    try:
        files = json.loads(listing)
    except ValueError:
        return ()
    names = [str(file.get("name")) for file in files if isinstance(file, dict)] if isinstance(files, list) else []
    releases = [tuple(map(int, found.groups())) for name in names if (found := _RELEASE.fullmatch(name))]
    return tuple(".".join(map(str, release)) for release in sorted(releases, reverse=True)[:NEWEST])


_RELEASE = re.compile(r"(\d{1,4})\.(\d{1,4})\.(\d{1,4})\.md")


def _digest(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()[:12]
