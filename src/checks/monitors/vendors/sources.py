"""Where a page can be read best: its raw source, and where there is none or not all of it, the page itself."""

import re
from dataclasses import dataclass
from enum import Enum


class Form(Enum):
    """How a text is written."""

    HTML = "HTML"
    MARKDOWN = "Markdown"
    PLAIN = "plain text"


@dataclass(frozen=True)
class Reading:
    """One address at which a page can be read, and the form of what is there."""

    address: str
    form: Form


@dataclass(frozen=True)
class Raw:
    """A rule that leads from pages to their raw sources.

    Attributes:
        pattern: Which pages, by a regular expression for the whole address.
        sources: Their raw sources, the likelier first.
        rendered: Whether the page itself is worth reading too.
    """

    pattern: str
    sources: tuple[str, ...]
    rendered: bool


_GITHUB = "https://raw.githubusercontent.com"
_HASHICORP = rf"{_GITHUB}/hashicorp/web-unified-docs/main/content/terraform-docs-common/docs"
BITBUCKET_OPENAPI = "https://dac-static.atlassian.com/cloud/bitbucket/swagger.v3.json"
"""Bitbucket Cloud's own OpenAPI document, from which its reference is made. Seen 2026-11-24 in a third party's code."""

RAW = (
    # The page on GitHub shows the file through scripts; the raw file is the same text.
    Raw(r"https://github\.com/([^/]+/[^/]+)/blob/(.+)", (rf"{_GITHUB}/\1/\2",), rendered=False),
    # HashiCorp writes its documentation in a public repository. A folder's own page is its index.
    Raw(
        r"https://developer\.hashicorp\.com/terraform/(cloud-docs(?:/.*)?)",
        (rf"{_HASHICORP}/\1.mdx", rf"{_HASHICORP}/\1/index.mdx"),
        rendered=True,
    ),
    Raw(
        r"https://developer\.atlassian\.com/cloud/bitbucket/rest(?:/api-group-[^/]+)?",
        (BITBUCKET_OPENAPI,),
        rendered=True,
    ),
)


def readings(page: str) -> tuple[Reading, ...]:
    """Return where `page`, an address without an anchor, can be read: the best place first."""
    bare = page.rstrip("/")
    for rule in RAW:
        found = re.fullmatch(rule.pattern, bare)
        if found:
            raw = tuple(Reading(found.expand(source), _form(source)) for source in rule.sources)
            return (*raw, Reading(page, Form.HTML)) if rule.rendered else raw
    return (Reading(page, Form.PLAIN if re.search(r"\.(txt|json)$|/rfc/rfc\d+$", page) else Form.HTML),)


def neighbourhood(page: str) -> str:
    """Return whose page this is: words that left it may stand on another page of the same vendor."""
    host, *path = page.removeprefix("https://").removeprefix("http://").split("/")
    return "/".join([host, *path[:2]]) if host == "github.com" else host


def _form(source: str) -> Form:
    return Form.MARKDOWN if source.endswith((".mdx", ".md")) else Form.PLAIN
