"""The sources to read a page from: its raw source, or the page itself if the raw source is missing or incomplete."""

import re
from dataclasses import dataclass
from enum import Enum


class TextFormat(Enum):
    """The format of a text."""

    HTML = "HTML"
    MARKDOWN = "Markdown"
    PLAIN = "plain text"


@dataclass(frozen=True)
class ReadableSource:
    """A URL to read a page from, and the format of the content."""

    address: str
    form: TextFormat


@dataclass(frozen=True)
class RawSourceRule:
    """A rule that maps pages to their raw sources.

    Attributes:
        pattern: A regular expression for the whole URL of the page.
        sources: The raw sources, the more likely first.
        rendered: Whether to also read the page itself.
    """

    pattern: str
    sources: tuple[str, ...]
    rendered: bool


_GITHUB = "https://raw.githubusercontent.com"
_HASHICORP = rf"{_GITHUB}/hashicorp/web-unified-docs/main/content/terraform-docs-common/docs"
BITBUCKET_OPENAPI = "https://dac-static.atlassian.com/cloud/bitbucket/swagger.v3.json"
"""Bitbucket Cloud's OpenAPI document, the source of its API reference. Seen 2026-11-24 in a third party's code."""

RAW = (
    # GitHub's page renders the file by script; the raw file has the same text.
    RawSourceRule(r"https://github\.com/([^/]+/[^/]+)/blob/(.+)", (rf"{_GITHUB}/\1/\2",), rendered=False),
    # HashiCorp's documentation is in a public repository. The page of a folder is its index file.
    RawSourceRule(
        r"https://developer\.hashicorp\.com/terraform/(cloud-docs(?:/.*)?)",
        (rf"{_HASHICORP}/\1.mdx", rf"{_HASHICORP}/\1/index.mdx"),
        rendered=True,
    ),
    RawSourceRule(
        r"https://developer\.atlassian\.com/cloud/bitbucket/rest(?:/api-group-[^/]+)?",
        (BITBUCKET_OPENAPI,),
        rendered=True,
    ),
)


def readings(page: str) -> tuple[ReadableSource, ...]:
    """Return the sources of `page`, a URL without a fragment, the best first."""
    bare = page.rstrip("/")
    for rule in RAW:
        found = re.fullmatch(rule.pattern, bare)
        if found:
            raw = tuple(ReadableSource(found.expand(source), _form(source)) for source in rule.sources)
            return (*raw, ReadableSource(page, TextFormat.HTML)) if rule.rendered else raw
    return (
        ReadableSource(page, TextFormat.PLAIN if re.search(r"\.(txt|json)$|/rfc/rfc\d+$", page) else TextFormat.HTML),
    )


def vendor_site(page: str) -> str:
    """Return the site of a page: words that moved might be on another page of the same site."""
    host, *path = page.removeprefix("https://").removeprefix("http://").split("/")
    return "/".join([host, *path[:2]]) if host == "github.com" else host


def _form(source: str) -> TextFormat:
    return TextFormat.MARKDOWN if source.endswith((".mdx", ".md")) else TextFormat.PLAIN
