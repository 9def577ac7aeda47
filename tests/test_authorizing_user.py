"""The API token's account passes if it is confirmed to be the authorizing user, and is unknown otherwise."""

from dataclasses import replace

import pytest

from checks.authorizing_user import authorizing_user
from checks.sandbox.healthy import healthy
from checks.sandbox.scenario_changes import oauth_token


def authorized_by(user: str | None):
    return oauth_token(lambda one: replace(one, user=user))


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("username", "passed"),
        ("account_id", "passed"),
        ("uuid", "passed"),
        ("nickname", "unknown"),
        ("display_name", "unknown"),
    ],
)
def test_only_a_unique_name_of_the_account_passes(ask, sandbox, name, outcome):
    account = healthy(sandbox().state.scenario.clock).accounts[0]
    assert ask(authorizing_user, authorized_by(getattr(account, name))).outcome == outcome


def test_another_name_is_unknown_because_the_account_might_have_hidden_names(ask):
    result = ask(authorizing_user, "authorized-by-the-wrong-user")
    assert result.outcome == "unknown"
    assert "jordan-lee" in result.words


@pytest.mark.parametrize("user", [None, ""])
def test_an_unreported_user_is_unknown(ask, user):
    result = ask(authorizing_user, authorized_by(user))
    assert result.outcome == "unknown"
    assert "not reported by HCP Terraform" in result.words


def test_part_of_a_name_is_unknown(ask):
    assert ask(authorizing_user, authorized_by("acme")).outcome == "unknown"
