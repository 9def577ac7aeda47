"""It passes where the account of the API token is shown to have granted access; otherwise nothing is known."""

from dataclasses import replace

import pytest

from checks.authorizing_user import authorizing_user
from checks.sandbox.fault import oauth_token
from checks.sandbox.healthy import healthy


def named(user: str | None):
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
def test_a_name_of_the_account_passes_unless_another_account_can_have_it_too(ask, sandbox, name, outcome):
    account = healthy(sandbox().state.scenario.clock).accounts[0]
    assert ask(authorizing_user, named(getattr(account, name))).outcome == outcome


def test_another_name_is_unknown_for_the_account_may_have_names_that_we_do_not_see(ask):
    told = ask(authorizing_user, "authorized-by-the-wrong-user")
    assert told.outcome == "unknown"
    assert "jordan-lee" in told.words


@pytest.mark.parametrize("user", [None, ""])
def test_a_user_that_is_not_told_is_unknown(ask, user):
    told = ask(authorizing_user, named(user))
    assert told.outcome == "unknown"
    assert "not reported by HCP Terraform" in told.words


def test_names_are_compared_whole(ask):
    assert ask(authorizing_user, named("acme")).outcome == "unknown"


def test_it_is_not_asked_without_a_grant(ask):
    assert ask(authorizing_user, "access-not-granted").outcome == "skipped"
