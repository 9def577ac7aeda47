"""A server is believed if somebody vouches for it: whom the machine trusts, or whom the reader names instead."""

import ssl
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Thread

import certifi
import pytest
from flask import Flask
from matrix.trial import words

from checks.engine.model import Check, Outcome
from checks.facts.credentials import Credential
from checks.sandbox.bitbucket import app as bitbucket
from checks.sandbox.healthy import healthy
from checks.sandbox.server import _Server
from checks.sandbox.state import SandboxState
from checks.sandbox.terraform import app as terraform


@dataclass(frozen=True)
class Host:
    """A host, the setting that leads there, what is shown to it, and the check that is the first to ask it."""

    application: Callable[[SandboxState], Flask]
    setting: str
    credential: Credential
    first: str

    def is_asked_by(self, check: Check) -> bool:
        return any(read.credential is self.credential and read.method != "READ" for read in check.reads)


HOSTS = (
    Host(terraform.application, "terraform_url", Credential.TERRAFORM_TOKEN, "terraform_token"),
    Host(bitbucket.application, "bitbucket_api_url", Credential.BITBUCKET_TOKEN, "bitbucket_token"),
    Host(bitbucket.application, "bitbucket_url", Credential.CONSUMER, "consumer_credentials"),
)


@pytest.fixture(params=HOSTS, ids=lambda host: host.setting)
def host(request):
    return request.param


@pytest.fixture
def over_tls(host, certificate):
    """Serve a host once more, with a certificate that it signed itself; return the setting that leads there."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    state = SandboxState(healthy(datetime.now(UTC)))
    with _Server(host.application(state), 0) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        address = f"https://127.0.0.1:{server.server_port}"
        state.terraform_url = state.bitbucket_url = address
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield {host.setting: address}
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def _as_on_a_new_machine(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)


def test_one_that_nobody_vouches_for_lets_nothing_pass_that_rests_on_it(bench, host, over_tls):
    results = bench.run(bench.scenario(), **over_tls).results
    assert results[host.first].outcome is Outcome.UNKNOWN
    assert "could not be read: its certificate is not trusted" in words(results[host.first])
    assert "REQUESTS_CA_BUNDLE" in words(results[host.first])
    passed = {name for name, one in results.items() if one.outcome is Outcome.PASSED}
    assert not [name for name in passed if host.is_asked_by(results[name].check)]
    assert passed >= {other.first for other in HOSTS if other is not host}


@pytest.fixture(params=["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def _vouched_for(request, certificate, monkeypatch):
    monkeypatch.setenv(request.param, str(certificate[0]))


@pytest.mark.usefixtures("_vouched_for")
def test_one_that_the_reader_vouches_for_is_believed(bench, host, over_tls):
    assert bench.run(bench.scenario(), **over_tls).results[host.first].outcome is Outcome.PASSED


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a test would have to change what the machine trusts")
def test_one_that_the_machine_vouches_for_is_believed(bench, host, over_tls, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    assert bench.run(bench.scenario(), **over_tls).results[host.first].outcome is Outcome.PASSED


def test_but_not_where_the_reader_vouches_for_others_alone(bench, host, over_tls, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", certifi.where())
    assert bench.run(bench.scenario(), **over_tls).results[host.first].outcome is Outcome.UNKNOWN
