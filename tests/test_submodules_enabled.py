"""Where a repository has submodules, its Terraform workspaces have to include them."""

from dataclasses import replace

import pytest

from checks.sandbox.fault import all_of, repository, vcs_repo
from checks.sandbox.fixtures import OAUTH_TOKEN
from checks.sandbox.response_faults import ResponseFault, answer, retyped
from checks.submodules_enabled import submodules_enabled

WORKSPACES = "/api/v2/organizations/acme/workspaces"
FILE = "/2.0/repositories/acme-infra/network/src/*"


def test_switched_on_passes(ask):
    assert ask(submodules_enabled).outcome == "passed"


def test_switched_off_fails_and_names_the_terraform_workspace(ask):
    told = ask(submodules_enabled, "submodules-disabled")
    assert told.outcome == "failed"
    assert "network-production" in told.words


def test_a_switch_that_is_not_told_is_unknown(ask):
    untold = ResponseFault("terraform", WORKSPACES, answer(200, workspace_on("acme-infra/network")))
    assert ask(submodules_enabled, untold).outcome == "unknown"


def test_without_submodules_it_does_not_apply_whatever_the_switch(ask):
    assert ask(submodules_enabled, "no-submodules").outcome == "not_applicable"


class TestTheBranch:
    def test_the_branch_of_the_terraform_workspace_is_read(self, ask):
        named = vcs_repo("network-production", lambda one: replace(one, branch="main"))
        assert ask(submodules_enabled, named).outcome == "passed"

    def test_a_branch_that_is_not_there_is_left_to_its_own_check(self, ask):
        gone = vcs_repo("network-production", lambda one: replace(one, branch="release"))
        assert ask(submodules_enabled, gone).outcome == "not_applicable"

    @pytest.mark.parametrize("named", [True, False])
    def test_a_slash_in_its_name_hides_nothing(self, ask, named):
        slashed = all_of(
            repository("network", lambda one: replace(one, branch="release/2026/11")),
            vcs_repo("network-production", lambda one: replace(one, branch="release/2026/11" if named else "")),
        )
        assert ask(submodules_enabled, slashed).outcome == "passed"

    def test_a_repository_without_any_branch_is_left_to_the_check_of_the_branch(self, ask):
        empty = repository("network", lambda one: replace(one, branch=""))
        assert ask(submodules_enabled, empty).outcome == "not_applicable"

    def test_a_head_that_is_not_told_is_unknown(self, ask):
        path = "/2.0/repositories/acme-infra/network/refs/branches/main"
        untold = ResponseFault("bitbucket", path, retyped("target", None))
        silent = ResponseFault("bitbucket", FILE, answer(404))
        assert ask(submodules_enabled, untold, silent).outcome == "unknown"


class TestTheFile:
    def test_a_missing_file_means_no_submodules(self, ask):
        body = {"type": "error", "error": {"message": "No such file or directory: .gitmodules"}}
        assert ask(submodules_enabled, ResponseFault("bitbucket", FILE, answer(404, body))).outcome == "not_applicable"

    @pytest.mark.parametrize("status", [403, 410, 429, 500])
    def test_a_file_that_cannot_be_read_is_unknown(self, ask, status):
        assert ask(submodules_enabled, ResponseFault("bitbucket", FILE, answer(status))).outcome == "unknown"

    def test_a_file_that_git_would_not_read_is_unknown(self, ask):
        broken = repository("network", lambda one: replace(one, files={".gitmodules": "[submodule"}))
        assert ask(submodules_enabled, broken).outcome == "unknown"

    @pytest.mark.parametrize("status", [403, 404])
    def test_a_repository_out_of_sight_is_unknown_and_not_one_without_submodules(self, ask, status):
        hidden = ResponseFault("bitbucket", "/2.0/repositories/acme-infra/network*", answer(status))
        assert ask(submodules_enabled, hidden).outcome == "unknown"

    def test_what_is_wrong_outweighs_what_cannot_be_read(self, ask):
        hidden = ResponseFault("bitbucket", "/2.0/repositories/acme-infra/platform*", answer(404))
        assert ask(submodules_enabled, "submodules-disabled", hidden).outcome == "failed"


def test_it_is_not_asked_without_a_grant(ask):
    assert ask(submodules_enabled, "access-not-granted").outcome == "skipped"


def workspace_on(identifier: str) -> dict[str, object]:
    """Return a list of one Terraform workspace that does not tell whether submodules are included."""
    vcs = {"service-provider": "bitbucket_hosted", "identifier": identifier, "oauth-token-id": OAUTH_TOKEN}
    workspace = {"id": "ws-1", "attributes": {"name": "network", "vcs-repo": vcs}}
    return {"data": [workspace], "meta": {"pagination": {"total-pages": 1}}}
