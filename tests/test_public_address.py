"""The check does not apply to HCP Terraform. A Terraform Enterprise hostname must resolve to public addresses."""

import socket
import sys
from dataclasses import replace
from threading import Event

import pytest

from checks.public_address import public_address
from checks.sandbox.response_faults import ResponseFault, answer
from checks.sandbox.scenario_changes import vcs_repo

WORKSPACES = "/api/v2/organizations/acme/workspaces"
PING = "/api/v2/ping"
public_address_module = sys.modules[public_address.probe.__module__]
original_getaddrinfo = socket.getaddrinfo


@pytest.fixture
def resolve_to(monkeypatch):
    """Return a function that changes the addresses of the server's hostname, but not the actual connections."""

    def to(*addresses: str) -> None:
        def found(host, port, *more, **options):
            if port is not None:
                return original_getaddrinfo(host, port, *more, **options)
            if not addresses:
                raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in addresses]

        monkeypatch.setattr(socket, "getaddrinfo", found)

    return to


def test_does_not_apply_to_hcp_terraform(ask):
    result = ask(public_address)
    assert result.outcome == "not_applicable"


@pytest.mark.parametrize("addresses", [["8.8.8.8"], ["8.8.8.8", "2606:4700::1"]])
def test_public_addresses_pass_with_a_note_on_the_limits_of_the_check(ask, resolve_to, addresses):
    resolve_to(*addresses)
    result = ask(public_address, "enterprise-on-loopback")
    assert result.outcome == "passed"
    assert "this doesn't prove that Bitbucket can connect" in result.words


@pytest.mark.parametrize(
    "address", ["10.0.0.7", "172.16.0.1", "192.168.1.1", "127.0.0.1", "169.254.1.1", "100.64.0.1", "::1", "fd00::1"]
)
def test_an_internal_address_is_unknown(ask, resolve_to, address):
    resolve_to(address)
    assert ask(public_address, "enterprise-on-loopback").outcome == "unknown"


def test_one_internal_address_among_public_ones_is_unknown(ask, resolve_to):
    resolve_to("8.8.8.8", "10.0.0.7")
    assert ask(public_address, "enterprise-on-loopback").outcome == "unknown"


def test_a_name_that_never_resolves_is_unknown(ask, monkeypatch):
    def hang(host, port, *more, **options):
        return original_getaddrinfo(host, port, *more, **options) if port is not None else Event().wait(30)

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    monkeypatch.setattr(public_address_module, "RESOLVE_SECONDS", 0.1)
    result = ask(public_address, "enterprise-on-loopback")
    assert result.outcome == "unknown"
    assert "this machine can't resolve the hostname" in result.words


class TestHostname:
    def test_comes_from_the_webhooks(self, ask, resolve_to):
        resolve_to("8.8.8.8")
        outside = "https://tfe.acme.example/webhooks/vcs/0b6f2c1e-64b1-4f0a-9d57-7d1b3c2a9e10"
        secondary = vcs_repo("network-production", lambda one: replace(one, webhook_url=outside))
        result = ask(public_address, "enterprise-on-loopback", secondary, workspaces=("network-*",))
        assert result.outcome == "passed"
        assert result.words.startswith("tfe.acme.example |")

    @pytest.mark.parametrize(
        "without_webhooks",
        [
            lambda now: replace(now, terraform_workspaces=()),
            vcs_repo("network-production", lambda one: replace(one, webhook_url=None)),
            "no-provider",
        ],
    )
    def test_otherwise_comes_from_the_server_url(self, ask, resolve_to, without_webhooks):
        resolve_to("8.8.8.8")
        result = ask(public_address, "enterprise-on-loopback", without_webhooks, workspaces=("network-*",))
        assert result.outcome == "passed"
        assert result.words.startswith("127.0.0.1 |")

    def test_is_unknown_if_the_workspaces_cannot_be_read(self, ask, resolve_to):
        resolve_to("8.8.8.8")
        result = ask(public_address, "enterprise-on-loopback", ResponseFault("terraform", WORKSPACES, answer(503)))
        assert result.outcome == "unknown"
        assert "returned status 503" in result.words

    @pytest.mark.parametrize("host", ["", "[", "a" * 64 + ".example", "tfe..example"])
    def test_is_unknown_if_it_is_invalid(self, ask, host):
        odd = vcs_repo("network-production", lambda one: replace(one, webhook_url=f"https://{host}/webhooks/vcs/x"))
        result = ask(public_address, "enterprise-on-loopback", odd, workspaces=("network-*",))
        assert result.outcome == "unknown"
        assert "can't resolve" in result.words


def test_an_unresolvable_hostname_is_unknown(ask, resolve_to):
    resolve_to()
    result = ask(public_address, "enterprise-on-loopback")
    assert result.outcome == "unknown"
    assert "can't resolve" in result.words


def test_a_server_without_a_product_name_counts_as_terraform_enterprise(ask, resolve_to):
    resolve_to("10.0.0.7")
    assert ask(public_address, ResponseFault("terraform", PING, answer(204, TFP_AppName=""))).outcome == "unknown"


@pytest.mark.parametrize("status", [403, 404, 500])
def test_a_failed_request_is_unknown(ask, status):
    assert ask(public_address, ResponseFault("terraform", PING, answer(status))).outcome == "unknown"
