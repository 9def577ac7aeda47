"""Each sandbox fault changes exactly the outcomes that it claims."""

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


def next_step(finding: Finding) -> str:
    """Return the fix of a finding, or the text of a finding about a failed request, which needs no fix."""
    return finding.fix or (finding.actual if re.search(r" returned status \d{3}\b", finding.actual) else "")


def shared_keys(results):
    """Return each key of a check that identifies several subjects."""
    subjects = {}
    for check, one in results.items():
        for finding in one.findings:
            for key in finding.keys:
                subjects.setdefault((check, key), set()).add(finding.subject)
    return {key: names for key, names in subjects.items() if len(names) > 1}


def test_the_healthy_connection_passes_without_advice(verify):
    results = verify(all_checks())
    assert {(name, one.outcome, one.words) for name, one in results.items() if one.outcome != HEALTHY[name]} == set()
    assert not any(one.advice for one in results.values())
    assert shared_keys(results) == {}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_has_exactly_the_claimed_effects(verify, name):
    results = verify(all_checks(), name)
    outcomes = {check: one.outcome for check, one in results.items()}
    assert outcomes == HEALTHY | dict(FAULTS[name].claims), f"the claims of {name} in src/checks/sandbox/faults/"
    assert {check for check, one in results.items() if one.advice} == FAULTS[name].advice, f"the advice of {name}"
    assert [finding for one in results.values() for finding in one.open if not next_step(finding)] == []
    assert shared_keys(results) == {}


@pytest.mark.parametrize("check", NAMES)
def test_every_check_can_fail_or_be_unknown(check):
    bad = {"failed", "unknown", "error"}
    detected = any(fault.claims.get(check) in bad for fault in FAULTS.values())
    assert detected, f"No fault in src/checks/sandbox/faults/ claims that {check} fails or is unknown. Add one."


def test_claims_name_existing_checks():
    for fault in FAULTS.values():
        assert {*fault.claims, *fault.advice} <= {*NAMES}, fault.name


class TestRequests:
    @pytest.fixture(autouse=True)
    def results(self, verify):
        return verify(all_checks())

    def test_every_check_lists_its_requests(self, results):
        local = {"ssh_key_format", "ssh_key_passphrase"}
        assert {name for name, one in results.items() if not one.evidence} == local

    def test_only_the_token_request_is_a_post(self, requests_log):
        posts = [request.path for request in requests_log if request.method != "GET"]
        assert posts == ["/site/oauth2/access_token"]

    def test_sends_no_request_twice(self, requests_log):
        counted = Counter((request.service, request.path, request.query) for request in requests_log)
        assert set(counted.values()) == {1}

    def test_reads_lists_in_pages_of_a_hundred(self, requests_log):
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

    def test_sends_no_credential_in_a_url(self, requests_log):
        credentials = healthy(datetime.now(UTC)).credentials
        for request in requests_log:
            for secret in (credentials.terraform_token, credentials.api_token, credentials.client_secret):
                assert secret not in request.path + request.query


def test_sends_a_wrong_secret_only_once(sandbox, tmp_path):
    running = sandbox("wrong-secret")
    with closing(Connection(read_settings(running.environment(), tmp_path))) as connection:
        for _ in range(3):
            list(run(all_checks(), connection))
    assert [request.method for request in running.state.requests_log].count("POST") == 1
