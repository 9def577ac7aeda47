"""A plan lists exactly the requests of a run, and chooses what is read if there isn't time for all of them."""

from collections import Counter
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from checks.clients import http
from checks.connection.connection import Connection
from checks.engine.plan import calls, groups, leave_out, makes_many, plan
from checks.engine.registry import all_checks
from checks.engine.runner import run
from checks.engine.submodules import REQUESTS, REQUESTS_OF_WORKSPACE
from checks.facts import bitbucket, terraform
from checks.facts.credentials import Credential
from checks.sandbox.faults import FAULTS
from checks.sandbox.healthy import generated, healthy
from checks.sandbox.scenario_changes import repository, vcs_repo
from checks.settings.environment import read_settings
from checks.settings.settings import Settings


@pytest.fixture
def connect(sandbox, tmp_path):
    """Return a function that starts the sandbox with a scenario and connects, with settings from `given`."""
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


def test_knows_the_checks_that_send_many_requests():
    assert [makes_many(check) for check in only("consumer-credentials", "webhooks")] == [False, True]


def test_no_check_depends_on_a_check_that_sends_many_requests():
    assert not [check.id for check in all_checks() if any(map(makes_many, check.after))]


@pytest.mark.parametrize("count", [1, 2, 101])
def test_a_run_sends_the_planned_requests(connect, requests_log, count):
    connection = connect(generated(count, datetime.now(UTC)))
    connection.terraform_workspaces()
    found = plan(all_checks(), connection)
    requests_log.clear()
    list(run(all_checks(), connection))
    sent = Counter(request.path.rpartition("/")[2] for request in requests_log)
    assert sent["configuration-versions"] == found.requests[terraform.CONFIGURATION_VERSIONS] == count
    assert sent["hooks"] == found.requests[bitbucket.HOOKS] == count
    assert sent[".gitmodules"] == found.requests[bitbucket.SOURCE_FILE] == count
    assert sent["repositories"] == found.requests[bitbucket.WORKSPACE_REPOSITORY_PERMISSIONS] == -(-count // 100)


def test_counts_a_shared_repository_once_and_each_branch_separately(connect):
    found = plan(all_checks(), connect(healthy(datetime.now(UTC))))
    assert (found.workspaces, found.requests[bitbucket.HOOKS], found.requests[bitbucket.SOURCE_FILE]) == (3, 2, 2)
    branch = vcs_repo("platform-staging", lambda one: replace(one, branch="next"))(healthy(datetime.now(UTC)))
    assert plan(all_checks(), connect(branch)).requests[bitbucket.SOURCE_FILE] == 3


def test_reads_no_main_branches_if_everything_uses_tags(connect):
    scenario = FAULTS["only-modules-use-the-provider"].change(healthy(datetime.now(UTC)))
    assert plan(all_checks(), connect(scenario)).requests[bitbucket.REPOSITORIES] == 0


def test_counts_only_reads_of_the_selected_checks_that_have_credentials(connect):
    scenario = generated(3, datetime.now(UTC))
    assert plan(only("webhooks"), connect(scenario)).requests == {bitbucket.HOOKS: 3}
    assert plan(only("webhooks"), connect(scenario, bitbucket_token=None)).requests == {}
    found = plan(only("webhooks", "last-fetch"), connect(scenario))
    assert (found.to(Credential.TERRAFORM_TOKEN), found.to(Credential.BITBUCKET_TOKEN)) == (3, 3)


def test_counts_a_disconnected_workspace_only_for_its_own_check(connect):
    connection = connect(FAULTS["unlinked-by-hand"].change(healthy(datetime.now(UTC))))
    versions = terraform.CONFIGURATION_VERSIONS
    assert plan(all_checks(), connection).requests[versions] == 3
    assert plan(only("last-fetch"), connection).requests[versions] == 2
    assert plan(only("disconnected-workspaces"), connection).requests[versions] == 1


class TestSubmodules:
    """The plan states the request limits for submodules, and a run stays within them."""

    NESTED = repository(
        "modules",
        lambda one: replace(
            one,
            files={".gitmodules": '[submodule "n"]\n\tpath = n\n\turl = https://bitbucket.org/acme-infra/platform\n'},
        ),
    )

    @pytest.fixture
    def count_requests(self, connect, requests_log):
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
    def test_stay_within_the_stated_limits(self, count_requests, change, repositories):
        without = count_requests(FAULTS["no-submodules"].change(healthy(datetime.now(UTC))))
        more = count_requests(change(healthy(datetime.now(UTC)))) - without
        assert 3 * repositories <= more <= REQUESTS * repositories + REQUESTS_OF_WORKSPACE


@pytest.mark.parametrize(
    ("share", "checks", "hours"),
    [
        (50, ["webhooks"], 0),
        (1, ["webhooks"], 1 + 11 / 10),
        (1, ["submodule-urls"], 1 + (22 + 1 - 11) / 10),
        (1, ["last-fetch"], 0),
        # These checks have separate limits, so their requests run in parallel.
        (1, ["webhooks", "submodule-urls", "last-fetch"], 1 + (22 + 1 - 11) / 10),
    ],
)
def test_the_duration_depends_on_the_share_of_the_limit(connect, share, checks, hours):
    connection = connect(generated(22, datetime.now(UTC)), hourly_share=share)
    found = plan(only(*checks), connection)
    assert found.seconds == pytest.approx(hours * 3600, abs=1)
    assert found.is_long is (hours > 0)


def test_makes_no_plan_if_the_list_cannot_be_read(connect, monkeypatch):
    monkeypatch.setattr(http, "FIRST_WAIT", 0.01)
    unread = replace(healthy(datetime.now(UTC)), terraform_limit=0)
    with closing(connect(unread)) as connection:
        assert plan(all_checks(), connection) is None


class TestSample:
    def names(self, connection: Connection) -> list[str]:
        return [one.name for one in connection.terraform_workspaces()]

    def test_is_evenly_distributed_and_reproducible(self, connect):
        scenario = generated(100, datetime.now(UTC))
        found = self.names(connect(scenario, sample=4))
        assert found == ["service-00001", "service-00026", "service-00051", "service-00076"]
        reordered = replace(scenario, terraform_workspaces=scenario.terraform_workspaces[::-1])
        assert self.names(connect(reordered, sample=4)) == found

    def test_a_run_reads_only_the_workspaces_in_the_sample(self, connect, requests_log):
        connection = connect(generated(100, datetime.now(UTC)), sample=4)
        list(run(only("webhooks"), connection))
        assert len([request for request in requests_log if request.path.endswith("/hooks")]) == 4
        assert connection.sampled() == (4, 100)

    @pytest.mark.parametrize("sample", [3, 4, 5000])
    def test_a_sample_of_all_workspaces_is_not_a_sample(self, connect, sample):
        connection = connect(healthy(datetime.now(UTC)), sample=sample)
        assert len(self.names(connection)) == 3
        assert connection.sampled() is None

    def test_does_not_judge_a_key_that_workspaces_outside_the_sample_might_need(self, connect):
        connection = connect(generated(5, datetime.now(UTC)), sample=2)
        (result,) = run(only("ssh-key-stored"), connection)
        assert not result.findings


CHECKS = {check.id: check for check in all_checks()}
SETTINGS = Settings(terraform_url="https://tfe.example", bitbucket_api_url="https://api.bitbucket.org")


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_lists_each_read_with_its_minimum_permission(check):
    declared = (*check.reads, *check.also_reads)
    explained = calls(check, SETTINGS)
    assert [(call.read.method, call.read.permission, call.read.credential) for call in explained] == [
        (read.method, read.permission, read.credential) for read in declared
    ]
    assert [call.optional for call in explained] == [read not in check.reads for read in declared]
    assert all(call.read.permission for call in explained)


def test_shows_the_host_and_the_parameters_in_braces():
    addresses = [call.address for call in calls(CHECKS["webhooks"], SETTINGS)]
    assert "https://tfe.example/api/v2/organizations/{organization}/workspaces" in addresses
    assert "https://api.bitbucket.org/2.0/repositories/{workspace}/{repo_slug}/hooks" in addresses


def test_the_only_post_request_goes_to_the_token_endpoint():
    posts = {call.address for check in all_checks() for call in calls(check, SETTINGS) if call.read.method == "POST"}
    assert posts == {"https://bitbucket.org/site/oauth2/access_token"}
    assert {call.read.method for check in all_checks() for call in calls(check, SETTINGS)} == {"GET", "POST", "READ"}


def test_a_local_read_has_no_host():
    local = {call.address for check in all_checks() for call in calls(check, SETTINGS) if call.read.method == "READ"}
    assert local == {"{BITBUCKET_SSH_KEY}", "{BITBUCKET_CLIENT_ID}"}


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
    leave_out(all_checks(), connection, requests)
    return None if connection.in_time is None else {repository for repository, _ in connection.in_time}


USERS = [User(f"acme/{number:02}") for number in range(40)]


def test_reads_everything_if_there_is_time():
    assert chosen(USERS, 80) is None


def test_reads_the_oldest_completely_and_leaves_time_for_the_repositories_of_submodules():
    found = chosen(USERS, 50)
    assert found == {f"acme/{number:02}" for number in range(40 - 17, 40)}  # 70% of 50 requests, two for each
    assert len(found) * 2 <= 50 * 0.7


def test_uses_the_whole_time_if_no_repository_includes_submodules():
    assert len(chosen([User(f"acme/{number}", submodules=False) for number in range(40)], 30, listed=False)) == 30


def test_counts_a_repository_that_several_objects_use_once():
    found = chosen([*USERS, *[User("acme/shared")] * 10], 50)
    assert len(found) == 17
    assert "acme/shared" in found


def test_omits_everything_if_there_is_no_time():
    assert chosen(USERS, 0) == set()


@pytest.mark.parametrize(
    "together", [("branch-exists", "submodules-enabled", "submodule-urls"), ("last-fetch", "authorization-age")]
)
def test_checks_that_share_their_reads_share_their_order(together):
    assert len({groups(all_checks())[name] for name in together}) == 1


def test_checks_under_different_limits_have_their_own_order():
    found = groups(all_checks())
    assert len({found[name] for name in ("webhooks", "last-fetch", "branch-exists", "webhook-admin-access")}) == 4
