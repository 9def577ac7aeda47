"""The newest fetch from Bitbucket decides for each Terraform workspace."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from checks.clients.terraform_fetch_records import Fetch
from checks.last_fetch import _since as since_of
from checks.last_fetch import last_fetch
from checks.sandbox.fault import workspace
from checks.sandbox.response_faults import ResponseFault, answer, retyped

VERSIONS = "/api/v2/workspaces/*/configuration-versions"


def newest(**change: object):
    """Change the newest fetch of one Terraform workspace; a configuration that came by the API is newer."""

    def step(one):
        api, fetch, *others = one.configuration_versions
        return replace(one, configuration_versions=(api, replace(fetch, **change), *others))

    return workspace("network-production", step)


@pytest.mark.parametrize("status", ["uploaded", "archived"])
def test_a_fetch_that_worked_passes(ask, status):
    assert ask(last_fetch, newest(status=status)).outcome == "passed"


def test_a_fetch_that_failed_fails_in_hcp_terraforms_own_words(ask):
    told = ask(last_fetch, newest(status="errored", error="ingress_failed", error_message="Permission denied."))
    assert told.outcome == "failed"
    assert "ingress_failed: Permission denied." in told.words


def test_a_failure_without_words_fails_all_the_same(ask):
    told = ask(last_fetch, newest(status="errored", error=None, error_message=None))
    assert told.outcome == "failed"
    assert "doesn't report why" in told.words


def test_a_password_in_the_words_of_a_failure_is_hidden(ask):
    message = "could not clone https://x-token-auth:abcdef123456@bitbucket.org/acme-infra/policies.git"
    told = ask(last_fetch, newest(status="errored", error_message=message))
    assert "abcdef123456" not in told.words
    assert "x-token-auth:(hidden)@bitbucket.org" in told.words


@pytest.mark.parametrize("status", ["pending", "fetching", "backing_up", "something new"])
def test_a_fetch_under_way_or_in_an_unknown_state_is_unknown(ask, status):
    assert ask(last_fetch, newest(status=status)).outcome == "unknown"


def test_a_state_that_is_not_told_is_unknown(ask):
    assert ask(last_fetch, ResponseFault("terraform", VERSIONS, retyped("data.*.attributes.status", None))).outcome == (
        "unknown"
    )


def test_an_older_failure_is_over_once_a_fetch_worked(ask):
    def step(one):
        api, fetch, older = one.configuration_versions
        return replace(one, configuration_versions=(api, fetch, replace(older, status="errored")))

    assert ask(last_fetch, workspace("network-production", step)).outcome == "passed"


def test_nothing_fetched_yet_is_unknown(ask):
    told = ask(last_fetch, workspace("network-production", lambda one: replace(one, configuration_versions=())))
    assert told.outcome == "unknown"
    assert "Push a commit" in told.words


def test_one_that_cannot_be_read_does_not_hide_the_others(ask):
    told = ask(last_fetch, ResponseFault("terraform", VERSIONS, answer(404), times=1))
    assert told.outcome == "unknown"
    assert told.words.count("| fetched on") == 2


def test_a_failure_outweighs_what_cannot_be_read(ask):
    def failed(now):
        return replace(now, terraform_workspaces=tuple(map(errored, now.terraform_workspaces)))

    def errored(one):
        versions = tuple(replace(version, status="errored") for version in one.configuration_versions)
        return replace(one, configuration_versions=versions)

    assert ask(last_fetch, failed, ResponseFault("terraform", VERSIONS, answer(403), times=1)).outcome == "failed"


def test_without_a_terraform_workspace_that_uses_the_provider_it_does_not_apply(ask):
    assert ask(last_fetch, lambda now: replace(now, terraform_workspaces=())).outcome == "not_applicable"


def versions(*changes: dict[str, object]):
    """Give one Terraform workspace these configuration versions, in this order; ages are in days."""

    def step(one):
        fetch = one.configuration_versions[1]
        made = [
            replace(fetch, id=f"cv-{number}", created=fetch.created - timedelta(days=change.pop("age", 0)), **change)
            for number, change in enumerate(map(dict, changes))
        ]
        return replace(one, configuration_versions=tuple(made))

    return workspace("network-production", step)


class TestTheBranchOfTheWorkspace:
    def test_a_pull_request_that_failed_is_not_the_branch(self, ask):
        assert ask(last_fetch, versions({"speculative": True, "status": "errored"}, {"age": 2})).outcome == "passed"

    def test_a_pull_request_that_worked_does_not_hide_a_branch_that_failed(self, ask):
        told = ask(last_fetch, versions({"speculative": True}, {"age": 2, "status": "errored"}))
        assert told.outcome == "failed"

    def test_pull_requests_alone_prove_nothing(self, ask):
        assert ask(last_fetch, versions({"speculative": True})).outcome == "unknown"

    def test_its_newest_is_the_newest_by_its_own_time(self, ask):
        told = ask(last_fetch, versions({"age": 9}, {"age": 1, "status": "errored"}))
        assert told.outcome == "failed"
        assert ask(last_fetch, versions({"age": 9, "status": "errored"}, {"age": 1})).outcome == "passed"

    @pytest.mark.parametrize(("status", "outcome"), [("uploaded", "passed"), ("errored", "unknown")])
    def test_without_times_only_what_all_agree_on_is_certain(self, ask, status, outcome):
        untimed = ResponseFault("terraform", VERSIONS, retyped("data.*.attributes.status-timestamps", None))
        assert ask(last_fetch, versions({"age": 3}, {"age": 1, "status": status}), untimed).outcome == outcome

    @pytest.mark.parametrize(("status", "outcome"), [("uploaded", "passed"), ("errored", "unknown")])
    def test_without_a_word_on_pull_requests_only_what_all_agree_on_is_certain(self, ask, status, outcome):
        untold = ResponseFault("terraform", VERSIONS, retyped("data.*.attributes.speculative", None))
        assert ask(last_fetch, versions({"age": 3}, {"age": 1, "status": status}), untold).outcome == outcome


class TestPatterns:
    def test_only_what_matches_is_looked_at(self, ask):
        told = ask(last_fetch, newest(status="errored"), workspaces=("PLATFORM-*",))
        assert told.outcome == "passed"
        assert "network-production" not in told.words

    def test_repositories_can_be_asked_for_too(self, ask):
        assert ask(last_fetch, newest(status="errored"), repositories=("*/network",)).outcome == "failed"

    @pytest.mark.parametrize("given", [{"workspaces": ("prd-*",)}, {"repositories": ("acme/*",)}])
    def test_patterns_that_match_nothing_are_unknown_and_no_reason_to_pass_over_it(self, ask, given):
        told = ask(last_fetch, **given)
        assert told.outcome == "unknown"
        assert "TFE_WORKSPACES" in told.words


class TestSince:
    def seen(self, *fetches):
        moment = datetime(2026, 11, 24, tzinfo=UTC)
        made = [Fetch(status, None, moment - timedelta(days=age)) for age, status in enumerate(fetches)]
        since = since_of(tuple(made))
        return tuple((moment - at).days if at else None for at in (since.worked, since.failed))

    def test_it_failed_is_told_from_the_first_failure_after_a_success(self):
        assert self.seen("errored", "errored", "uploaded", "errored") == (2, 1)

    def test_no_success_is_made_up(self):
        assert self.seen("errored", "errored") == (None, 1)

    def test_what_is_under_way_is_neither(self):
        assert self.seen("errored", "fetching", "archived") == (2, 0)
