"""An authorization passes if it was granted recently, used for a recent successful fetch, or works right now."""

from dataclasses import replace
from datetime import timedelta

import pytest

from checks.authorization_age import authorization_age
from checks.sandbox.response_faults import ResponseFault, answer, retyped
from checks.sandbox.scenario_changes import all_of, oauth_token

VERSIONS = "/api/v2/workspaces/*/configuration-versions"


def authorized(days: int):
    return lambda now: oauth_token(lambda one: replace(one, created=now.clock - timedelta(days=days)))(now)


def untestable(now):
    """Change the server to one that can't test the authorization."""
    return replace(now, beta_endpoints=False)


def fetched(days: int, status: str = "uploaded", source: str = "bitbucket"):
    """Keep a single fetch in every Terraform workspace, with the given age."""

    def change(now):
        def workspace(one):
            newest = one.configuration_versions[1:2]
            when = now.clock - timedelta(days=days)
            versions = tuple(replace(each, created=when, status=status, source=source) for each in newest)
            return replace(one, configuration_versions=versions)

        return replace(now, terraform_workspaces=tuple(map(workspace, now.terraform_workspaces)))

    return change


@pytest.mark.parametrize(
    ("days", "outcome", "advised"),
    [
        (0, "passed", False),
        (1, "passed", False),
        (60, "passed", False),
        (61, "passed", True),
        (90, "passed", True),
        (91, "unknown", False),
        (400, "unknown", False),
    ],
)
def test_the_outcome_depends_on_the_last_use(ask, days, outcome, advised):
    result = ask(authorization_age, authorized(500), fetched(days), untestable)
    assert (result.outcome, bool(result.advice)) == (outcome, advised)


def test_archiving_an_old_fetch_is_not_a_use(ask):
    # The files were archived a day after the fetch.
    assert ask(authorization_age, authorized(500), fetched(91, "archived"), untestable).outcome == "unknown"


def test_authorizing_is_a_use(ask):
    assert ask(authorization_age, authorized(3), fetched(400)).outcome == "passed"


def test_the_advice_shows_the_remaining_days(ask):
    assert "might expire in 20 days" in ask(authorization_age, authorized(500), fetched(70), untestable).advice


@pytest.mark.parametrize("status", ["errored", "pending", "fetching"])
def test_an_unsuccessful_fetch_is_not_a_use(ask, status):
    assert ask(authorization_age, authorized(100), fetched(2, status), untestable).outcome == "unknown"


def test_a_configuration_from_another_source_is_not_a_use(ask):
    assert ask(authorization_age, authorized(100), fetched(2, source="tfe-api"), untestable).outcome == "unknown"


def test_an_earlier_successful_fetch_counts_if_the_newest_failed(ask):
    def newest_failed(now):
        def workspace(one):
            api, newest, *others = one.configuration_versions or (None, None)
            versions = (api, replace(newest, status="errored"), *others) if newest else ()
            return replace(one, configuration_versions=versions)

        return replace(now, terraform_workspaces=tuple(map(workspace, now.terraform_workspaces)))

    assert ask(authorization_age, all_of(authorized(500), newest_failed)).outcome == "passed"


def test_accepts_a_clock_that_is_a_little_ahead(ask):
    assert ask(authorization_age, authorized(-1)).outcome == "passed"


def test_a_time_in_the_future_is_not_a_use(ask):
    assert ask(authorization_age, authorized(100), fetched(-2), untestable).outcome == "unknown"


def test_is_unknown_if_every_reported_time_is_in_the_future(ask):
    assert ask(authorization_age, authorized(-5), fetched(-2)).outcome == "unknown"


def test_uses_the_authorization_date_if_fetches_cannot_be_read(ask):
    hidden = ResponseFault("terraform", VERSIONS, answer(404))
    assert ask(authorization_age, authorized(40), hidden).outcome == "passed"
    assert ask(authorization_age, authorized(100), hidden, untestable).outcome == "unknown"


def test_is_unknown_without_any_date(ask):
    oauth_tokens = "/api/v2/oauth-clients/*/oauth-tokens"
    undated = ResponseFault("terraform", oauth_tokens, retyped("data.*.attributes.created-at", "yesterday"))
    result = ask(authorization_age, fetched(2, "errored"), undated, untestable)
    assert result.outcome == "unknown"
    assert "doesn't report when it was used" in result.words


def test_reports_unreadable_fetches_that_might_be_newer(ask):
    result = ask(
        authorization_age, "authorization-expired", ResponseFault("terraform", "*/configuration-versions", answer(503))
    )
    assert result.outcome == "unknown"
    assert "3 of 3 workspaces couldn't be read" in result.words
    assert "configuration-versions returned status 503" in result.words


class TestCurrentUse:
    def test_an_authorization_that_works_now_passes_without_advice(self, ask):
        result = ask(authorization_age, authorized(500), fetched(120))
        assert (result.outcome, result.advice) == ("passed", "")

    def test_listing_repositories_is_a_use(self, ask):
        result = ask(authorization_age, authorized(500), lambda now: replace(now, terraform_workspaces=()))
        assert result.outcome == "passed"

    def test_sends_no_test_request_if_a_recent_use_is_known(self, ask, requests_log):
        ask(authorization_age)
        assert not [request for request in requests_log if request.path.endswith("/vcs/repo")]

    def test_the_fetch_of_a_pull_request_is_a_use(self, ask):
        def change(now):
            def step(one):
                recent = (replace(version, speculative=True) for version in one.configuration_versions)
                return replace(one, configuration_versions=tuple(recent))

            return replace(now, terraform_workspaces=tuple(map(step, now.terraform_workspaces)))

        assert ask(authorization_age, authorized(500), change, untestable).outcome == "passed"
