"""The SSH key passes if its public key is on the account, and the account is the authorizing user."""

from dataclasses import replace
from datetime import timedelta

import pytest

from checks.sandbox.bitbucket.state import DeployKey
from checks.sandbox.healthy import generated
from checks.sandbox.response_faults import ResponseFault, answer, retyped
from checks.sandbox.scenario_changes import repository, service_user
from checks.ssh_key_on_account import ssh_key_on_account

KEYS = "/2.0/users/*/ssh-keys"


def without_keys(now):
    return service_user(lambda one: replace(one, keys=()))(now)


def expiring(days: float):
    def change(now):
        when = now.clock + timedelta(days=days)
        return service_user(lambda one: replace(one, keys=tuple(replace(key, expires=when) for key in one.keys)))(now)

    return change


def as_access_key(now):
    """Move the key from the account to one repository."""
    line = next(key.line for account in now.accounts for key in account.keys)
    key = DeployKey(number=7, line=line, label="HCP Terraform", created=now.clock)
    return without_keys(repository("network", lambda one: replace(one, deploy_keys=(key,)))(now))


def with_access_key_scope(now):
    scope = "admin:repository:bitbucket"
    return replace(now, api_tokens=tuple(replace(one, scopes=(*one.scopes, scope)) for one in now.api_tokens))


def test_a_key_on_the_account_passes_with_its_fingerprint_and_label(ask):
    result = ask(ssh_key_on_account)
    assert (result.outcome, result.advice) == ("passed", "")
    assert "SHA256:" in result.words
    assert "there, as HCP Terraform" in result.words


def test_ignores_the_comment_of_a_key(ask):
    commented = service_user(
        lambda one: replace(one, keys=tuple(replace(key, line=f"{key.line} with a comment") for key in one.keys))
    )
    assert ask(ssh_key_on_account, commented).outcome == "passed"


def test_a_missing_key_fails(ask):
    result = ask(ssh_key_on_account, without_keys)
    assert result.outcome == "failed"
    assert "Add key" in result.words


class TestExpiry:
    def test_an_expired_key_fails(self, ask):
        result = ask(ssh_key_on_account, expiring(-1))
        assert result.outcome == "failed"
        assert "expired on" in result.words

    def test_a_key_that_will_expire_passes_with_advice(self, ask):
        result = ask(ssh_key_on_account, expiring(30))
        assert result.outcome == "passed"
        assert "expires on" in result.advice

    @pytest.mark.parametrize("value", [None, ""])
    def test_a_key_without_a_date_does_not_expire(self, ask, value):
        odd = ResponseFault("bitbucket", KEYS, retyped("values.*.expires_on", value))
        result = ask(ssh_key_on_account, odd)
        assert (result.outcome, result.advice) == ("passed", "")

    @pytest.mark.parametrize("value", ["soon", 7, True])
    def test_an_invalid_date_is_unknown(self, ask, value):
        odd = ResponseFault("bitbucket", KEYS, retyped("values.*.expires_on", value))
        assert ask(ssh_key_on_account, odd).outcome == "unknown"


class TestAccessKeyOfARepository:
    def test_is_named_if_the_token_has_the_scope(self, ask):
        result = ask(ssh_key_on_account, as_access_key, with_access_key_scope)
        assert result.outcome == "failed"
        assert "only an access key of acme-infra/network" in result.words

    def test_is_reported_as_unread_without_the_scope(self, ask):
        result = ask(ssh_key_on_account, as_access_key)
        assert result.outcome == "failed"
        assert "were not read" in result.words
        assert not any("deploy-keys" in line for line in result.evidence)

    def test_is_not_named_if_it_cannot_be_read(self, ask):
        hidden = ResponseFault("bitbucket", "/2.0/repositories/*/deploy-keys", answer(403))
        result = ask(ssh_key_on_account, as_access_key, with_access_key_scope, hidden)
        assert result.outcome == "failed"
        assert "only an access key" not in result.words

    def test_is_not_read_if_the_repositories_are_unknown(self, ask):
        hidden = ResponseFault("terraform", "/api/v2/organizations/acme/workspaces", answer(403))
        result = ask(ssh_key_on_account, as_access_key, with_access_key_scope, hidden)
        assert result.outcome == "failed"


class TestAccount:
    @pytest.mark.parametrize("what", ["authorized-by-the-wrong-user", "authorizing-user-not-reported"])
    def test_an_account_that_is_not_confirmed_as_the_authorizing_user_is_unknown(self, ask, what):
        assert ask(ssh_key_on_account, what).outcome == "unknown"
        assert ask(ssh_key_on_account, what, without_keys).outcome == "unknown"

    def test_is_unknown_without_an_hcp_terraform_token(self, ask):
        result = ask(ssh_key_on_account, terraform_token=None)
        assert result.outcome == "unknown"
        assert "Acme Terraform" in result.words


@pytest.mark.parametrize("how", [answer(403), answer(404), answer(429), answer(200, {}), answer(200, {"values": 1})])
def test_an_unreadable_list_of_keys_is_unknown(ask, how):
    assert ask(ssh_key_on_account, ResponseFault("bitbucket", KEYS, how)).outcome == "unknown"


def test_an_account_without_an_id_is_unknown(ask):
    nameless = ResponseFault("bitbucket", "/2.0/user", retyped("uuid", None))
    assert ask(ssh_key_on_account, nameless).outcome == "unknown"


def test_is_skipped_for_an_invalid_key_file(ask, tmp_path):
    file = tmp_path / "key"
    file.write_text("no key")
    assert ask(ssh_key_on_account, ssh_key=file).outcome == "skipped"


def test_reads_the_access_keys_of_a_few_repositories_and_reports_the_rest(ask, requests_log):
    result = ask(ssh_key_on_account, lambda now: generated(50, now.clock), without_keys, with_access_key_scope)
    assert result.outcome == "failed"
    assert "access keys of 30 more repositories were not read" in result.words
    assert len([request for request in requests_log if request.path.endswith("/deploy-keys")]) == 20
