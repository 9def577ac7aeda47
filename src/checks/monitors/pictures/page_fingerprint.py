"""Fingerprints of sandbox pages, computed without a browser."""

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


def fingerprint(service: str, path: str, form: str) -> str:
    """Return the hash of a page with its stylesheet and script, as rendered by the sandbox in a fixed state.

    Args:
        service: ``terraform`` or ``bitbucket``.
        path: The path from `generalize`.
        form: The form that Bitbucket shows; any value except ``consumers`` means the form of 2026.

    Raises:
        RenderError: The page cannot be rendered.
    """
    client, variables = _signed_in_client(service, "consumers" if form == "consumers" else "clients")
    hashed = hashlib.sha256()
    for address in (path.format(**variables), *(f"/sandbox/{name}" for name in _STATIC)):
        with client.get(address, headers={"Accept": "text/html"}) as answer:
            if answer.status_code != HTTPStatus.OK:
                raise RenderError(f"The sandbox responds with {answer.status} at {address}.")
            hashed.update(answer.data)
    return hashed.hexdigest()


@cache
def _signed_in_client(service: str, form: str) -> tuple[FlaskClient, dict[str, str]]:
    """Return a client that is signed in to a service, and the values for the variable parts of its paths."""
    scenario = _scenario(form)
    state = SandboxState(scenario, terraform_url="https://terraform.example", bitbucket_url="https://bitbucket.example")
    client = _APPLICATIONS[service](state).test_client()
    client.set_cookie("sandbox_bitbucket", "acme-terraform")
    client.set_cookie("sandbox_terraform", scenario.organization.email)
    return client, _variables(scenario)
