"""Only reads are sent, each credential only to the host that it belongs to, and nothing of it in an address."""

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
from checks.settings.secret import HIDDEN, Redactor, Secret

SOURCE = Path(checks.__file__).parent
LEFT_OUT = {"sandbox", "monitors", "sphinxext"}
"""What imitates, watches and shows; none of it is given a credential."""

MODULES = [path for path in SOURCE.rglob("*.py") if path.relative_to(SOURCE).parts[0] not in LEFT_OUT]
WRITING = {"put", "patch", "delete", "post", "request", "send", "urlopen"}


def called(path):
    calls = (node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    return {call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in calls}


def test_a_session_can_get_and_post_once_and_nothing_else():
    public = {name for name, _ in getmembers(Http, isfunction) if not name.startswith("_")}
    assert public == {"get", "follow", "post_once", "close"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_one_module_alone_sends(path):
    assert path.name == "http.py" or not WRITING & called(path), path


def test_that_module_names_two_methods():
    source = (SOURCE / "clients" / "http.py").read_text(encoding="utf-8")
    methods = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    found = [node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)]
    assert sorted(word for word in found if isinstance(word, str) and word in methods) == ["GET", "POST"]


@pytest.fixture
def sent(bench, monkeypatch):
    """Run every check; return each request with what it carried."""
    found = []
    send = requests.Session.send

    def noting(session, request, **more):
        found.append(request)
        return send(session, request, **more)

    monkeypatch.setattr(requests.Session, "send", noting)
    bench.run(bench.scenario())
    return found


def test_each_credential_goes_to_its_own_host_alone(bench, sent):
    held = bench.scenario().credentials
    pairs = {"api": f"{held.email}:{held.api_token}", "site": f"{held.client_id}:{held.client_secret}"}
    basic = {name: "Basic " + base64.b64encode(pair.encode()).decode() for name, pair in pairs.items()}
    hosts = {"terraform": set(), "bitbucket": set()}
    for request in sent:
        path, shown = urlsplit(request.url).path, request.headers["Authorization"]
        if path.startswith("/api/v2/"):
            assert shown == f"Bearer {held.terraform_token}"
            hosts["terraform"].add(urlsplit(request.url).netloc)
        else:
            assert shown == (basic["site"] if path.startswith("/site/") else basic["api"])
            hosts["bitbucket"].add(urlsplit(request.url).netloc)
    assert [len(found) for found in hosts.values()] == [1, 1]
    assert hosts["terraform"] != hosts["bitbucket"]


def test_nothing_secret_is_in_an_address_a_body_or_a_cookie(bench, sent):
    held = bench.scenario().credentials
    for request in sent:
        assert "Cookie" not in request.headers
        for secret in (held.terraform_token, held.api_token, held.client_secret):
            assert secret not in f"{request.url} {request.body}"


def test_the_only_body_is_the_one_of_the_token_request(sent):
    assert [request.body for request in sent if request.body] == ["grant_type=client_credentials"]
    assert {request.method for request in sent} == {"GET", "POST"}


def test_of_an_address_that_a_vendor_names_half_a_secret_is_not_shown():
    secret = "pl4nted/Secret+of+24=chars"
    session = Http(
        "https://bitbucket.invalid",
        HTTPBasicAuth("", secret),
        pacer=RateLimiter(1, 1),
        redact=Redactor([Secret(secret)]),
    )
    with pytest.raises(ReadError, match="another host") as caught:
        session.follow(bitbucket.HOOKS, f"https://user:{secret}@{secret.lower()}.example/")
    assert "pl4nted" not in str(caught.value).lower()


@pytest.mark.parametrize("form", [str, lambda text: base64.b64encode(text.encode()).decode(), str.lower])
def test_a_secret_that_a_vendor_names_is_not_sent_in_an_address(form):
    secret = "pl4nted/Secret+of+24=chars"
    session = Http(
        "https://elsewhere.invalid/2.0",
        HTTPBasicAuth("name", secret),
        pacer=RateLimiter(1, 1),
        redact=Redactor([Secret(secret)]),
    )
    with pytest.raises(ReadError, match="would contain one of your secrets in its URL") as caught:
        session.get(bitbucket.BRANCH, workspace="acme", repo_slug="network", name=form(secret))
    assert HIDDEN in str(caught.value)
