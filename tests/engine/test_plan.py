"""What a run will ask is told before it asks it, and what it then asks is that."""

from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checks.clients import http
from checks.connection.connection import Connection
from checks.engine.plan import makes_many, plan
from checks.engine.registry import all_checks
from checks.engine.runner import run
from checks.engine.submodules import REQUESTS, REQUESTS_OF_WORKSPACE
from checks.facts import bitbucket, terraform
from checks.facts.credentials import Credential
from checks.sandbox.fault import repository, vcs_repo
from checks.sandbox.faults import FAULTS
from checks.sandbox.healthy import generated, healthy
from checks.settings.environment import read_settings

MANY = {
    "authorization-age",
    "branch-exists",
    "disconnected-workspaces",
    "last-fetch",
    "webhooks",
    "ssh-key-stored",
    "submodule-urls",
    "submodules-enabled",
}


@pytest.fixture
def connect(sandbox, tmp_path):
    opened = []

    def start(scenario, **given) -> Connection:
        running = sandbox(scenario)
        opened.append(Connection(replace(read_settings(running.environment(), tmp_path), **given)))
        return opened[-1]

    yield start
    for connection in opened:
        connection.close()


def only(*names: str):
    return [check for check in all_checks() if check.id in names]


def test_the_checks_that_make_a_call_for_each_are_known():
    assert {check.id for check in all_checks() if makes_many(check)} == MANY


def test_no_check_builds_on_one_of_them_which_would_have_it_wait_unannounced():
    assert not [check.id for check in all_checks() if any(map(makes_many, check.after))]


