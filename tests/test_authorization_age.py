"""A grant passes that was used lately: granted, or used for a fetch that worked."""

from dataclasses import replace
from datetime import timedelta

import pytest

from checks.authorization_age import authorization_age
from checks.sandbox.fault import all_of, oauth_token
from checks.sandbox.response_faults import ResponseFault, answer, retyped

VERSIONS = "/api/v2/workspaces/*/configuration-versions"


def granted(days: int):
    return lambda now: oauth_token(lambda one: replace(one, created=now.clock - timedelta(days=days)))(now)


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
    told = ask(authorization_age, granted(500), fetched(days))
    assert (told.outcome, bool(told.advice)) == (outcome, advised)


def test_that_an_old_fetch_was_archived_since_is_no_use_of_the_grant(ask):
    # Its files were put away a day after they had been fetched.
    assert ask(authorization_age, granted(500), fetched(91, "archived")).outcome == "unknown"


def test_the_granting_itself_is_a_use(ask):
    assert ask(authorization_age, granted(3), fetched(400)).outcome == "passed"


def test_the_days_that_are_left_are_told(ask):
    assert "may expire in 20 days" in ask(authorization_age, granted(500), fetched(70)).advice


@pytest.mark.parametrize("status", ["errored", "pending", "fetching"])
def test_a_fetch_that_did_not_work_is_no_use_of_the_grant(ask, status):
    assert ask(authorization_age, granted(100), fetched(2, status)).outcome == "unknown"


def test_a_configuration_that_came_from_elsewhere_is_no_use_of_the_grant(ask):
    assert ask(authorization_age, granted(100), fetched(2, source="tfe-api")).outcome == "unknown"


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
    assert ask(authorization_age, granted(100), hidden).outcome == "unknown"


def test_no_day_at_all_is_unknown(ask):
    oauth_tokens = "/api/v2/oauth-clients/*/oauth-tokens"
    undated = ResponseFault("terraform", oauth_tokens, retyped("data.*.attributes.created-at", "yesterday"))
    told = ask(authorization_age, fetched(2, "errored"), undated)
    assert told.outcome == "unknown"
    assert "tells no day" in told.words


def test_fetches_that_could_not_be_read_are_told_where_they_might_have_been_newer(ask):
    told = ask(
        authorization_age, "authorization-expired", ResponseFault("terraform", "*/configuration-versions", answer(503))
    )
    assert told.outcome == "unknown"
    assert "of 3 Terraform workspaces 3 could not be read" in told.words
    assert "configuration-versions answered 503" in told.words
