"""The scopes of our token decide what can be seen; without one something is unknown, and nothing wrong."""

import pytest

from checks.bitbucket_token_scopes import bitbucket_token_scopes
from checks.facts import requirements
from checks.sandbox.response_faults import ResponseFault, answer

USER = {"uuid": "{8f6c}", "display_name": "Acme Terraform"}


def with_header(**headers: str) -> ResponseFault:
    return ResponseFault("bitbucket", "/2.0/user", answer(200, USER, **headers))


def test_a_token_with_every_scope_passes(ask):
    told = ask(bitbucket_token_scopes)
    assert told.outcome == "passed"
    assert all(scope in told.words for scope in requirements.TOKEN_SCOPES)


@pytest.mark.parametrize("kind", ["webhook", "ssh-key", "repository"])
def test_a_missing_scope_is_unknown_and_told_by_its_name(ask, kind):
    told = ask(bitbucket_token_scopes, f"token-without-{kind}-scope")
    assert told.outcome == "unknown"
    assert f"including read:{kind}:bitbucket" in told.words


def test_a_token_whose_scopes_bitbucket_does_not_tell_is_unknown(ask):
    told = ask(bitbucket_token_scopes, with_header())
    assert told.outcome == "unknown"
    assert "not reported by Bitbucket" in told.words


@pytest.mark.parametrize("between", [", ", ",", " ", "  "])
def test_scopes_are_read_whatever_stands_between_them(ask, between):
    listed = between.join(requirements.TOKEN_SCOPES)
    assert ask(bitbucket_token_scopes, with_header(X_OAuth_Scopes=listed)).outcome == "passed"


def test_a_scope_that_only_begins_like_one_is_not_taken_for_it(ask):
    listed = " ".join(requirements.TOKEN_SCOPES).replace("read:webhook:bitbucket", "read:webhook:bitbucket-x")
    assert ask(bitbucket_token_scopes, with_header(X_OAuth_Scopes=listed)).outcome == "unknown"


def test_a_refused_token_leaves_it_unasked(ask):
    assert ask(bitbucket_token_scopes, "api-token-expired").outcome == "skipped"
