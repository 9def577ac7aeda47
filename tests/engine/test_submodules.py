"""Repositories with submodules are returned one by one, and unreadable ones separately."""

from contextlib import closing

import pytest

from checks.connection.connection import Connection
from checks.engine.model import Verdict
from checks.engine.submodules import with_submodules
from checks.sandbox.response_faults import ResponseFault, answer
from checks.settings.environment import read_settings


@pytest.fixture
def read_all(sandbox, tmp_path):
    """Return a function that reads submodule paths by workspace name, and the findings for unreadable repositories."""

    def read(*changes):
        unread = []
        with closing(Connection(read_settings(sandbox(*changes).environment(), tmp_path))) as connection:
            found = [
                (one.name, [each.submodule.path for each in modules])
                for one, modules in with_submodules(connection, unread)
            ]
        return found, unread

    return read


def test_returns_only_workspaces_with_submodules(read_all):
    assert read_all() == ([("network-production", ["modules/shared", "policies"])], [])


def test_returns_nothing_without_submodules(read_all):
    assert read_all("no-submodules") == ([], [])


def test_an_unreadable_repository_is_unknown_and_does_not_hide_the_others(read_all):
    found, unread = read_all(ResponseFault("bitbucket", "/2.0/repositories/acme-infra/platform*", answer(403)))
    assert [name for name, _ in found] == ["network-production"]
    assert {(one.verdict, one.subject) for one in unread} == {(Verdict.UNKNOWN, "acme-infra/platform")}
    assert len(unread) == 1


def test_reads_a_shared_repository_once(read_all, requests_log):
    read_all()
    files = [request.path for request in requests_log if "/src/" in request.path]
    assert len(files) == len(set(files)) == 2
