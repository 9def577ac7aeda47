"""HCP Terraform is public; the name of a Terraform Enterprise passes only if it resolves publicly from here."""

import socket
from dataclasses import replace

import pytest

from checks.public_address import public_address
from checks.sandbox.fault import vcs_repo
from checks.sandbox.response_faults import ResponseFault, answer

WORKSPACES = "/api/v2/organizations/acme/workspaces"
PING = "/api/v2/ping"
resolve = socket.getaddrinfo


@pytest.fixture
def resolving(monkeypatch):
    """Let the name of the server resolve to these addresses; connections are still made as before."""

    def to(*addresses: str) -> None:
        def found(host, port, *more, **named):
            if port is not None:
                return resolve(host, port, *more, **named)
            if not addresses:
                raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in addresses]

        monkeypatch.setattr(socket, "getaddrinfo", found)

    return to


def test_hcp_terraform_needs_no_look(ask):
    told = ask(public_address)
    assert told.outcome == "not_applicable"


@pytest.mark.parametrize("addresses", [["8.8.8.8"], ["8.8.8.8", "2606:4700::1"]])
def test_public_addresses_pass_and_no_more_is_said_than_was_seen(ask, resolving, addresses):
    resolving(*addresses)
    told = ask(public_address, "enterprise-on-loopback")
    assert told.outcome == "passed"
    assert "this doesn't prove that Bitbucket can connect" in told.words


@pytest.mark.parametrize(
    "address", ["10.0.0.7", "172.16.0.1", "192.168.1.1", "127.0.0.1", "169.254.1.1", "100.64.0.1", "::1", "fd00::1"]
)
def test_an_internal_address_is_unknown_and_never_wrong(ask, resolving, address):
    resolving(address)
    assert ask(public_address, "enterprise-on-loopback").outcome == "unknown"


def test_one_internal_address_among_public_ones_is_unknown(ask, resolving):
    resolving("8.8.8.8", "10.0.0.7")
    assert ask(public_address, "enterprise-on-loopback").outcome == "unknown"


class TestTheNameThatIsLookedUp:
    def test_is_that_of_the_webhooks(self, ask, resolving):
        resolving("8.8.8.8")
        outside = "https://tfe.acme.example/webhooks/vcs/0b6f2c1e-64b1-4f0a-9d57-7d1b3c2a9e10"
        secondary = vcs_repo("network-production", lambda one: replace(one, webhook_url=outside))
        told = ask(public_address, "enterprise-on-loopback", secondary, workspaces=("network-*",))
        assert told.outcome == "passed"
        assert told.words.startswith("tfe.acme.example |")

    @pytest.mark.parametrize(
        "nothing_told",
        [
            lambda now: replace(now, terraform_workspaces=()),
            vcs_repo("network-production", lambda one: replace(one, webhook_url=None)),
            "no-provider",
        ],
    )
    def test_is_else_that_of_the_server(self, ask, resolving, nothing_told):
        resolving("8.8.8.8")
        told = ask(public_address, "enterprise-on-loopback", nothing_told, workspaces=("network-*",))
        assert told.outcome == "passed"
        assert told.words.startswith("127.0.0.1 |")

    def test_is_unknown_where_the_workspaces_cannot_be_read(self, ask, resolving):
        resolving("8.8.8.8")
        told = ask(public_address, "enterprise-on-loopback", ResponseFault("terraform", WORKSPACES, answer(503)))
        assert told.outcome == "unknown"
        assert "answered 503" in told.words

    @pytest.mark.parametrize("host", ["", "[", "a" * 64 + ".example", "tfe..example"])
    def test_may_be_none(self, ask, host):
        odd = vcs_repo("network-production", lambda one: replace(one, webhook_url=f"https://{host}/webhooks/vcs/x"))
        told = ask(public_address, "enterprise-on-loopback", odd, workspaces=("network-*",))
        assert told.outcome == "unknown"
        assert "can't resolve" in told.words


def test_a_name_that_does_not_resolve_here_is_unknown(ask, resolving):
    resolving()
    told = ask(public_address, "enterprise-on-loopback")
    assert told.outcome == "unknown"
    assert "can't resolve" in told.words


def test_a_server_that_does_not_name_itself_is_taken_for_terraform_enterprise(ask, resolving):
    resolving("10.0.0.7")
    assert ask(public_address, ResponseFault("terraform", PING, answer(204, TFP_AppName=""))).outcome == "unknown"


@pytest.mark.parametrize("status", [403, 404, 500])
def test_a_server_that_does_not_answer_is_unknown(ask, status):
    assert ask(public_address, ResponseFault("terraform", PING, answer(status))).outcome == "unknown"
