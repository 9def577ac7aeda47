"""The key passes whose public half is on the account, if that is the one that granted access."""

from dataclasses import replace
from datetime import timedelta

import pytest

from checks.sandbox.bitbucket.state import DeployKey
from checks.sandbox.fault import repository, service_user
from checks.sandbox.healthy import generated
from checks.sandbox.response_faults import ResponseFault, answer, retyped
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


def allowed_to_look_at_access_keys(now):
    scope = "admin:repository:bitbucket"
    return replace(now, api_tokens=tuple(replace(one, scopes=(*one.scopes, scope)) for one in now.api_tokens))


def test_a_key_on_the_account_passes_and_is_named_by_fingerprint_and_label(ask):
    told = ask(ssh_key_on_account)
    assert (told.outcome, told.advice) == ("passed", "")
    assert "SHA256:" in told.words
    assert "there, as HCP Terraform" in told.words


def test_the_comment_behind_a_key_does_not_matter(ask):
    commented = service_user(
        lambda one: replace(one, keys=tuple(replace(key, line=f"{key.line} of somebody") for key in one.keys))
    )
    assert ask(ssh_key_on_account, commented).outcome == "passed"


def test_a_key_that_is_not_there_fails(ask):
    told = ask(ssh_key_on_account, without_keys)
    assert told.outcome == "failed"
    assert "Add key" in told.words


def test_another_key_on_the_account_does_not_do(ask):
    assert ask(ssh_key_on_account, "another-key-on-the-account").outcome == "failed"


class TestExpiry:
    def test_an_expired_key_fails(self, ask):
        told = ask(ssh_key_on_account, expiring(-1))
        assert told.outcome == "failed"
        assert "expired on" in told.words

    def test_a_key_that_will_expire_passes_with_advice(self, ask):
        told = ask(ssh_key_on_account, expiring(30))
        assert told.outcome == "passed"
        assert "expires on" in told.advice

    @pytest.mark.parametrize("value", [None, ""])
    def test_no_day_is_no_expiry(self, ask, value):
        odd = ResponseFault("bitbucket", KEYS, retyped("values.*.expires_on", value))
        told = ask(ssh_key_on_account, odd)
        assert (told.outcome, told.advice) == ("passed", "")

    @pytest.mark.parametrize("value", ["soon", 7, True])
    def test_a_day_that_is_none_may_be_long_past(self, ask, value):
        odd = ResponseFault("bitbucket", KEYS, retyped("values.*.expires_on", value))
        assert ask(ssh_key_on_account, odd).outcome == "unknown"


class TestAnAccessKeyOfARepository:
    def test_is_named_where_the_token_may_look(self, ask):
        told = ask(ssh_key_on_account, as_access_key, allowed_to_look_at_access_keys)
        assert told.outcome == "failed"
        assert "only an access key of acme-infra/network" in told.words

    def test_is_not_looked_for_without_the_scope_and_that_is_said(self, ask):
        told = ask(ssh_key_on_account, as_access_key)
        assert told.outcome == "failed"
        assert "were not read" in told.words
        assert not any("deploy-keys" in line for line in told.evidence)

    def test_may_be_out_of_sight(self, ask):
        hidden = ResponseFault("bitbucket", "/2.0/repositories/*/deploy-keys", answer(403))
        told = ask(ssh_key_on_account, as_access_key, allowed_to_look_at_access_keys, hidden)
        assert told.outcome == "failed"
        assert "only an access key" not in told.words

    def test_may_not_be_looked_for_while_nobody_knows_the_repositories(self, ask):
        hidden = ResponseFault("terraform", "/api/v2/organizations/acme/workspaces", answer(403))
        told = ask(ssh_key_on_account, as_access_key, allowed_to_look_at_access_keys, hidden)
        assert told.outcome == "failed"


class TestWhoseAccount:
    @pytest.mark.parametrize("what", ["authorized-by-the-wrong-user", "authorizing-user-not-reported"])
    def test_an_account_not_shown_to_have_granted_access_proves_nothing(self, ask, what):
        assert ask(ssh_key_on_account, what).outcome == "unknown"
        assert ask(ssh_key_on_account, what, without_keys).outcome == "unknown"

    def test_without_a_token_for_hcp_terraform_nothing_shows_whose_account_it_is(self, ask):
        told = ask(ssh_key_on_account, terraform_token=None)
        assert told.outcome == "unknown"
        assert "Acme Terraform" in told.words


@pytest.mark.parametrize("how", [answer(403), answer(404), answer(429), answer(200, {}), answer(200, {"values": 1})])
def test_keys_that_cannot_be_read_are_unknown(ask, how):
    assert ask(ssh_key_on_account, ResponseFault("bitbucket", KEYS, how)).outcome == "unknown"


def test_an_account_without_an_id_is_unknown(ask):
    nameless = ResponseFault("bitbucket", "/2.0/user", retyped("uuid", None))
    assert ask(ssh_key_on_account, nameless).outcome == "unknown"


def test_it_is_not_asked_of_a_file_that_is_no_good_key(ask, tmp_path):
    file = tmp_path / "key"
    file.write_text("no key")
    assert ask(ssh_key_on_account, ssh_key=file).outcome == "skipped"


def test_of_many_repositories_only_a_few_are_looked_at_and_the_rest_is_told(ask, requests_log):
    told = ask(ssh_key_on_account, lambda now: generated(50, now.clock), without_keys, allowed_to_look_at_access_keys)
    assert told.outcome == "failed"
    assert "access keys of 30 more repositories were not read" in told.words
    assert len([request for request in requests_log if request.path.endswith("/deploy-keys")]) == 20
