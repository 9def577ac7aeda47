"""Reads of files at the head of a branch; only Bitbucket's own error message proves that a file is missing."""

from dataclasses import replace

import pytest

from checks.clients.bitbucket_source import BitbucketSource
from checks.clients.errors import ReadError
from checks.sandbox.response_faults import ResponseFault, answer
from checks.sandbox.scenario_changes import repository

FILE = "/2.0/repositories/acme-infra/network/src/*"


@pytest.fixture
def client(bitbucket_http):
    return lambda *changes: BitbucketSource(bitbucket_http(*changes))


class TestFilesOnBranches:
    REPOSITORY = "acme-infra/network"

    def with_branch(self, branch: str):
        return repository("network", lambda one: replace(one, branch=branch))

    def paths(self, requests_log) -> list[str]:
        return [request.path.partition("/acme-infra/network/")[2] for request in requests_log]

    def start(self, client, sandbox, branch: str):
        return client(self.with_branch(branch)(sandbox().state.scenario))

    def test_reads_a_file_on_a_branch_with_one_request(self, client, requests_log):
        assert "[submodule" in (client().file_on_branch(self.REPOSITORY, "main", ".gitmodules") or "")
        assert self.paths(requests_log) == ["src/main/.gitmodules"]

    def test_finds_that_a_file_is_missing_with_one_request(self, client, requests_log):
        assert client().file_on_branch(self.REPOSITORY, "main", "missing") is None
        assert self.paths(requests_log) == ["src/main/missing"]

    @pytest.mark.parametrize("branch", ["release/2026", "c0ffee", "HEAD", "v1.2.3", "2.0"])
    def test_resolves_an_ambiguous_branch_name_to_a_commit(self, client, sandbox, requests_log, branch):
        found = self.start(client, sandbox, branch)
        assert found.file_on_branch(self.REPOSITORY, branch, ".gitmodules")
        assert len(self.paths(requests_log)) == 2
        assert self.paths(requests_log)[0].startswith("refs/branches/")

    def test_does_not_report_a_file_as_missing_if_the_branch_is_missing(self, client):
        with pytest.raises(ReadError, match="404"):
            client().file_on_branch(self.REPOSITORY, "release", ".gitmodules")

    def test_reads_the_branch_after_a_404_with_an_unknown_message(self, client, requests_log):
        silent = ResponseFault("bitbucket", FILE, answer(404), times=1)
        assert client(silent).file_on_branch(self.REPOSITORY, "main", ".gitmodules")
        assert len(self.paths(requests_log)) == 3

    def test_does_not_report_a_file_as_missing_if_the_repository_is_inaccessible(self, client):
        with pytest.raises(ReadError, match="404"):
            client().file_on_branch("acme-infra/unheard-of", "main", ".gitmodules")


class TestFiles:
    def test_reads_the_head_of_a_branch_and_a_file_at_that_commit(self, client):
        found = client()
        head = found.head("acme-infra/network", "main")
        assert len(head) == 40
        assert "[submodule" in (found.file("acme-infra/network", head, ".gitmodules") or "")

    def test_returns_no_text_for_a_missing_file(self, client):
        found = client()
        assert found.file("acme-infra/platform", found.head("acme-infra/platform", "main"), ".gitmodules") is None

    def test_raises_for_a_missing_branch(self, client):
        with pytest.raises(ReadError, match="404"):
            client().head("acme-infra/network", "release")

    @pytest.mark.parametrize("status", [403, 410, 500])
    def test_raises_for_an_unreadable_file(self, client, status):
        with pytest.raises(ReadError):
            client(ResponseFault("bitbucket", FILE, answer(status))).file("acme-infra/network", "main", ".gitmodules")

    def test_replaces_bytes_that_are_not_utf_8(self, client):
        raw = ResponseFault("bitbucket", FILE, lambda whole: whole.set_data(b"\xff\xfe[") or whole)
        assert client(raw).file("acme-infra/network", "main", ".gitmodules") == "\ufffd\ufffd["
