"""A server is believed if somebody vouches for it: those whom everyone trusts, or whom REQUESTS_CA_BUNDLE names."""

import ssl
from datetime import UTC, datetime
from threading import Thread

import pytest
from matrix.trial import words

from checks.engine.model import Outcome
from checks.facts.credentials import Credential
from checks.sandbox import terraform
from checks.sandbox.healthy import healthy
from checks.sandbox.server import _Server
from checks.sandbox.world import World


@pytest.fixture
def over_tls(certificate):
    """Serve HCP Terraform once more, with a certificate that it signed itself; return its address."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    world = World(healthy(datetime.now(UTC)))
    with _Server(terraform.application(world), 0) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        world.terraform_url = f"https://127.0.0.1:{server.server_port}"
        world.bitbucket_url = "https://bitbucket.org"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield world.terraform_url
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def rests_on_terraform(result):
    return Credential.TERRAFORM_TOKEN in result.check.credentials


def test_one_that_nobody_vouches_for_lets_nothing_pass(bench, over_tls, monkeypatch):
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    monkeypatch.delenv("CURL_CA_BUNDLE", raising=False)
    results = bench.run(bench.scenario(), terraform_url=over_tls).results
    assert results["terraform_token"].outcome is Outcome.UNKNOWN
    assert "account/details could not be read: its certificate is not trusted" in words(results["terraform_token"])
    assert "REQUESTS_CA_BUNDLE" in words(results["terraform_token"])
    assert not [name for name, one in results.items() if rests_on_terraform(one) and one.outcome is Outcome.PASS]
    assert results["bitbucket_token"].outcome is results["private_consumer"].outcome is Outcome.PASS


def test_one_that_the_reader_vouches_for_is_believed(bench, over_tls, certificate, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate[0]))
    results = bench.run(bench.scenario(), terraform_url=over_tls).results
    assert results["terraform_token"].outcome is Outcome.PASS
    assert results["provider_authorised"].outcome is Outcome.PASS
