"""If there isn't time for all repositories, some are read completely, and each night it is the turn of others."""

from dataclasses import dataclass

import pytest

from checks.engine.reading_order import groups, leave_out
from checks.engine.registry import all_checks
from checks.facts import bitbucket, terraform

CHECKS = all_checks()


@dataclass(frozen=True)
class User:
    repository: str
    branch: str = ""
    submodules: bool | None = True


class Stub:
    """A connection whose rate limit allows a number of requests in the time budget."""

    def __init__(self, users, allowed):
        self.users, self.allowed, self.in_time = users, allowed, None

    def on_branches(self):
        return self.users

    def oldest_first(self, subjects, check):
        assert check in {"branch-exists", "submodule-urls", "submodules-enabled", "ssh-key-stored"}
        return list(reversed(subjects))

    def allowed_requests(self, requests):
        assert bitbucket.HOOKS not in requests
        assert terraform.CONFIGURATION_VERSIONS not in requests
        return min(self.allowed, sum(requests.values()))


def chosen(users, allowed, *, listed=True):
    connection = Stub(users, allowed)
    files = len({(one.repository, one.branch) for one in users})
    requests = {
        bitbucket.SOURCE_FILE: files,
        bitbucket.SOURCE_LISTING: files if listed else 0,
        bitbucket.HOOKS: 1000,
        terraform.CONFIGURATION_VERSIONS: 1000,
    }
    leave_out(CHECKS, connection, requests)
    return None if connection.in_time is None else {repository for repository, _ in connection.in_time}


MANY = [User(f"acme/{number:02}") for number in range(40)]


def test_reads_everything_if_there_is_time():
    assert chosen(MANY, 80) is None


def test_reads_the_oldest_completely_and_leaves_time_for_the_repositories_of_submodules():
    found = chosen(MANY, 50)
    assert found == {f"acme/{number:02}" for number in range(40 - 17, 40)}  # 70% of 50 requests, two for each
    assert len(found) * 2 <= 50 * 0.7


def test_uses_the_whole_time_if_no_repository_includes_submodules():
    assert len(chosen([User(f"acme/{number}", submodules=False) for number in range(40)], 30, listed=False)) == 30


def test_counts_a_repository_that_several_objects_use_once():
    users = [User("acme/shared"), *[User("acme/shared")] * 10, *MANY]
    assert len(chosen(users, 50)) == 17


def test_omits_everything_if_there_is_no_time():
    assert chosen(MANY, 0) == set()


@pytest.mark.parametrize(
    "together", [("branch-exists", "submodules-enabled", "submodule-urls"), ("last-fetch", "authorization-age")]
)
def test_checks_that_share_their_reads_share_their_order(together):
    assert len({groups(CHECKS)[name] for name in together}) == 1


def test_checks_under_different_limits_have_their_own_order():
    found = groups(CHECKS)
    assert len({found[name] for name in ("webhooks", "last-fetch", "branch-exists", "webhook-admin-access")}) == 4
