"""No byte that the live guide sends, writes, or prints contains a planted secret."""

import socket
from contextlib import closing
from datetime import UTC, datetime
from unittest.mock import patch

import pytest
from live_server import LiveServer
from matrix.secrets import ELSEWHERE, FORMS, WAYS, LogRecorder, Plant, Search

from checks.clients import http
from checks.facts import bitbucket
from checks.sandbox.healthy import healthy
from checks.sandbox.server import serving
from checks.settings import secret
from checks.settings.environment import SettingsError, read_settings

CONSUMER = ("BITBUCKET_CLIENT_ID", "BITBUCKET_CLIENT_SECRET")
PLACES = [place for place in ELSEWHERE if place not in {"option", "check", "settings shown", "settings explained"}]
"""The other places, without those of the command line."""


class LiveSearch(Search):
    """Follows the live guide with planted secrets, adds the consumer later, and searches everything that is sent."""

    pages = None

    def outputs(self, plant, secrets):
        environ = self.begin(plant, secrets) | {"XDG_STATE_HOME": str(self.home)}
        self.elsewhere(plant, environ, secrets)
        # The server can't hide a secret that it doesn't know yet.
        known = plant.whose == "client_secret" and plant.read is not bitbucket.ACCESS_TOKEN
        later = {name: environ.pop(name) for name in CONSUMER if name in environ and not known}
        with LogRecorder() as logged, patch.object(http, "FIRST_WAIT", 0.001):
            try:
                full = read_settings(environ | later, self.home)
                server = LiveServer(environ, self.home, self.pages)
            except SettingsError as error:
                yield "error", f"{error!r} {error.__cause__!r} {error.__context__!r}"
                return
            server.start()
            try:
                yield from self.sent(server, full)
            finally:
                server.stop()
        yield "terminal", "\n".join(server.said)
        yield "log", "\n".join(logged)
        for path in self.home.rglob("*"):
            if path.is_file() and path.name not in {".terraformrc", "credentials.tfrc.json"}:
                yield path.name, path.read_bytes().decode("latin-1")
                path.unlink()
        (self.home / ".terraformrc").unlink(missing_ok=True)

    def sent(self, server, full):
        server.settle()
        reader = server.reader()
        with closing(raw(server, reader, "GET", "/live/events")) as stream:
            server.guide.add(full)
            reader.visit("create-consumer")
            reader.click("create-workspace")
            server.settle()
            stream.settimeout(0.3)
            yield "events", read(stream)
        for path in ("/live/state", "/create-consumer.html", "/missing", "/live/open?token=used"):
            with closing(raw(server, reader, "GET", path)) as opened:
                yield path, read(opened)
        with closing(raw(server, reader, "POST", "/live/check")) as opened:
            yield "refusal", read(opened)


def raw(server, reader, method, path):
    """Send a request, and return the socket."""
    host, port = server.host.split(":")
    opened = socket.create_connection((host, int(port)), timeout=20)
    opened.sendall(
        f"{method} {path} HTTP/1.1\r\nHost: {server.host}\r\nCookie: {reader.cookie}\r\n"
        f"Origin: http://{server.host}\r\nConnection: close\r\n\r\n".encode()
    )
    return opened


def read(opened):
    """Return every byte that arrives, as text."""
    parts = []
    try:
        while part := opened.recv(65536):
            parts.append(part)
    except TimeoutError:
        pass
    text = b"".join(parts).decode("latin-1")
    assert text.startswith("HTTP/1.1 ")
    return text


@pytest.fixture(scope="module")
def search(tmp_path_factory, pages):
    scenario = healthy(datetime.now(UTC))
    with serving(scenario) as sandbox:
        found = LiveSearch(sandbox, scenario, tmp_path_factory.mktemp("home"))
        found.pages = pages
        yield found


def test_random_places_expose_no_secret(search):
    search.try_(15)


@pytest.mark.parametrize("form", FORMS)
def test_no_form_of_a_secret_is_exposed(search, form):
    assert search.found(Plant(form=form)) == []


@pytest.mark.parametrize("way", WAYS)
def test_a_secret_that_was_added_later_is_hidden_as_well(search, way):
    about = {"check": "consumer-credentials", "read": bitbucket.ACCESS_TOKEN, "whose": "client_secret"}
    assert search.found(Plant(way=way, **about)) == []


@pytest.mark.parametrize("elsewhere", PLACES)
def test_no_other_place_exposes_a_secret(search, elsewhere):
    assert search.found(Plant(elsewhere=elsewhere)) == []


def test_detects_a_secret_in_everything_that_is_sent(search, monkeypatch):
    monkeypatch.setattr(secret.Redactor, "__call__", lambda _, text: text)
    monkeypatch.setattr(secret.Redactor, "within", lambda _, body: body)
    found = "\n".join(search.found(Plant()))
    for place in ("events", "/live/state"):
        assert f"terraform_token in {place}" in found
    about = {"check": "consumer-credentials", "read": bitbucket.ACCESS_TOKEN, "whose": "client_secret"}
    found = "\n".join(search.found(Plant(way="error with a text", **about)))
    assert "client_secret in token-requests.sqlite" in found
