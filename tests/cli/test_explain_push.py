"""``explain-push`` shows for each workspace what a push starts, and why."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checks.__main__ import main
from checks.sandbox.healthy import healthy
from checks.sandbox.response_faults import ResponseFault, answer
from checks.sandbox.scenario_changes import vcs_repo, workspace

LIST = "/api/v2/organizations/acme/workspaces"
REPOSITORY = "/2.0/repositories/acme-infra/network"
FILES = workspace("network-production", lambda one: replace(one, file_triggers=True, trigger_patterns=("/modules/*",)))


@pytest.fixture
def explain(sandbox, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)  # links lead to a built guide in the current folder

    def run(*arguments, change=lambda now: now, faults=(), without=()):
        running = sandbox(change(healthy(datetime.now(UTC))), *faults)
        environ = {name: value for name, value in running.environment().items() if name not in without}
        status = main(["explain-push", *arguments], environ)
        shown = capsys.readouterr()
        return status, " ".join((shown.out + shown.err).split())

    return run


def test_a_push_to_the_main_branch(explain, requests_log):
    status, text = explain("acme-infra/platform")
    assert status == 0
    assert "platform-production: starts a run" in text
    assert "platform-staging: starts a run" in text
    assert "network-production" not in text
    assert [request.path for request in requests_log] == [LIST]


@pytest.mark.parametrize("name", ["network", "/network", "acme-infra/"])
def test_a_name_without_a_bitbucket_workspace_is_refused(explain, requests_log, name):
    status, text = explain(name)
    assert status == 2
    assert "REPOSITORY: expected the full name of a repository, such as acme/network." in text
    assert requests_log == []


def test_the_case_of_the_repository_does_not_matter(explain):
    assert "network-production: starts a run" in explain("ACME-Infra/Network")[1]


def test_the_changed_files_decide_and_no_repository_is_read(explain, requests_log):
    assert "starts a run" in explain("acme-infra/network", "--changed", "./modules/main.tf", change=FILES)[1]
    status, text = explain("acme-infra/network", "--changed", "README.md", "--changed", "a.md", change=FILES)
    assert status == 0
    assert "network-production: starts nothing" in text
    assert 'See: docs/run-triggers.md, section "Changed files"' in text
    assert "usable list of changed files" in text
    assert {request.service for request in requests_log} == {"terraform"}


def test_without_changed_files_it_is_unknown_and_shows_the_patterns(explain):
    status, text = explain("acme-infra/network", change=FILES)
    assert status == 0
    assert "network-production: unknown It depends on the changed files. Trigger patterns: /modules/*." in text


def test_without_changed_files_it_says_that_they_are_not_read(explain, requests_log):
    said = "The command doesn't read them from Bitbucket Cloud"
    assert said in explain("acme-infra/network", change=FILES)[1]
    assert not [request for request in requests_log if request.service == "bitbucket"]
    assert said not in explain("acme-infra/network", "--changed", "modules/a.tf", change=FILES)[1]
    assert said not in explain("acme-infra/platform")[1]


def test_a_tag(explain):
    change = vcs_repo("network-production", lambda one: replace(one, tags_regex="^v"))
    assert "network-production: starts a run" in explain("acme-infra/network", "--tag", "v1", change=change)[1]
    assert "network-production: starts nothing" in explain("acme-infra/network", "--tag", "1", change=change)[1]


def test_a_pull_request(explain):
    text = explain("acme-infra/network", "--pull-request")[1]
    assert "network-production: starts a speculative plan" in text
    assert "not from a fork" in text


class TestTheMainBranch:
    def test_is_read_if_it_decides(self, explain, requests_log):
        assert "starts a run" in explain("acme-infra/network", "--branch", "main")[1]
        assert "starts a run" in explain("acme-infra/network", "--branch", "refs/heads/main")[1]
        assert [request.path for request in requests_log] == [LIST, REPOSITORY]
        assert "starts nothing" in explain("acme-infra/network", "--branch", "feature")[1]

    def test_is_unknown_without_a_credential_for_bitbucket(self, explain, requests_log):
        without = ("BITBUCKET_EMAIL", "BITBUCKET_API_TOKEN")
        assert "unknown" in explain("acme-infra/network", "--branch", "main", without=without)[1]
        assert {request.service for request in requests_log} == {"terraform"}

    def test_is_unknown_if_it_cannot_be_read(self, explain):
        fault = ResponseFault("bitbucket", REPOSITORY, answer(403))
        status, text = explain("acme-infra/network", "--branch", "main", faults=[fault])
        assert (status, "network-production: unknown" in text) == (0, True)


def test_a_repository_that_no_workspace_uses(explain):
    assert explain("acme-infra/unused") == (
        0,
        "No workspace that this token can read is connected to acme-infra/unused.",
    )


@pytest.mark.parametrize("status", [401, 404, 500])
def test_a_list_that_cannot_be_read(explain, status):
    ended, text = explain("acme-infra/network", faults=[ResponseFault("terraform", LIST, answer(status))])
    assert ended == 2
    assert text.startswith("python -m checks explain-push: ")


@pytest.mark.parametrize(
    "arguments",
    [(), ("acme/network", "--tga", "v1"), ("acme/network", "--tag", "v1", "--branch", "main"), ("a", "--changed")],
)
def test_an_invalid_command_line(explain, arguments):
    status, text = explain(*arguments)
    assert (status, text.startswith("python -m checks explain-push: ")) == (2, True)


@pytest.mark.parametrize(
    "repository",
    ["", "/", "network", "../network", "acme-infra/..", "acme-infra/network/", "https://u:planted@acme.example/a/b"],
)
def test_a_repository_without_a_full_name_is_an_invalid_command_line(explain, requests_log, repository):
    status, text = explain(repository)
    assert status == 2
    assert "expected the full name of a repository, such as acme/network" in text
    assert "planted" not in text
    assert requests_log == []


@pytest.mark.parametrize(
    "url",
    [
        "https://bitbucket.org/acme-infra/network",
        "git@ssh.bitbucket.org:acme-infra/network.git",
        "https://u:planted@bitbucket.org/acme-infra/network.git",
    ],
)
def test_the_url_of_a_repository_is_as_good_as_its_name(explain, url):
    status, text = explain(url)
    assert (status, "network-production: starts a run" in text) == (0, True)
    assert "planted" not in text


def test_a_missing_token(explain):
    status, text = explain("acme-infra/network", without=("TFE_TOKEN", "TFE_ORGANIZATION"))
    assert (status, "Set TFE_TOKEN and TFE_ORGANIZATION" in text) == (2, True)


def test_the_help_documents_the_exit_status(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["explain-push", "--help"], {})
    assert ended.value.code == 0
    assert "exit status:" in capsys.readouterr().out


def test_names_from_the_api_cannot_control_the_terminal(explain):
    name = workspace("network-production", lambda one: replace(one, name="net\x1b[31m"))
    assert "\x1b" not in explain("acme-infra/network", change=name)[1]
