"""The newest fetch from Bitbucket determines the result for each Terraform workspace."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from checks.clients.terraform_fetch_records import Fetch
from checks.last_fetch import _since as since_of
from checks.last_fetch import last_fetch
from checks.sandbox.response_faults import ResponseFault, answer, retyped
from checks.sandbox.scenario_changes import workspace

VERSIONS = "/api/v2/workspaces/*/configuration-versions"


def newest(**change: object):
    """Change the newest fetch of one Terraform workspace. A configuration from the API is newer than the fetch."""

    def step(one):
        api, fetch, *others = one.configuration_versions
        return replace(one, configuration_versions=(api, replace(fetch, **change), *others))

    return workspace("network-production", step)


@pytest.mark.parametrize("status", ["uploaded", "archived"])
def test_a_successful_fetch_passes(ask, status):
    assert ask(last_fetch, newest(status=status)).outcome == "passed"


def test_a_failed_fetch_fails_with_hcp_terraforms_message(ask):
    result = ask(last_fetch, newest(status="errored", error="ingress_failed", error_message="Permission denied."))
    assert result.outcome == "failed"
    assert "ingress_failed: Permission denied." in result.words


def test_a_failed_fetch_without_a_message_fails(ask):
    result = ask(last_fetch, newest(status="errored", error=None, error_message=None))
    assert result.outcome == "failed"
    assert "doesn't report why" in result.words


def test_hides_a_password_in_the_message(ask):
    message = "could not clone https://x-token-auth:abcdef123456@bitbucket.org/acme-infra/policies.git"
    result = ask(last_fetch, newest(status="errored", error_message=message))
    assert "abcdef123456" not in result.words
    assert "x-token-auth:(hidden)@bitbucket.org" in result.words


@pytest.mark.parametrize("status", ["pending", "fetching", "backing_up", "something new"])
def test_an_unfinished_fetch_or_an_unknown_state_is_unknown(ask, status):
    assert ask(last_fetch, newest(status=status)).outcome == "unknown"


def test_an_unreported_state_is_unknown(ask):
    assert ask(last_fetch, ResponseFault("terraform", VERSIONS, retyped("data.*.attributes.status", None))).outcome == (
        "unknown"
    )


def test_a_later_successful_fetch_passes(ask):
    def step(one):
        api, fetch, older = one.configuration_versions
        return replace(one, configuration_versions=(api, fetch, replace(older, status="errored")))

    assert ask(last_fetch, workspace("network-production", step)).outcome == "passed"


def test_is_unknown_without_any_fetch(ask):
    result = ask(last_fetch, workspace("network-production", lambda one: replace(one, configuration_versions=())))
    assert result.outcome == "unknown"
    assert "Push a commit" in result.words


def test_an_unreadable_workspace_does_not_hide_the_others(ask):
    result = ask(last_fetch, ResponseFault("terraform", VERSIONS, answer(404), times=1))
    assert result.outcome == "unknown"
    assert result.words.count("| fetched on") == 2


def test_a_failure_takes_precedence_over_an_unreadable_workspace(ask):
    def failed(now):
        return replace(now, terraform_workspaces=tuple(map(errored, now.terraform_workspaces)))

    def errored(one):
        versions = tuple(replace(version, status="errored") for version in one.configuration_versions)
        return replace(one, configuration_versions=versions)

    assert ask(last_fetch, failed, ResponseFault("terraform", VERSIONS, answer(403), times=1)).outcome == "failed"


def test_does_not_apply_without_workspaces(ask):
    assert ask(last_fetch, lambda now: replace(now, terraform_workspaces=())).outcome == "not_applicable"


def versions(*changes: dict[str, object]):
    """Replace the configuration versions of one Terraform workspace, in the given order; ages are in days."""

    def step(one):
        fetch = one.configuration_versions[1]
        fetches = [
            replace(fetch, id=f"cv-{number}", created=fetch.created - timedelta(days=change.pop("age", 0)), **change)
            for number, change in enumerate(map(dict, changes))
        ]
        return replace(one, configuration_versions=tuple(fetches))

    return workspace("network-production", step)


class TestBranchOfTheWorkspace:
    def test_ignores_a_failed_fetch_of_a_pull_request(self, ask):
        assert ask(last_fetch, versions({"speculative": True, "status": "errored"}, {"age": 2})).outcome == "passed"

    def test_a_successful_fetch_of_a_pull_request_does_not_hide_a_failed_branch(self, ask):
        result = ask(last_fetch, versions({"speculative": True}, {"age": 2, "status": "errored"}))
        assert result.outcome == "failed"

    def test_only_pull_requests_are_unknown(self, ask):
        assert ask(last_fetch, versions({"speculative": True})).outcome == "unknown"

    def test_orders_fetches_by_their_own_time(self, ask):
        result = ask(last_fetch, versions({"age": 9}, {"age": 1, "status": "errored"}))
        assert result.outcome == "failed"
        assert ask(last_fetch, versions({"age": 9, "status": "errored"}, {"age": 1})).outcome == "passed"

    @pytest.mark.parametrize(("status", "outcome"), [("uploaded", "passed"), ("errored", "unknown")])
    def test_without_times_all_fetches_must_have_the_same_result(self, ask, status, outcome):
        untimed = ResponseFault("terraform", VERSIONS, retyped("data.*.attributes.status-timestamps", None))
        assert ask(last_fetch, versions({"age": 3}, {"age": 1, "status": status}), untimed).outcome == outcome

    @pytest.mark.parametrize(("status", "outcome"), [("uploaded", "passed"), ("errored", "unknown")])
    def test_if_pull_requests_are_not_marked_all_fetches_must_have_the_same_result(self, ask, status, outcome):
        unreported = ResponseFault("terraform", VERSIONS, retyped("data.*.attributes.speculative", None))
        assert ask(last_fetch, versions({"age": 3}, {"age": 1, "status": status}), unreported).outcome == outcome


class TestPatterns:
    def test_checks_only_matching_workspaces(self, ask):
        result = ask(last_fetch, newest(status="errored"), workspaces=("PLATFORM-*",))
        assert result.outcome == "passed"
        assert "network-production" not in result.words

    def test_selects_workspaces_by_repository(self, ask):
        assert ask(last_fetch, newest(status="errored"), repositories=("*/network",)).outcome == "failed"

    @pytest.mark.parametrize("given", [{"workspaces": ("prd-*",)}, {"repositories": ("acme/*",)}])
    def test_patterns_without_a_match_are_unknown(self, ask, given):
        result = ask(last_fetch, **given)
        assert result.outcome == "unknown"
        assert "TFE_WORKSPACES" in result.words


class TestSince:
    def seen(self, *fetches):
        moment = datetime(2026, 11, 24, tzinfo=UTC)
        records = [Fetch(status, None, moment - timedelta(days=age)) for age, status in enumerate(fetches)]
        since = since_of(tuple(records))
        return tuple((moment - at).days if at else None for at in (since.worked, since.failed))

    def test_starts_with_the_first_failure_after_a_success(self):
        assert self.seen("errored", "errored", "uploaded", "errored") == (2, 1)

    def test_has_no_success_if_all_fetches_failed(self):
        assert self.seen("errored", "errored") == (None, 1)

    def test_ignores_an_unfinished_fetch(self):
        assert self.seen("errored", "fetching", "archived") == (2, 0)
