"""An authorization passes that was used recently: granted, used for a fetch that worked, or used right now."""

from dataclasses import replace
from datetime import timedelta

import pytest

from checks.authorization_age import authorization_age
from checks.sandbox.fault import all_of, oauth_token
from checks.sandbox.response_faults import ResponseFault, answer, retyped

VERSIONS = "/api/v2/workspaces/*/configuration-versions"


def granted(days: int):
    return lambda now: oauth_token(lambda one: replace(one, created=now.clock - timedelta(days=days)))(now)


def untried(now):
    """Let the server be one that can't try the authorization right now."""
    return replace(now, beta_endpoints=False)


def fetched(days: int, status: str = "uploaded", source: str = "bitbucket"):
    """Let the only fetch of every Terraform workspace be so many days ago."""

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
def test_the_last_use_decides(ask, days, outcome, advised):
    told = ask(authorization_age, granted(500), fetched(days), untried)
    assert (told.outcome, bool(told.advice)) == (outcome, advised)


def test_that_an_old_fetch_was_archived_since_is_no_use_of_the_grant(ask):
    # Its files were put away a day after they had been fetched.
    assert ask(authorization_age, granted(500), fetched(91, "archived"), untried).outcome == "unknown"


def test_the_granting_itself_is_a_use(ask):
    assert ask(authorization_age, granted(3), fetched(400)).outcome == "passed"


def test_the_days_that_are_left_are_told(ask):
    assert "might expire in 20 days" in ask(authorization_age, granted(500), fetched(70), untried).advice


@pytest.mark.parametrize("status", ["errored", "pending", "fetching"])
def test_a_fetch_that_did_not_work_is_no_use_of_the_grant(ask, status):
    assert ask(authorization_age, granted(100), fetched(2, status), untried).outcome == "unknown"


def test_a_configuration_that_came_from_elsewhere_is_no_use_of_the_grant(ask):
    assert ask(authorization_age, granted(100), fetched(2, source="tfe-api"), untried).outcome == "unknown"


def test_an_earlier_fetch_that_worked_counts_though_the_newest_failed(ask):
    def newest_failed(now):
        def workspace(one):
            api, newest, *others = one.configuration_versions or (None, None)
            versions = (api, replace(newest, status="errored"), *others) if newest else ()
            return replace(one, configuration_versions=versions)

        return replace(now, terraform_workspaces=tuple(map(workspace, now.terraform_workspaces)))

    assert ask(authorization_age, all_of(granted(500), newest_failed)).outcome == "passed"


def test_a_clock_that_is_a_little_ahead_does_no_harm(ask):
    assert ask(authorization_age, granted(-1)).outcome == "passed"


def test_fetches_that_cannot_be_read_leave_the_day_of_the_grant(ask):
    hidden = ResponseFault("terraform", VERSIONS, answer(404))
    assert ask(authorization_age, granted(40), hidden).outcome == "passed"
    assert ask(authorization_age, granted(100), hidden, untried).outcome == "unknown"


def test_no_day_at_all_is_unknown(ask):
    oauth_tokens = "/api/v2/oauth-clients/*/oauth-tokens"
    undated = ResponseFault("terraform", oauth_tokens, retyped("data.*.attributes.created-at", "yesterday"))
    told = ask(authorization_age, fetched(2, "errored"), undated, untried)
    assert told.outcome == "unknown"
    assert "doesn't report when it was used" in told.words


def test_fetches_that_could_not_be_read_are_told_where_they_might_have_been_newer(ask):
    told = ask(
        authorization_age, "authorization-expired", ResponseFault("terraform", "*/configuration-versions", answer(503))
    )
    assert told.outcome == "unknown"
    assert "3 of 3 workspaces couldn't be read" in told.words
    assert "configuration-versions answered 503" in told.words


class TestAUseRightNow:
    def test_an_authorization_that_hcp_terraform_uses_now_passes_without_advice(self, ask):
        told = ask(authorization_age, granted(500), fetched(120))
        assert (told.outcome, told.advice) == ("passed", "")

    def test_a_list_of_repositories_is_a_use_too(self, ask):
        told = ask(authorization_age, granted(500), lambda now: replace(now, terraform_workspaces=()))
        assert told.outcome == "passed"

    def test_an_authorization_that_no_longer_works_is_unknown(self, ask):
        assert ask(authorization_age, "authorization-expired").outcome == "unknown"

    def test_it_is_not_tried_if_a_recent_use_is_known(self, ask, requests_log):
        ask(authorization_age)
        assert not [request for request in requests_log if request.path.endswith("/vcs/repo")]

    def test_the_fetch_of_a_pull_request_is_a_use(self, ask):
        def change(now):
            def step(one):
                recent = (replace(version, speculative=True) for version in one.configuration_versions)
                return replace(one, configuration_versions=tuple(recent))

            return replace(now, terraform_workspaces=tuple(map(step, now.terraform_workspaces)))

        assert ask(authorization_age, granted(500), change, untried).outcome == "passed"
