"""The part of the web that the monitors read, on loopback: the vendors' pages, and changes of single pages."""

import json
from typing import TYPE_CHECKING

from checks.facts.fact import Kind
from checks.facts.index import entries
from checks.monitors.vendors import text_match
from checks.monitors.vendors.operations import DOCUMENTS, Published, called
from checks.monitors.vendors.sources import BITBUCKET_OPENAPI, TextFormat, readings

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitored_project import Project

    Change = Callable[[Project], None]

TEXT = "<p>" + "Other words. " * 30 + "</p>"
HASHICORP = "https://raw.githubusercontent.com/hashicorp/web-unified-docs/main/content/terraform-docs-common/docs"
CHANGELOG = f"{HASHICORP}/cloud-docs/api-docs/changelog.mdx"
EUROPE = f"{HASHICORP}/cloud-docs/europe.mdx"
BITBUCKET_CLOUD = f"{HASHICORP}/cloud-docs/vcs/bitbucket-cloud.mdx"
JQ = "https://jqlang.org"
GONE, IN_CODE = "https://vendor.com/gone", "https://vendor.com/in-code"
ANCHOR, BY_SCRIPT = f"{JQ}/manual#filters", f"{JQ}/manual/script#basic"
FRAGMENT, LINES = f"{JQ}/manual/text#:~:text=Other%20words", "https://github.com/owner/name/blob/main/x.py#L1-L9"
LINKS = (GONE, ANCHOR, BY_SCRIPT, FRAGMENT, LINES)
"""Links that the copy of the project has in addition, so that a change of their pages needs no build."""


class Others(dict):
    """The simulated web: published pages, and for all other URLs a page with every anchor and all expected words."""

    page: object

    def get(self, path, _default=None):
        return super().get(path, self.page)


def quoted() -> dict[str, str]:
    """Return the quoted words of all facts, by the URL of the best source of their page."""
    found: dict[str, str] = {}
    for entry in entries().values():
        source = entry.fact.source
        if source.kind is not Kind.UNCONFIRMED:
            place = readings(source.page.partition("#")[0])[0]
            words = f"<p><b>{source.words.replace('<', '&lt;')}</b></p>"
            if place.form is not TextFormat.HTML:
                signs = "*" * (text_match.is_weak(source.words) + (place.form is TextFormat.MARKDOWN))
                words = f"{signs}{source.words}{signs}" if text_match.is_weak(source.words) else source.words
            found[place.address] = f"{found.get(place.address, '')}\n\n{words}"
    return found


def document(published: Published, **operation: object) -> str:
    """Return an OpenAPI document with every operation that the checks call, and the words that facts quote from it."""
    usual = {"responses": response(name="string"), "security": []}
    paths = {
        read.path: {"get": {"description": read.source.words, **usual, **operation}} for _, read in called(published)
    }
    return json.dumps({"paths": paths, "info": quoted().get(published.address, "")})


def response(**properties: str) -> dict[str, object]:
    """Return the responses of an operation with these properties."""
    schema = {"properties": {name: {"type": kind} for name, kind in properties.items()}}
    return {"200": {"content": {"application/json": {"schema": schema}}}}


# Changes


def published(address: str, body: str = "", **how: object) -> "Change":
    """Return a change of a page."""
    return lambda project: project.publish(address, body, **how)


def instead(address: str, old: str, new: str) -> "Change":
    """Return a change that replaces text in a page that facts quote."""
    assert old in quoted()[address]
    return published(address, quoted()[address].replace(old, new))


def operation(**change: object) -> "Change":
    """Return a change of every Bitbucket operation."""
    return published(BITBUCKET_OPENAPI, document(DOCUMENTS[0], **change))


def answered(address: str, body: str = "", *, struck: bool = True, **how: object) -> "Change":
    """Return a change of the page at a link, which failed twice before, so that a further failure is reported."""

    def change(project: "Project") -> None:
        project.publish(address.partition("#")[0], body, **how)
        if struck:
            known = {"first": "2026-10-01", "worked": "2026-11-01", "strikes": 2, "struck": "2026-11-20"}
            project.records[address] = known

    return change
