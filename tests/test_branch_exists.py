"""A missing branch fails, but an unreadable one is unknown."""

from dataclasses import replace

import pytest

from checks.branch_exists import branch_exists
from checks.sandbox.faults.repository import failed_fetch, newest_fetch
from checks.sandbox.response_faults import ResponseFault, answer
from checks.sandbox.scenario_changes import repository, vcs_repo, without_objects, workspace
from checks.submodule_urls import submodule_urls

REPOSITORY = "/2.0/repositories/acme-infra/network"
BRANCHES = f"{REPOSITORY}/refs/branches"


def on(branch):
    return vcs_repo("network-production", lambda one: replace(one, branch=branch))


def test_existing_branches_pass(ask):
    result = ask(branch_exists)
    assert result.outcome == "passed"
    assert "main branch of acme-infra/network for network-production" in result.words


@pytest.mark.parametrize("branch", ["release", "release/2026", "c0ffee", "HEAD", "v1.2.3", "refs/heads/", 'a"b'])
def test_a_missing_branch_fails_and_is_named(ask, branch):
    result = ask(branch_exists, on(branch))
    assert result.outcome == "failed"
    assert f"branch {branch} of acme-infra/network" in result.words
    assert "Version Control" in result.words


@pytest.mark.parametrize("repositories", [(), ("*/network",)])
def test_a_tag_is_not_a_branch(ask, repositories):
    tagged = repository("network", lambda one: replace(one, tags=("stable",)))
    assert ask(branch_exists, tagged, on("stable"), repositories=repositories).outcome == "failed"
    assert ask(branch_exists, tagged, on("main"), repositories=repositories).outcome == "passed"
    assert ask(submodule_urls, tagged, on("stable"), repositories=repositories).outcome == "not_applicable"


@pytest.mark.parametrize("branch", ["", "main"])
def test_a_repository_without_commits_fails_with_its_own_fix(ask, branch):
    result = ask(branch_exists, repository("network", lambda one: replace(one, branch="", files={})), on(branch))
    assert result.outcome == "failed"
    assert "no commits" in result.words
    assert "Push a first commit" in result.words


@pytest.mark.parametrize("status", [403, 404, 429, 500])
def test_an_unreadable_list_of_branches_is_unknown(ask, status):
    assert ask(branch_exists, on("release"), ResponseFault("bitbucket", BRANCHES, answer(status))).outcome == "unknown"


def test_a_404_for_a_listed_branch_is_unknown(ask):
    lost = (
        ResponseFault("bitbucket", f"{BRANCHES}/*", answer(404)),
        ResponseFault("bitbucket", f"{REPOSITORY}/src/*", answer(404)),
    )
    assert ask(branch_exists, on("main"), *lost).outcome == "unknown"


def test_an_unreported_branch_does_not_fail(ask):
    assert ask(branch_exists, on(None)).outcome in ("unknown", "passed")


def test_an_invalid_gitmodules_file_proves_that_the_branch_exists(ask):
    broken = repository("network", lambda one: replace(one, files={".gitmodules": "[submodule"}))
    assert ask(branch_exists, broken).outcome == "passed"


def test_shares_its_requests_with_the_submodule_checks(ask, requests_log):
    ask(branch_exists)
    assert not [request for request in requests_log if request.path.endswith("/refs/branches")]


def test_without_a_workspace_it_does_not_apply(ask):
    assert (
        ask(branch_exists, lambda now: without_objects(replace(now, terraform_workspaces=()))).outcome
        == "not_applicable"
    )


class TestFullNameOfABranch:
    """HashiCorp doesn't document whether HCP Terraform accepts a branch such as ``refs/heads/main``."""

    FULL = "refs/heads/main"

    def test_passes_if_a_fetch_has_worked_with_it(self, ask):
        assert ask(branch_exists, on(self.FULL)).outcome == "passed"

    @pytest.mark.parametrize(
        "change",
        [
            workspace("network-production", lambda one: replace(one, configuration_versions=())),
            newest_fetch("fetching"),
            failed_fetch("fatal: couldn't find remote ref policies"),
            ResponseFault("terraform", "*/configuration-versions", answer(503)),
        ],
    )
    def test_is_unknown_without_proof_and_shows_the_name_to_enter(self, ask, change):
        result = ask(branch_exists, on(self.FULL), change)
        assert result.outcome == "unknown"
        assert "Enter the branch as main" in result.words

    def test_is_unknown_if_the_fetch_was_of_the_short_name(self, ask):
        def short(one):
            versions = tuple(replace(each, ingress={"branch": "main"}) for each in one.configuration_versions)
            return replace(one, configuration_versions=versions)

        assert ask(branch_exists, on(self.FULL), workspace("network-production", short)).outcome == "unknown"

    @pytest.mark.parametrize(
        "words",
        ["Branch isn't ingressable", "fatal: Remote branch refs/heads/main not found in upstream origin"],
    )
    def test_fails_if_the_newest_fetch_did_not_find_it(self, ask, words):
        result = ask(branch_exists, on(self.FULL), failed_fetch(words))
        assert result.outcome == "failed"
        assert "Enter the branch as main" in result.words

    def test_fails_if_the_branch_does_not_exist(self, ask):
        result = ask(branch_exists, on("refs/heads/release"))
        assert result.outcome == "failed"
        assert "no such branch" in result.words

    def test_does_not_hide_the_submodules_of_the_branch(self, ask):
        assert ask(submodule_urls, on(self.FULL)).outcome == "passed"
