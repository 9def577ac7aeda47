"""HCP Terraform has to hold a key where a submodule is fetched over SSH."""

from dataclasses import replace

import pytest

from checks.sandbox.fault import all_of, oauth_token, repository
from checks.sandbox.response_faults import ResponseFault, answer, retyped
from checks.ssh_key_stored import ssh_key_stored

GRANTS = "/api/v2/oauth-clients/*/oauth-tokens"
HTTPS = '[submodule "m"]\n\tpath = m\n\turl = https://bitbucket.org/acme-infra/modules.git\n'
over_https = repository("network", lambda one: replace(one, files={".gitmodules": HTTPS}))
holding_none = oauth_token(lambda one: replace(one, has_ssh_key=False))


def test_a_key_that_is_needed_and_held_passes(ask):
    told = ask(ssh_key_stored)
    assert (told.outcome, told.advice) == ("passed", "")


def test_a_key_that_is_needed_and_not_held_fails_and_names_the_repository(ask):
    told = ask(ssh_key_stored, holding_none)
    assert told.outcome == "failed"
    assert "acme-infra/network" in told.words


def test_the_need_does_not_end_because_submodules_were_switched_off(ask):
    assert ask(ssh_key_stored, "submodules-disabled").outcome == "passed"
    assert ask(ssh_key_stored, "submodules-disabled", holding_none).outcome == "failed"


def test_a_key_for_modules_is_another_one(ask):
    assert ask(ssh_key_stored, "key-added-for-modules-only").outcome == "failed"


@pytest.mark.parametrize("value", [None, "true"])
def test_whether_one_is_held_may_not_be_told(ask, value):
    untold = ResponseFault("terraform", GRANTS, retyped("data.*.attributes.has-ssh-key", value))
    assert ask(ssh_key_stored, untold).outcome == "unknown"


class TestWhereNoneIsNeeded:
    def test_it_does_not_apply(self, ask):
        told = ask(ssh_key_stored, all_of(over_https, holding_none))
        assert (told.outcome, told.advice) == ("not_applicable", "")

    def test_one_that_is_held_is_advice(self, ask):
        told = ask(ssh_key_stored, over_https)
        assert told.outcome == "not_applicable"
        assert "remove the key" in told.advice

    def test_one_that_was_added_before_the_first_workspace_is_not(self, ask):
        told = ask(ssh_key_stored, lambda now: replace(now, terraform_workspaces=()))
        assert (told.outcome, told.advice) == ("not_applicable", "")

    @pytest.mark.parametrize(
        "given", [{"workspaces": ("platform-*",)}, {"repositories": ("*/platform",)}, {"sample": 1}]
    )
    def test_none_is_called_needless_where_some_were_left_out(self, ask, given):
        told = ask(ssh_key_stored, over_https, **given)
        assert (told.outcome, told.advice) == ("not_applicable", "")


class TestNoKeyIsCalledNeedless:
    @pytest.mark.parametrize("fault", ["branch-deleted", "repository-without-commits"])
    def test_where_a_branch_is_gone(self, ask, fault):
        told = ask(ssh_key_stored, fault)
        assert (told.outcome, told.advice) == ("not_applicable", "")
        assert "Not read, because the branch doesn't exist (see branch-exists): acme-infra/network." in told.words

    @pytest.mark.parametrize("fault", ["all-unlinked", "all-unlinked-and-hidden"])
    def test_where_nothing_is_connected(self, ask, fault):
        told = ask(ssh_key_stored, fault)
        assert (told.outcome, told.advice) == ("not_applicable", "")


class TestARepositoryThatCannotBeRead:
    hidden = ResponseFault("bitbucket", "/2.0/repositories/acme-infra/network*", answer(404))

    def test_is_unknown_and_no_key_is_called_needless(self, ask):
        told = ask(ssh_key_stored, self.hidden)
        assert (told.outcome, told.advice) == ("unknown", "")

    def test_does_not_hide_that_another_one_needs_a_key(self, ask):
        files = {".gitmodules": '[submodule "m"]\n\tpath = m\n\turl = git@ssh.bitbucket.org:acme-infra/m.git\n'}
        also = repository("platform", lambda one: replace(one, files=files))
        assert ask(ssh_key_stored, all_of(also, holding_none), self.hidden).outcome == "failed"
