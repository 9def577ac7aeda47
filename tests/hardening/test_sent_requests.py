"""The checks send only read requests, and each credential only to its own host and never in a URL."""

import ast
import base64
from inspect import getmembers, isfunction
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from requests.auth import HTTPBasicAuth

import checks
from checks.clients.errors import ReadError
from checks.clients.http import Http
from checks.clients.rate_limit import RateLimiter
from checks.facts import bitbucket
from checks.settings.secret import Redactor, Secret
from checks.settings.secret_formats import HIDDEN

SOURCE = Path(checks.__file__).parent
EXCLUDED = {"sandbox", "monitors", "sphinxext"}
"""The sandbox, the monitors, and the Sphinx extension, which get no credentials."""

MODULES = [path for path in SOURCE.rglob("*.py") if path.relative_to(SOURCE).parts[0] not in EXCLUDED]
WRITING = {"put", "patch", "delete", "post", "request", "send", "urlopen"}
CLIENTS = {"requests", "urllib3", "urllib.request", "http.client", "httpx", "aiohttp"}


def called(path):
    calls = (node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    return {call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in calls}


def imported(path):
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return names | {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}


def test_a_session_has_only_read_methods_and_a_single_post():
    public = {name for name, _ in getmembers(Http, isfunction) if not name.startswith("_")}
    assert public == {"get", "follow", "post_once", "close"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_only_one_module_sends_requests(path):
    if path.relative_to(SOURCE).parts[0] == "live":  # a server, which also sends responses and puts jobs in queues
        assert not CLIENTS & imported(path), path
    else:
        assert path.name == "http.py" or not WRITING & called(path), path


def test_the_module_uses_only_get_and_post():
    source = (SOURCE / "clients" / "http.py").read_text(encoding="utf-8")
    methods = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    found = [node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)]
    assert sorted(word for word in found if isinstance(word, str) and word in methods) == ["GET", "POST"]


@pytest.fixture
def sent(harness, monkeypatch):
    """Run every check, and return the sent requests."""
    found = []
    send = requests.Session.send

    def record(session, request, **more):
        found.append(request)
        return send(session, request, **more)

    monkeypatch.setattr(requests.Session, "send", record)
    harness.run(harness.scenario())
    return found


def test_sends_each_credential_only_to_its_own_host(harness, sent):
    credentials = harness.scenario().credentials
    pairs = {
        "api": f"{credentials.email}:{credentials.api_token}",
        "site": f"{credentials.client_id}:{credentials.client_secret}",
    }
    basic = {name: "Basic " + base64.b64encode(pair.encode()).decode() for name, pair in pairs.items()}
    hosts = {"terraform": set(), "bitbucket": set()}
    for request in sent:
        path, shown = urlsplit(request.url).path, request.headers["Authorization"]
        if path.startswith("/api/v2/"):
            assert shown == f"Bearer {credentials.terraform_token}"
            hosts["terraform"].add(urlsplit(request.url).netloc)
        else:
            assert shown == (basic["site"] if path.startswith("/site/") else basic["api"])
            hosts["bitbucket"].add(urlsplit(request.url).netloc)
    assert [len(found) for found in hosts.values()] == [1, 1]
    assert hosts["terraform"] != hosts["bitbucket"]


def test_sends_no_secret_in_a_url_a_body_or_a_cookie(harness, sent):
    credentials = harness.scenario().credentials
    for request in sent:
        assert "Cookie" not in request.headers
        for secret in (credentials.terraform_token, credentials.api_token, credentials.client_secret):
            assert secret not in f"{request.url} {request.body}"


def test_only_the_token_request_has_a_body(sent):
    assert [request.body for request in sent if request.body] == ["grant_type=client_credentials"]
    assert {request.method for request in sent} == {"GET", "POST"}


def test_does_not_show_parts_of_a_secret_in_a_url_from_a_vendor():
    secret = "pl4nted/Secret+of+24=chars"
    session = Http(
        "https://bitbucket.invalid",
        HTTPBasicAuth("", secret),
        limiter=RateLimiter(1, 1),
        redact=Redactor([Secret(secret)]),
    )
    with pytest.raises(ReadError, match="another host") as caught:
        session.follow(bitbucket.HOOKS, f"https://user:{secret}@{secret.lower()}.example/")
    assert "pl4nted" not in str(caught.value).lower()


@pytest.mark.parametrize("form", [str, lambda text: base64.b64encode(text.encode()).decode(), str.lower])
def test_does_not_send_a_secret_from_a_vendor_in_a_url(form):
    secret = "pl4nted/Secret+of+24=chars"
    session = Http(
        "https://elsewhere.invalid/2.0",
        HTTPBasicAuth("name", secret),
        limiter=RateLimiter(1, 1),
        redact=Redactor([Secret(secret)]),
    )
    with pytest.raises(ReadError, match="would contain one of your secrets in its URL") as caught:
        session.get(bitbucket.BRANCH, workspace="acme", repo_slug="network", name=form(secret))
    assert HIDDEN in str(caught.value)
