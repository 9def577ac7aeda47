"""The contents of a sandbox page, computed without a browser: its text, and a hash of its elements and style."""

import hashlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask.testing import FlaskClient
from rcssmin import cssmin  # type: ignore[import-untyped] # brings no types
from rjsmin import jsmin  # type: ignore[import-untyped] # as above

from checks.monitors import markup
from checks.monitors.pictures.secret_patterns import find_secrets
from checks.sandbox.bitbucket import app as bitbucket
from checks.sandbox.healthy import healthy
from checks.sandbox.scenario import Scenario
from checks.sandbox.server import Sandbox
from checks.sandbox.state import SandboxState
from checks.sandbox.terraform import app as terraform

_DAY = datetime(2026, 1, 1, tzinfo=UTC)
_KEPT = {"client_id", "chosen", "repository"}
_STATIC = {"screens.css": cssmin, "screens.js": jsmin}
"""The files that every page loads, each with a function that removes comments and spaces."""
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_MAIN = re.compile(r"<main\b.*</main>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_PLACEHOLDER = re.compile(r' placeholder="([^"]*)"')
_APPLICATIONS = {"terraform": terraform.application, "bitbucket": bitbucket.application}


@dataclass(frozen=True)
class Drawn:
    """The contents of a sandbox page.

    Attributes:
        words: The text of the main part, line by line, with the placeholders of fields.
        fingerprint: The hash of its elements, without that text, and of the style and the script of the page.
    """

    words: tuple[str, ...]
    fingerprint: str


class RenderError(Exception):
    """The sandbox does not render the page. The message contains the status of its response."""


def generalize(url: str, sandbox: Sandbox) -> str:
    """Return the path of a page of `sandbox`, with variable parts in braces."""
    parts = urlsplit(url)
    query = urlencode([(name, value) for name, value in parse_qsl(parts.query) if name in _KEPT], safe="/")
    path = f"{parts.path}?{query}" if query else parts.path
    for name, value in _variables(sandbox.state.scenario).items():
        path = path.replace(value, f"{{{name}}}") if value else path
    return path


def _variables(scenario: Scenario) -> dict[str, str]:
    provider = scenario.providers[-1]
    return {
        "key": scenario.credentials.client_id,
        "uuid": provider.uuid,
        "grant": provider.oauth_tokens[-1].id if provider.oauth_tokens else "",
    }


@cache
def _scenario(form: str) -> Scenario:
    """Return the healthy scenario on a fixed day, with accounts that can open every page."""
    start = healthy(_DAY)
    owners = tuple(replace(one, members=dict.fromkeys(one.members, "owner")) for one in start.bitbucket_workspaces)
    return replace(start, bitbucket_workspaces=owners, screens=form)


def draw(service: str, path: str, form: str) -> Drawn:
    """Return the contents of a sandbox page in a fixed state.

    Comments and spaces between elements don't count, and neither does the frame around the main part.

    Args:
        service: ``terraform`` or ``bitbucket``.
        path: The path from `generalize`.
        form: The form that Bitbucket shows; any value except ``consumers`` means the form of 2026.

    Raises:
        RenderError: The page cannot be rendered.
    """
    client, variables = _signed_in_client(service, "consumers" if form == "consumers" else "clients")
    page = _MAIN.search(_COMMENT.sub("", _get(client, path.format(**variables))))
    main = " ".join(page[0].split()) if page else ""
    style = (minify(_get(client, f"/sandbox/{name}")) for name, minify in _STATIC.items())
    elements = _PLACEHOLDER.sub("", "".join(_TAG.findall(main)))
    hashed = hashlib.sha256("\n".join([elements, *style]).encode())
    return Drawn(tuple(_words(main)), hashed.hexdigest())


def _get(client: FlaskClient, address: str) -> str:
    with client.get(address, headers={"Accept": "text/html"}) as response:
        if response.status_code != HTTPStatus.OK:
            raise RenderError(f"The sandbox responds with {response.status} at {address}.")
        return response.get_data(as_text=True)


def _words(main: str) -> Iterator[str]:
    lines = [*markup.read(main).blocks, *map(html.unescape, _PLACEHOLDER.findall(main))]
    # Keys and secrets are replaced on pictures, so they don't count.
    yield from (line for line in lines if not any(find_secrets(line)))


@cache
def _signed_in_client(service: str, form: str) -> tuple[FlaskClient, dict[str, str]]:
    """Return a client that is signed in to a service, and the values for the variable parts of its paths."""
    scenario = _scenario(form)
    state = SandboxState(scenario, terraform_url="https://terraform.example", bitbucket_url="https://bitbucket.example")
    client = _APPLICATIONS[service](state).test_client()
    client.set_cookie("sandbox_bitbucket", "acme-terraform")
    client.set_cookie("sandbox_terraform", scenario.organization.email)
    return client, _variables(scenario)
