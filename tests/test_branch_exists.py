"""A branch that isn't there is a failure of its own, and nothing that can't be read is taken for one."""

from dataclasses import replace

import pytest

from checks.branch_exists import branch_exists
from checks.sandbox.fault import repository, vcs_repo, without_objects
from checks.sandbox.response_faults import ResponseFault, answer

REPOSITORY = "/2.0/repositories/acme-infra/network"
BRANCHES = f"{REPOSITORY}/refs/branches"


def on(branch):
    return vcs_repo("network-production", lambda one: replace(one, branch=branch))


def test_branches_that_are_there_pass(ask):
    told = ask(branch_exists)
    assert told.outcome == "passed"
    assert "main branch of acme-infra/network for network-production" in told.words


@pytest.mark.parametrize("branch", ["release", "release/2026", "c0ffee", 'a"b'])
def test_a_branch_that_is_not_there_fails_and_is_named(ask, branch):
    told = ask(branch_exists, on(branch))
    assert told.outcome == "failed"
    assert f"branch {branch} of acme-infra/network" in told.words
    assert "Version Control" in told.words


@pytest.mark.parametrize("branch", ["", "main"])
def test_a_repository_without_commits_fails_and_is_told_apart(ask, branch):
    told = ask(branch_exists, repository("network", lambda one: replace(one, branch="", files={})), on(branch))
    assert told.outcome == "failed"
    assert "no commits" in told.words
    assert "Push a first commit" in told.words


@pytest.mark.parametrize("status", [403, 404, 429, 500])
def test_a_list_of_branches_that_cannot_be_read_proves_nothing(ask, status):
    assert ask(branch_exists, on("release"), ResponseFault("bitbucket", BRANCHES, answer(status))).outcome == "unknown"


def test_a_branch_in_the_list_is_there_whatever_its_own_address_answers(ask):
    lost = (
        ResponseFault("bitbucket", f"{BRANCHES}/*", answer(404)),
        ResponseFault("bitbucket", f"{REPOSITORY}/src/*", answer(404)),
    )
    assert ask(branch_exists, on("main"), *lost).outcome == "unknown"


def test_a_repository_that_the_account_cannot_read_is_unknown(ask):
    assert ask(branch_exists, "service-user-removed").outcome == "unknown"


def test_a_branch_that_hcp_terraform_does_not_report_is_unknown(ask):
    assert ask(branch_exists, on(None)).outcome in ("unknown", "passed")


def test_a_gitmodules_file_that_git_cannot_parse_proves_that_the_branch_is_there(ask):
    broken = repository("network", lambda one: replace(one, files={".gitmodules": "[submodule"}))
    assert ask(branch_exists, broken).outcome == "passed"


def test_it_costs_no_request_beyond_those_of_the_submodule_checks(ask, requests_log):
    ask(branch_exists)
    assert not [request for request in requests_log if request.path.endswith("/refs/branches")]


def test_without_a_workspace_it_does_not_apply(ask):
    assert (
        ask(branch_exists, lambda now: without_objects(replace(now, terraform_workspaces=()))).outcome
        == "not_applicable"
    )
