"""Repositories with submodules are told one after the other, and those that cannot be read apart."""

from contextlib import closing

import pytest

from checks.connection.connection import Connection
from checks.engine.model import Verdict
from checks.engine.submodules import with_submodules
from checks.sandbox.response_faults import ResponseFault, answer
from checks.settings.environment import read_settings


@pytest.fixture
def told(sandbox, tmp_path):
    """Return the names of Terraform workspaces with the paths of their submodules, and what could not be read."""

    def read(*what):
        unread = []
        with closing(Connection(read_settings(sandbox(*what).environment(), tmp_path))) as connection:
            found = [
                (one.name, [each.submodule.path for each in modules])
                for one, modules in with_submodules(connection, unread)
            ]
        return found, unread

    return read


def test_only_terraform_workspaces_with_submodules_are_told(told):
    assert told() == ([("network-production", ["modules/shared", "policies"])], [])


def test_where_there_are_none_there_is_nothing(told):
    assert told("no-submodules") == ([], [])


def test_a_repository_that_cannot_be_read_is_unknown_and_does_not_hide_the_others(told):
    found, unread = told(ResponseFault("bitbucket", "/2.0/repositories/acme-infra/platform*", answer(403)))
    assert [name for name, _ in found] == ["network-production"]
    assert {(one.verdict, one.subject) for one in unread} == {(Verdict.UNKNOWN, "acme-infra/platform")}
    assert len(unread) == 1


def test_a_repository_that_several_terraform_workspaces_use_is_read_once(told, requests_log):
    told()
    files = [request.path for request in requests_log if "/src/" in request.path]
    assert len(files) == len(set(files)) == 2
