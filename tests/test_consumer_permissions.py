"""A consumer passes whose scopes, with all that they imply, cover what a connection needs."""

from dataclasses import replace

import pytest

from checks.consumer_permissions import consumer_permissions
from checks.sandbox.fault import consumer
from checks.sandbox.response_faults import ResponseFault, answer, retyped, without

TOKEN = "/site/oauth2/access_token"
NEEDED = ("account:write", "repository:admin", "pullrequest:write", "webhook")


def holding(*permissions: str):
    return consumer(lambda one: replace(one, permissions=permissions))


def test_the_four_that_are_needed_pass(ask):
    told = ask(consumer_permissions, holding(*NEEDED))
    assert (told.outcome, told.advice) == ("passed", "")


@pytest.mark.parametrize(
    ("missing", "area"),
    [*zip(NEEDED, ["Account", "Repositories", "Pull requests", "Webhooks"], strict=True)],
)
def test_each_of_them_is_missed_by_its_name(ask, missing, area):
    told = ask(consumer_permissions, holding(*(scope for scope in NEEDED if scope != missing)))
    assert told.outcome == "failed"
    assert f"select {area}" in told.words


def test_a_lower_level_does_not_do(ask):
    assert ask(consumer_permissions, holding("account", *NEEDED[1:])).outcome == "failed"


def test_what_is_not_needed_is_advice(ask):
    told = ask(consumer_permissions, holding(*NEEDED, "snippet"))
    assert told.outcome == "passed"
    assert told.advice.startswith("snippet")


def test_what_the_needed_ones_imply_is_not_called_needless(ask):
    listed = " ".join([*NEEDED, "account", "email", "pullrequest", "repository:write", "repository"])
    told = ask(consumer_permissions, ResponseFault("bitbucket", TOKEN, retyped("scope", listed)))
    assert (told.outcome, told.advice) == ("passed", "")


def test_the_list_is_read_under_its_older_name_too(ask):
    assert ask(consumer_permissions, "scopes-under-the-older-name").outcome == "passed"


@pytest.mark.parametrize("how", [without("scope"), retyped("scope", None), retyped("scope", 7)])
def test_a_list_that_is_not_told_is_unknown(ask, how):
    assert ask(consumer_permissions, ResponseFault("bitbucket", TOKEN, how)).outcome == "unknown"


def test_an_empty_list_is_a_list_of_nothing(ask):
    assert ask(consumer_permissions, ResponseFault("bitbucket", TOKEN, retyped("scope", ""))).outcome == "failed"


def test_another_consumer_than_the_providers_proves_nothing(ask):
    told = ask(consumer_permissions, "credentials-of-another-consumer")
    assert told.outcome == "unknown"
    assert "not the key of the VCS provider" in told.words


@pytest.mark.parametrize("given", [{"terraform_token": None}, {"provider": "oc-another"}])
def test_where_the_providers_key_cannot_be_compared_the_consumer_is_judged_as_it_is(ask, given):
    assert ask(consumer_permissions, **given).outcome == "passed"


@pytest.mark.parametrize("fault", ["no-provider", "two-providers"])
def test_without_a_single_provider_the_consumer_is_judged_as_it_is(ask, fault):
    assert ask(consumer_permissions, fault).outcome == "passed"
    assert ask(consumer_permissions, fault, holding(*NEEDED[1:])).outcome == "failed"


def test_a_key_that_hcp_terraform_does_not_tell_may_be_that_of_another_consumer(ask):
    told = ask(consumer_permissions, "key-not-reported")
    assert told.outcome == "unknown"
    assert "doesn't report whether the key that you set belongs to the VCS provider" in told.words


def test_a_provider_that_cannot_be_read_may_use_another_consumer(ask):
    told = ask(consumer_permissions, ResponseFault("terraform", "*/oauth-clients", answer(500)))
    assert told.outcome == "unknown"
    assert "answered 500" in told.words


def test_it_is_not_asked_of_a_public_consumer(ask):
    assert ask(consumer_permissions, "public-consumer").outcome == "skipped"


@pytest.mark.parametrize(
    "listed", ["write:repository:bitbucket", "WEBHOOK", "account:write+webhook", "webhook something"]
)
def test_a_missing_scope_is_unknown_if_another_word_could_stand_for_it(ask, listed):
    told = ask(consumer_permissions, ResponseFault("bitbucket", TOKEN, retyped("scope", listed)))
    assert told.outcome == "unknown"
    assert "You can clear it" not in told.advice


def test_a_scope_of_a_removed_feature_is_a_known_word(ask):
    listed = " ".join([*NEEDED[1:], "issue:write"])
    assert ask(consumer_permissions, ResponseFault("bitbucket", TOKEN, retyped("scope", listed))).outcome == "failed"


def test_an_empty_list_does_not_hide_the_one_under_the_older_name(ask):
    both = answer(200, {"access_token": "a", "scope": "", "scopes": " ".join(NEEDED)})
    assert ask(consumer_permissions, ResponseFault("bitbucket", TOKEN, both)).outcome == "passed"
