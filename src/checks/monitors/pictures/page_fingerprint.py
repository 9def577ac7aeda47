"""What a picture depicts: the page as the sandbox draws it now, without a browser."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask.testing import FlaskClient

from checks.sandbox.bitbucket import app as bitbucket
from checks.sandbox.healthy import healthy
from checks.sandbox.scenario import Scenario
from checks.sandbox.server import Sandbox
from checks.sandbox.state import SandboxState
from checks.sandbox.terraform import app as terraform

_DAY = datetime(2026, 1, 1, tzinfo=UTC)
_KEPT = {"client_id", "chosen", "repository"}
_STATIC = ("screens.css", "screens.js")
_APPLICATIONS = {"terraform": terraform.application, "bitbucket": bitbucket.application}


class NotDrawnError(Exception):
    """The sandbox does not draw the page; the message says what it answers."""


def general(url: str, sandbox: Sandbox) -> str:
    """Return the path of a page of `sandbox`, with what differs from run to run in braces."""
    parts = urlsplit(url)
    query = urlencode([(name, value) for name, value in parse_qsl(parts.query) if name in _KEPT], safe="/")
    path = f"{parts.path}?{query}" if query else parts.path
    for name, value in _varying(sandbox.state.scenario).items():
        path = path.replace(value, f"{{{name}}}") if value else path
    return path


def _varying(scenario: Scenario) -> dict[str, str]:
    provider = scenario.providers[-1]
    return {
        "key": scenario.credentials.client_id,
        "uuid": provider.uuid,
        "grant": provider.oauth_tokens[-1].id if provider.oauth_tokens else "",
    }


@cache
def _scenario(form: str) -> Scenario:
    """Return the finished connection, on one fixed day, whose accounts may see every page."""
    start = healthy(_DAY)
    owners = tuple(replace(one, members=dict.fromkeys(one.members, "owner")) for one in start.bitbucket_workspaces)
    return replace(start, bitbucket_workspaces=owners, screens=form)


def fingerprint(service: str, path: str, form: str) -> str:
    """Return the hash of a page with its style and its script, as the sandbox draws it in a fixed state.

    Args:
        service: ``terraform`` or ``bitbucket``.
        path: As `general` gives it.
        form: Which form Bitbucket shows; any other word means the one of 2026.

    Raises:
        NotDrawnError: There is no such page.
    """
    client, varying = _drawn(service, "consumers" if form == "consumers" else "clients")
    hashed = hashlib.sha256()
    for address in (path.format(**varying), *(f"/drawing/{name}" for name in _STATIC)):
        with client.get(address, headers={"Accept": "text/html"}) as answer:
            if answer.status_code != HTTPStatus.OK:
                raise NotDrawnError(f"The sandbox answers {answer.status} at {address}.")
            hashed.update(answer.data)
    return hashed.hexdigest()


@cache
def _drawn(service: str, form: str) -> tuple[FlaskClient, dict[str, str]]:
    """Return somebody who is signed in to a service, and what its pages have in place of the words in braces."""
    scenario = _scenario(form)
    state = SandboxState(scenario, terraform_url="https://terraform.example", bitbucket_url="https://bitbucket.example")
    client = _APPLICATIONS[service](state).test_client()
    client.set_cookie("sandbox_bitbucket", "acme-terraform")
    client.set_cookie("sandbox_terraform", scenario.organization.email)
    return client, _varying(scenario)
