"""The scopes of the API token determine which checks can run. A missing scope is unknown, not a failure."""

import pytest

from checks.bitbucket_token_scopes import bitbucket_token_scopes
from checks.facts import requirements
from checks.sandbox.response_faults import ResponseFault, answer

USER = {"uuid": "{8f6c}", "display_name": "Acme Terraform"}


def with_header(**headers: str) -> ResponseFault:
    return ResponseFault("bitbucket", "/2.0/user", answer(200, USER, **headers))


def test_a_token_with_every_scope_passes(ask):
    result = ask(bitbucket_token_scopes)
    assert result.outcome == "passed"
    assert all(scope in result.words for scope in requirements.TOKEN_SCOPES)


@pytest.mark.parametrize("kind", ["webhook", "ssh-key", "repository"])
def test_a_missing_scope_is_unknown_and_named(ask, kind):
    result = ask(bitbucket_token_scopes, f"token-without-{kind}-scope")
    assert result.outcome == "unknown"
    assert f"including read:{kind}:bitbucket" in result.words


def test_unreported_scopes_are_unknown(ask):
    result = ask(bitbucket_token_scopes, with_header())
    assert result.outcome == "unknown"
    assert "not reported by Bitbucket" in result.words


@pytest.mark.parametrize("separator", [", ", ",", " ", "  "])
def test_reads_scopes_with_any_separator(ask, separator):
    listed = separator.join(requirements.TOKEN_SCOPES)
    assert ask(bitbucket_token_scopes, with_header(X_OAuth_Scopes=listed)).outcome == "passed"


def test_does_not_accept_a_scope_that_only_starts_with_the_name(ask):
    listed = " ".join(requirements.TOKEN_SCOPES).replace("read:webhook:bitbucket", "read:webhook:bitbucket-x")
    assert ask(bitbucket_token_scopes, with_header(X_OAuth_Scopes=listed)).outcome == "unknown"


def test_scopes_with_names_of_another_kind_are_not_called_missing(ask):
    result = ask(bitbucket_token_scopes, with_header(X_OAuth_Scopes="account, repository:admin, webhook"))
    assert result.outcome == "unknown"
    assert "not listed under a known name; Bitbucket lists account, repository:admin, webhook" in result.words
    assert "missing" not in result.words
