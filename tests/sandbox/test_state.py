from dataclasses import replace
from datetime import UTC, datetime, timedelta

from checks.sandbox.healthy import healthy
from checks.sandbox.response_faults import ResponseFault, empty
from checks.sandbox.state import Request, SandboxState

CLOCK = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_a_change_replaces_the_scenario_and_returns_it():
    state = SandboxState(healthy(CLOCK))
    changed = state.change(lambda now: replace(now, app_name="Terraform Enterprise"))
    assert state.scenario is changed
    assert changed.app_name == "Terraform Enterprise"


def test_begin_clears_the_request_log_and_issued_tokens():
    state = SandboxState(healthy(CLOCK), delay=1, response_faults=(ResponseFault("terraform", "*", empty),))
    state.record(Request("terraform", "GET", "/", "", 200))
    state.counted("terraform")
    state.begin(healthy(CLOCK))
    assert (state.requests_log, state.response_faults, state.delay) == ([], (), 0)
    assert state.counted("terraform") == 1


def test_makes_urls_on_the_sandbox_host_absolute():
    state = SandboxState(healthy(CLOCK), terraform_url="http://127.0.0.1:1")
    assert state.absolute("/auth/x/callback") == "http://127.0.0.1:1/auth/x/callback"
    assert state.absolute("https://example.com/") == "https://example.com/"
    assert state.absolute("") == ""


def test_uses_the_clock_of_the_scenario():
    assert SandboxState(healthy(CLOCK)).in_seconds(60) == CLOCK + timedelta(minutes=1)


def test_uses_the_first_active_matching_fault():
    once = ResponseFault("terraform", "/api/*/ping", empty, times=1)
    always = ResponseFault("terraform", "/api/v2/*", empty)
    state = SandboxState(healthy(CLOCK), response_faults=(once, always))
    assert state.response_fault("terraform", "/api/v2/ping") is once
    assert state.response_fault("terraform", "/api/v2/ping") is always
    assert state.response_fault("bitbucket", "/api/v2/ping") is None
    assert state.response_fault("terraform", "/other") is None
