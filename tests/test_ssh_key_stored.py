"""HCP Terraform must have an SSH key if a submodule is fetched over SSH."""

from dataclasses import replace

import pytest

from checks.sandbox.response_faults import ResponseFault, answer, retyped, without
from checks.sandbox.scenario_changes import all_of, oauth_token, repository, without_objects
from checks.ssh_key_stored import ssh_key_stored

TOKENS = "/api/v2/oauth-clients/*/oauth-tokens"
WORKSPACES = "/api/v2/organizations/acme/workspaces"
HTTPS = '[submodule "m"]\n\tpath = m\n\turl = https://bitbucket.org/acme-infra/modules.git\n'
over_https = repository("network", lambda one: replace(one, files={".gitmodules": HTTPS}))
without_key = oauth_token(lambda one: replace(one, has_ssh_key=False))


def test_a_required_and_stored_key_passes(ask):
    result = ask(ssh_key_stored)
    assert (result.outcome, result.advice) == ("passed", "")


def test_a_missing_required_key_fails_and_names_the_repository(ask):
    result = ask(ssh_key_stored, without_key)
    assert result.outcome == "failed"
    assert "acme-infra/network" in result.words


def test_a_key_is_required_even_if_submodules_are_disabled(ask):
    assert ask(ssh_key_stored, "submodules-disabled").outcome == "passed"
    assert ask(ssh_key_stored, "submodules-disabled", without_key).outcome == "failed"


def test_an_ssh_url_without_a_pinned_commit_needs_no_key(ask):
    unpinned = repository("network", lambda one: replace(one, gitlinks=("modules/shared",)))
    result = ask(ssh_key_stored, without_key, unpinned)
    assert result.outcome == "not_applicable"
    assert "an SSH URL that Git fetches" in result.words


@pytest.mark.parametrize("value", [None, "true"])
def test_an_unreported_key_is_unknown(ask, value):
    unreported = ResponseFault("terraform", TOKENS, retyped("data.*.attributes.has-ssh-key", value))
    assert ask(ssh_key_stored, unreported).outcome == "unknown"


class TestUnreportedAuthorization:
    """HCP Terraform doesn't report which authorization, and so which key, fetches the submodules of a workspace."""

    hidden = ResponseFault("terraform", WORKSPACES, without("data.*.attributes.vcs-repo.oauth-token-id"))

    def test_is_unknown_and_names_the_repository(self, ask):
        result = ask(ssh_key_stored, self.hidden)
        assert result.outcome == "unknown"
        assert "acme-infra/network | a stored SSH key, which its submodules need | HCP Terraform" in result.words

    def test_is_not_advice_about_a_key(self, ask):
        assert not ask(ssh_key_stored, "key-not-needed", self.hidden).advice


class TestNoKeyRequired:
    def test_does_not_apply(self, ask):
        result = ask(ssh_key_stored, all_of(over_https, without_key))
        assert (result.outcome, result.advice) == ("not_applicable", "")

    def test_one_that_is_held_is_advice(self, ask):
        told = ask(ssh_key_stored, all_of(over_https, without_objects))
        assert told.outcome == "not_applicable"
        assert "Remove the key" in told.advice

    def test_a_key_without_any_workspace_is_not_advice(self, ask):
        result = ask(ssh_key_stored, lambda now: replace(now, terraform_workspaces=()))
        assert (result.outcome, result.advice) == ("not_applicable", "")

    @pytest.mark.parametrize(
        "given", [{"workspaces": ("platform-*",)}, {"repositories": ("*/platform",)}, {"sample": 1}]
    )
    def test_a_key_is_not_advice_if_workspaces_were_left_out(self, ask, given):
        result = ask(ssh_key_stored, over_https, **given)
        assert (result.outcome, result.advice) == ("not_applicable", "")


class TestNoAdvice:
    def test_if_the_token_sees_only_some_workspaces(self, ask):
        result = ask(ssh_key_stored, "token-sees-some-workspaces", over_https, without_objects)
        assert (result.outcome, result.advice) == ("not_applicable", "")

    @pytest.mark.parametrize("fault", ["branch-deleted", "repository-without-commits"])
    def test_if_a_branch_is_missing(self, ask, fault):
        result = ask(ssh_key_stored, fault)
        assert (result.outcome, result.advice) == ("not_applicable", "")
        assert "Not read, because the branch doesn't exist (see branch-exists): acme-infra/network." in result.words

    @pytest.mark.parametrize("fault", ["all-unlinked", "all-unlinked-and-hidden"])
    def test_if_no_workspace_is_connected(self, ask, fault):
        result = ask(ssh_key_stored, fault)
        assert (result.outcome, result.advice) == ("not_applicable", "")


class TestUnreadableRepository:
    hidden = ResponseFault("bitbucket", "/2.0/repositories/acme-infra/network*", answer(404))

    def test_is_unknown_without_advice(self, ask):
        result = ask(ssh_key_stored, self.hidden)
        assert (result.outcome, result.advice) == ("unknown", "")

    def test_does_not_hide_that_another_repository_needs_a_key(self, ask):
        files = {".gitmodules": '[submodule "m"]\n\tpath = m\n\turl = git@ssh.bitbucket.org:acme-infra/m.git\n'}
        also = repository("platform", lambda one: replace(one, files=files))
        assert ask(ssh_key_stored, all_of(also, without_key), self.hidden).outcome == "failed"
