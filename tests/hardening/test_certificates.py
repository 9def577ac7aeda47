"""A server certificate is trusted if it comes from a CA of the system, or of the configured CA bundle instead."""

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
    """A host, the setting for its URL, the credential sent to it, and the first check that reads from it."""

    application: Callable[[SandboxState], Flask]
    setting: str
    credential: Credential
    first: str

    def is_read_by(self, check: Check) -> bool:
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
    """Serve a host with a self-signed certificate, and return the setting for its URL."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    state = SandboxState(healthy(datetime.now(UTC)))
    with _Server(host.application(state), 0) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        url = f"https://127.0.0.1:{server.server_port}"
        state.terraform_url = state.bitbucket_url = url
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield {host.setting: url}
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def _without_ca_settings(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)


def test_no_check_of_a_host_passes_with_an_untrusted_certificate(harness, host, over_tls):
    results = harness.run(harness.scenario(), **over_tls).results
    assert results[host.first].outcome is Outcome.UNKNOWN
    assert "couldn't be read: its certificate isn't trusted" in words(results[host.first])
    assert "REQUESTS_CA_BUNDLE" in words(results[host.first])
    passed = {name for name, one in results.items() if one.outcome is Outcome.PASSED}
    assert not [name for name in passed if host.is_read_by(results[name].check)]
    assert passed >= {other.first for other in HOSTS if other is not host}


@pytest.fixture(params=["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def _in_ca_bundle(request, certificate, monkeypatch):
    monkeypatch.setenv(request.param, str(certificate[0]))


@pytest.mark.usefixtures("_in_ca_bundle")
def test_trusts_a_certificate_in_the_configured_ca_bundle(harness, host, over_tls):
    assert harness.run(harness.scenario(), **over_tls).results[host.first].outcome is Outcome.PASSED


@pytest.mark.skipif(
    sys.platform != "linux", reason="on other systems, the test would have to change the system's CA certificates"
)
def test_trusts_a_certificate_that_the_system_trusts(harness, host, over_tls, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    assert harness.run(harness.scenario(), **over_tls).results[host.first].outcome is Outcome.PASSED


def test_the_configured_ca_bundle_replaces_the_system_certificates(harness, host, over_tls, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", certifi.where())
    assert harness.run(harness.scenario(), **over_tls).results[host.first].outcome is Outcome.UNKNOWN