@pytest.mark.parametrize("count", [1, 2, 101])
def test_what_is_told_is_what_is_asked(connect, requests_log, count):
    connection = connect(generated(count, datetime.now(UTC)))
    connection.terraform_workspaces()
    found = plan(all_checks(), connection)
    requests_log.clear()
    list(run(all_checks(), connection))
    asked = Counter(request.path.rpartition("/")[2] for request in requests_log)
    assert asked["configuration-versions"] == found.requests[terraform.CONFIGURATION_VERSIONS] == count
    assert asked["hooks"] == found.requests[bitbucket.HOOKS] == count
    assert asked[".gitmodules"] == found.requests[bitbucket.SOURCE_FILE] == count
    assert asked["repositories"] == found.requests[bitbucket.WORKSPACE_REPOSITORY_PERMISSIONS] == -(-count // 100)


def test_a_repository_of_several_terraform_workspaces_counts_once_and_each_branch_by_itself(connect):
    found = plan(all_checks(), connect(healthy(datetime.now(UTC))))
    assert (found.workspaces, found.requests[bitbucket.HOOKS], found.requests[bitbucket.SOURCE_FILE]) == (3, 2, 2)
    branch = vcs_repo("platform-staging", lambda one: replace(one, branch="next"))(healthy(datetime.now(UTC)))
    assert plan(all_checks(), connect(branch)).requests[bitbucket.SOURCE_FILE] == 3


def test_only_what_the_chosen_checks_read_and_may_read_counts(connect):
    scenario = generated(3, datetime.now(UTC))
    assert plan(only("webhooks"), connect(scenario)).requests == {bitbucket.HOOKS: 3}
    assert plan(only("webhooks"), connect(scenario, bitbucket_token=None)).requests == {}
    found = plan(only("webhooks", "last-fetch"), connect(scenario))
    assert (found.to(Credential.TERRAFORM_TOKEN), found.to(Credential.BITBUCKET_TOKEN)) == (3, 3)


def test_a_workspace_that_was_disconnected_counts_only_for_the_check_that_looks_for_it(connect):
    connection = connect(FAULTS["unlinked-by-hand"].change(healthy(datetime.now(UTC))))
    versions = terraform.CONFIGURATION_VERSIONS
    assert plan(all_checks(), connection).requests[versions] == 3
    assert plan(only("last-fetch"), connection).requests[versions] == 2
    assert plan(only("disconnected-workspaces"), connection).requests[versions] == 1


class TestSubmodules:
    """What submodules need is stated for each repository and each Terraform workspace, and a run keeps to it."""

    NESTED = repository(
        "modules",
        lambda one: replace(
            one,
            files={".gitmodules": '[submodule "n"]\n\tpath = n\n\turl = https://bitbucket.org/acme-infra/platform\n'},
        ),
    )

    @pytest.fixture
    def asked(self, connect, requests_log):
        def count(scenario) -> int:
            list(run(all_checks(), connect(scenario)))
            return len(requests_log)

        return count

    @pytest.mark.parametrize(
        ("change", "repositories"),
        [
            (lambda now: now, 2),
            (NESTED, 3),
            (FAULTS["relative-submodule"].change, 1),
            (FAULTS["submodule-without-an-entry-skipped"].change, 2),
        ],
    )
    def test_cost_no_more_than_is_stated(self, asked, change, repositories):
        without = asked(FAULTS["no-submodules"].change(healthy(datetime.now(UTC))))
        more = asked(change(healthy(datetime.now(UTC)))) - without
        assert 3 * repositories <= more <= REQUESTS * repositories + REQUESTS_OF_WORKSPACE


@pytest.mark.parametrize(
    ("share", "checks", "hours"),
    [
        (50, ["webhooks"], 0),
        (1, ["webhooks"], 1 + 11 / 10),
        (1, ["submodule-urls"], 1 + (22 + 1 - 11) / 10),
        (1, ["last-fetch"], 0),
        # They count against limits of their own, and so go on side by side.
        (1, ["webhooks", "submodule-urls", "last-fetch"], 1 + (22 + 1 - 11) / 10),
    ],
)
def test_how_long_it_takes_follows_from_the_share(connect, share, checks, hours):
    connection = connect(generated(22, datetime.now(UTC)), hourly_share=share)
    found = plan(only(*checks), connection)
    assert found.seconds == pytest.approx(hours * 3600, abs=1)
    assert found.is_long is (hours > 0)


def test_where_the_list_cannot_be_read_nothing_is_told(connect, monkeypatch):
    monkeypatch.setattr(http, "FIRST_WAIT", 0.01)
    unread = replace(healthy(datetime.now(UTC)), terraform_limit=0)
    with closing(connect(unread)) as connection:
        assert plan(all_checks(), connection) is None


class TestTheSample:
    def names(self, connection: Connection) -> list[str]:
        return [one.name for one in connection.terraform_workspaces()]

    def test_it_is_spread_evenly_and_the_same_each_time(self, connect):
        scenario = generated(100, datetime.now(UTC))
        found = self.names(connect(scenario, sample=4))
        assert found == ["service-00001", "service-00026", "service-00051", "service-00076"]
        turned = replace(scenario, terraform_workspaces=scenario.terraform_workspaces[::-1])
        assert self.names(connect(turned, sample=4)) == found

    def test_only_what_is_in_it_is_asked_for(self, connect, requests_log):
        connection = connect(generated(100, datetime.now(UTC)), sample=4)
        list(run(only("webhooks"), connection))
        assert len([request for request in requests_log if request.path.endswith("/hooks")]) == 4
        assert connection.sampled() == (4, 100)

    @pytest.mark.parametrize("sample", [3, 4, 5000])
    def test_one_that_leaves_nothing_out_is_none(self, connect, sample):
        connection = connect(healthy(datetime.now(UTC)), sample=sample)
        assert len(self.names(connection)) == 3
        assert connection.sampled() is None

    def test_a_key_that_nothing_in_it_needs_may_be_needed_by_the_rest(self, connect):
        connection = connect(generated(5, datetime.now(UTC)), sample=2)
        (told,) = run(only("ssh-key-stored"), connection)
        assert not told.findings
