"""The Terraform workspaces of a repository with submodules must include the submodules."""

from dataclasses import replace

import pytest

from checks.sandbox.fixtures import OAUTH_TOKEN
from checks.sandbox.response_faults import ResponseFault, answer, retyped
from checks.sandbox.scenario_changes import all_of, repository, vcs_repo
from checks.submodules_enabled import submodules_enabled

WORKSPACES = "/api/v2/organizations/acme/workspaces"
FILE = "/2.0/repositories/acme-infra/network/src/*"


def test_enabled_submodules_pass(ask):
    assert ask(submodules_enabled).outcome == "passed"


def test_disabled_submodules_fail_and_name_the_workspace(ask):
    result = ask(submodules_enabled, "submodules-disabled")
    assert result.outcome == "failed"
    assert "network-production" in result.words


def test_entries_without_a_pinned_commit_need_no_submodules(ask):
    unpinned = repository("network", lambda one: replace(one, gitlinks=()))
    result = ask(submodules_enabled, "submodules-disabled", unpinned)
    assert result.outcome == "passed"
    unread = ResponseFault("bitbucket", f"{FILE}/policies", answer(503))
    assert ask(submodules_enabled, "submodules-disabled", unpinned, unread).outcome == "failed"


def test_an_unreported_setting_is_unknown(ask):
    unreported = ResponseFault("terraform", WORKSPACES, answer(200, workspace_on("acme-infra/network")))
    assert ask(submodules_enabled, unreported).outcome == "unknown"


class TestBranch:
    def test_reads_the_branch_of_the_workspace(self, ask):
        named = vcs_repo("network-production", lambda one: replace(one, branch="main"))
        assert ask(submodules_enabled, named).outcome == "passed"

    def test_leaves_a_missing_branch_to_another_check(self, ask):
        gone = vcs_repo("network-production", lambda one: replace(one, branch="release"))
        assert ask(submodules_enabled, gone).outcome == "not_applicable"

    @pytest.mark.parametrize("named", [True, False])
    def test_reads_a_branch_with_a_slash_in_its_name(self, ask, named):
        slashed = all_of(
            repository("network", lambda one: replace(one, branch="release/2026/11")),
            vcs_repo("network-production", lambda one: replace(one, branch="release/2026/11" if named else "")),
        )
        assert ask(submodules_enabled, slashed).outcome == "passed"

    def test_leaves_a_repository_without_branches_to_another_check(self, ask):
        empty = repository("network", lambda one: replace(one, branch=""))
        assert ask(submodules_enabled, empty).outcome == "not_applicable"

    def test_an_unreported_head_is_unknown(self, ask):
        path = "/2.0/repositories/acme-infra/network/refs/branches/main"
        unreported = ResponseFault("bitbucket", path, retyped("target", None))
        silent = ResponseFault("bitbucket", FILE, answer(404))
        assert ask(submodules_enabled, unreported, silent).outcome == "unknown"


class TestFile:
    def test_a_missing_file_means_no_submodules(self, ask):
        body = {"type": "error", "error": {"message": "No such file or directory: .gitmodules"}}
        assert ask(submodules_enabled, ResponseFault("bitbucket", FILE, answer(404, body))).outcome == "not_applicable"

    @pytest.mark.parametrize("status", [403, 410, 429, 500])
    def test_an_unreadable_file_is_unknown(self, ask, status):
        assert ask(submodules_enabled, ResponseFault("bitbucket", FILE, answer(status))).outcome == "unknown"

    def test_an_invalid_file_is_unknown(self, ask):
        broken = repository("network", lambda one: replace(one, files={".gitmodules": "[submodule"}))
        assert ask(submodules_enabled, broken).outcome == "unknown"

    @pytest.mark.parametrize("status", [403, 404])
    def test_an_inaccessible_repository_is_unknown(self, ask, status):
        hidden = ResponseFault("bitbucket", "/2.0/repositories/acme-infra/network*", answer(status))
        assert ask(submodules_enabled, hidden).outcome == "unknown"

    def test_a_failure_takes_precedence_over_an_unreadable_repository(self, ask):
        hidden = ResponseFault("bitbucket", "/2.0/repositories/acme-infra/platform*", answer(404))
        assert ask(submodules_enabled, "submodules-disabled", hidden).outcome == "failed"


def workspace_on(identifier: str) -> dict[str, object]:
    """Return a list with one Terraform workspace whose submodules setting is not reported."""
    vcs = {"service-provider": "bitbucket_hosted", "identifier": identifier, "oauth-token-id": OAUTH_TOKEN}
    workspace = {"id": "ws-1", "attributes": {"name": "network", "vcs-repo": vcs}}
    return {"data": [workspace], "meta": {"pagination": {"total-pages": 1}}}
