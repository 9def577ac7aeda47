"""A consumer passes if its scopes, including implied ones, cover the required permissions."""

from dataclasses import replace

import pytest

from checks.consumer_permissions import consumer_permissions
from checks.sandbox.response_faults import ResponseFault, answer, retyped, without
from checks.sandbox.scenario_changes import consumer

TOKEN = "/site/oauth2/access_token"
NEEDED = ("account:write", "repository:admin", "pullrequest:write", "webhook")


def with_permissions(*permissions: str):
    return consumer(lambda one: replace(one, permissions=permissions))


def test_the_four_required_permissions_pass(ask):
    result = ask(consumer_permissions, with_permissions(*NEEDED))
    assert (result.outcome, result.advice) == ("passed", "")


@pytest.mark.parametrize(
    ("missing", "area"),
    [*zip(NEEDED, ["Account", "Repositories", "Pull requests", "Webhooks"], strict=True)],
)
def test_names_each_missing_permission(ask, missing, area):
    result = ask(consumer_permissions, with_permissions(*(scope for scope in NEEDED if scope != missing)))
    assert result.outcome == "failed"
    assert f"select {area}" in result.words


def test_a_lower_level_fails(ask):
    assert ask(consumer_permissions, with_permissions("account", *NEEDED[1:])).outcome == "failed"


def test_an_unnecessary_permission_is_advice(ask):
    result = ask(consumer_permissions, with_permissions(*NEEDED, "snippet"))
    assert result.outcome == "passed"
    assert result.advice.startswith("snippet")


def test_implied_permissions_cause_no_advice(ask):
    listed = " ".join([*NEEDED, "account", "email", "pullrequest", "repository:write", "repository"])
    result = ask(consumer_permissions, ResponseFault("bitbucket", TOKEN, retyped("scope", listed)))
    assert (result.outcome, result.advice) == ("passed", "")


@pytest.mark.parametrize("how", [without("scope"), retyped("scope", None), retyped("scope", 7)])
def test_an_unreported_list_is_unknown(ask, how):
    assert ask(consumer_permissions, ResponseFault("bitbucket", TOKEN, how)).outcome == "unknown"


def test_an_empty_list_fails(ask):
    assert ask(consumer_permissions, ResponseFault("bitbucket", TOKEN, retyped("scope", ""))).outcome == "failed"


def test_another_consumer_than_the_providers_is_unknown(ask):
    result = ask(consumer_permissions, "credentials-of-another-consumer")
    assert result.outcome == "unknown"
    assert "not the key of the VCS provider" in result.words


@pytest.mark.parametrize("given", [{"terraform_token": None}, {"provider": "oc-another"}])
def test_checks_the_consumer_if_the_providers_key_cannot_be_compared(ask, given):
    assert ask(consumer_permissions, **given).outcome == "passed"


@pytest.mark.parametrize("fault", ["no-provider", "two-providers"])
def test_checks_the_consumer_without_a_single_provider(ask, fault):
    assert ask(consumer_permissions, fault).outcome == "passed"
    assert ask(consumer_permissions, fault, with_permissions(*NEEDED[1:])).outcome == "failed"


def test_is_unknown_if_the_providers_key_is_not_reported(ask):
    result = ask(consumer_permissions, "key-not-reported")
    assert result.outcome == "unknown"
    assert "doesn't report whether the key that you set belongs to the VCS provider" in result.words


def test_is_unknown_if_the_provider_cannot_be_read(ask):
    result = ask(consumer_permissions, ResponseFault("terraform", "*/oauth-clients", answer(500)))
    assert result.outcome == "unknown"
    assert "returned status 500" in result.words


@pytest.mark.parametrize(
    "listed", ["write:repository:bitbucket", "WEBHOOK", "account:write+webhook", "webhook something"]
)
def test_a_missing_scope_is_unknown_if_the_list_has_unknown_scopes(ask, listed):
    result = ask(consumer_permissions, ResponseFault("bitbucket", TOKEN, retyped("scope", listed)))
    assert result.outcome == "unknown"
    assert "You can clear it" not in result.advice


def test_knows_the_scope_of_a_removed_feature(ask):
    listed = " ".join([*NEEDED[1:], "issue:write"])
    assert ask(consumer_permissions, ResponseFault("bitbucket", TOKEN, retyped("scope", listed))).outcome == "failed"


def test_an_empty_list_does_not_hide_the_older_field(ask):
    both = answer(200, {"access_token": "a", "scope": "", "scopes": " ".join(NEEDED)})
    assert ask(consumer_permissions, ResponseFault("bitbucket", TOKEN, both)).outcome == "passed"
