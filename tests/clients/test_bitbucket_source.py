"""Files are read at the head of a branch, and only Bitbucket's own words prove that one is missing."""

from dataclasses import replace

import pytest

from checks.clients.bitbucket_source import BitbucketSource
from checks.clients.errors import ReadError
from checks.sandbox.fault import repository
from checks.sandbox.response_faults import ResponseFault, answer

FILE = "/2.0/repositories/acme-infra/network/src/*"


@pytest.fixture
def client(bitbucket_http):
    return lambda *what: BitbucketSource(bitbucket_http(*what))


class TestFilesOnBranches:
    REPOSITORY = "acme-infra/network"

    def named(self, branch: str):
        return repository("network", lambda one: replace(one, branch=branch))

    def paths(self, requests_log) -> list[str]:
        return [request.path.partition("/acme-infra/network/")[2] for request in requests_log]

    def start(self, client, sandbox, branch: str):
        return client(self.named(branch)(sandbox().state.scenario))

    def test_one_request_reads_a_file_of_a_branch(self, client, requests_log):
        assert "[submodule" in (client().file_on_branch(self.REPOSITORY, "main", ".gitmodules") or "")
        assert self.paths(requests_log) == ["src/main/.gitmodules"]

    def test_one_request_tells_that_there_is_none(self, client, requests_log):
        assert client().file_on_branch(self.REPOSITORY, "main", "missing") is None
        assert self.paths(requests_log) == ["src/main/missing"]

    @pytest.mark.parametrize("branch", ["release/2026", "c0ffee"])
    def test_a_name_that_could_be_taken_for_something_else_is_made_a_hash(self, client, sandbox, requests_log, branch):
        found = self.start(client, sandbox, branch)
        assert found.file_on_branch(self.REPOSITORY, branch, ".gitmodules")
        assert len(self.paths(requests_log)) == 2
        assert self.paths(requests_log)[0].startswith("refs/branches/")

    def test_a_branch_that_is_gone_is_no_missing_file(self, client):
        with pytest.raises(ReadError, match="404"):
            client().file_on_branch(self.REPOSITORY, "release", ".gitmodules")

    def test_a_404_in_other_words_proves_nothing_so_the_branch_is_asked_for(self, client, requests_log):
        silent = ResponseFault("bitbucket", FILE, answer(404), times=1)
        assert client(silent).file_on_branch(self.REPOSITORY, "main", ".gitmodules")
        assert len(self.paths(requests_log)) == 3

    def test_a_repository_out_of_sight_is_no_missing_file(self, client):
        with pytest.raises(ReadError, match="404"):
            client().file_on_branch("acme-infra/unheard-of", "main", ".gitmodules")


class TestFiles:
    def test_the_head_of_a_branch_and_a_file_there(self, client):
        found = client()
        head = found.head("acme-infra/network", "main")
        assert len(head) == 40
        assert "[submodule" in (found.file("acme-infra/network", head, ".gitmodules") or "")

    def test_a_file_that_is_not_there_is_none(self, client):
        found = client()
        assert found.file("acme-infra/platform", found.head("acme-infra/platform", "main"), ".gitmodules") is None

    def test_a_branch_that_is_not_there_is_an_error(self, client):
        with pytest.raises(ReadError, match="404"):
            client().head("acme-infra/network", "release")

    @pytest.mark.parametrize("status", [403, 410, 500])
    def test_a_file_that_cannot_be_read_is_an_error(self, client, status):
        with pytest.raises(ReadError):
            client(ResponseFault("bitbucket", FILE, answer(status))).file("acme-infra/network", "main", ".gitmodules")

    def test_bytes_that_are_no_text_do_not_stop_anybody(self, client):
        raw = ResponseFault("bitbucket", FILE, lambda whole: whole.set_data(b"\xff\xfe[") or whole)
        assert client(raw).file("acme-infra/network", "main", ".gitmodules") == "\ufffd\ufffd["
