"""Each fault of the sandbox brings about what it claims and nothing else."""

import re
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime

import pytest

from checks.connection.connection import Connection
from checks.engine.model import Finding
from checks.engine.registry import all_checks
from checks.engine.runner import run
from checks.sandbox.faults import FAULTS
from checks.sandbox.healthy import healthy
from checks.settings.environment import read_settings

NAMES = [check.probe.__name__ for check in all_checks()]
HEALTHY = dict.fromkeys(NAMES, "passed") | dict.fromkeys(("public_address", "enterprise_release"), "not_applicable")


def what_to_do(finding: Finding) -> str:
    """Return what a finding that asks for attention says to do next; an answer that is none speaks for itself."""
    return finding.fix or (finding.actual if re.search(r" answered \d{3}\b", finding.actual) else "")


def test_where_all_is_well_everything_passes_and_nothing_is_advised(verify):
    told = verify(all_checks())
    assert {name: one.outcome for name, one in told.items()} == HEALTHY
    assert not any(one.advice for one in told.values())


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_brings_about_what_it_claims_and_nothing_else(verify, name):
    told = verify(all_checks(), name)
    assert {check: one.outcome for check, one in told.items()} == HEALTHY | dict(FAULTS[name].claims)
    assert {check for check, one in told.items() if one.advice} == FAULTS[name].advice
    assert [finding for one in told.values() for finding in one.open if not what_to_do(finding)] == []


@pytest.mark.parametrize("check", NAMES)
def test_every_check_is_claimed_by_a_fault(check):
    assert any(HEALTHY[check] != fault.claims.get(check, HEALTHY[check]) for fault in FAULTS.values())


@pytest.mark.parametrize("check", NAMES)
def test_every_check_can_say_that_something_is_wrong_or_that_it_cannot_tell(check):
    bad = {"failed", "unknown", "error"}
    assert any(fault.claims.get(check) in bad for fault in FAULTS.values())


def test_claims_name_checks_that_are_there():
    for fault in FAULTS.values():
        assert {*fault.claims, *fault.advice} <= {*NAMES}, fault.name


class TestWhatIsAsked:
    @pytest.fixture(autouse=True)
    def told(self, verify):
        return verify(all_checks())

    def test_every_check_says_what_was_read_for_it(self, told):
        local = {"ssh_key_format", "ssh_key_passphrase"}
        assert {name for name, one in told.items() if not one.evidence} == local

    def test_the_token_endpoint_is_asked_once_and_all_else_only_reads(self, requests_log):
        posts = [request.path for request in requests_log if request.method != "GET"]
        assert posts == ["/site/oauth2/access_token"]

    def test_nothing_is_read_twice(self, requests_log):
        counted = Counter((request.service, request.path, request.query) for request in requests_log)
        assert set(counted.values()) == {1}

    def test_lists_are_read_in_pages_of_a_hundred(self, requests_log):
        lists = [
            request
            for request in requests_log
            if re.search(
                r"/(workspaces|oauth-clients|oauth-tokens|hooks|ssh-keys|permissions/repositories)$", request.path
            )
        ]
        assert len(lists) >= 6
        for request in lists:
            assert re.search(r"(page%5Bsize%5D|pagelen)=100", request.query), request.path

    def test_no_credential_is_in_an_address(self, requests_log):
        held = healthy(datetime.now(UTC)).credentials
        for request in requests_log:
            for secret in (held.terraform_token, held.api_token, held.client_secret):
                assert secret not in request.path + request.query


def test_a_wrong_secret_is_tried_once_however_many_checks_ask(sandbox, tmp_path):
    running = sandbox("wrong-secret")
    with closing(Connection(read_settings(running.environment(), tmp_path))) as connection:
        for _ in range(3):
            list(run(all_checks(), connection))
    assert [request.method for request in running.state.requests_log].count("POST") == 1
