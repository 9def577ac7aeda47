"""The connection that the checks read: its provider, Terraform workspaces, and account; each is read once."""

import threading
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checks.clients import http
from checks.clients.connected_objects import Kind
from checks.clients.errors import MissingBranchError, OutOfTimeError, ReadError
from checks.clients.time_budget import TimeBudget
from checks.connection import objects
from checks.connection.connection import Connection
from checks.engine.registry import all_checks
from checks.engine.runner import run
from checks.sandbox.healthy import PROVIDER, generated, healthy
from checks.sandbox.response_faults import ResponseFault, answer, retyped
from checks.sandbox.scenario_changes import oauth_token, vcs_repo
from checks.settings.environment import read_settings
from checks.settings.secret import Secret
from checks.settings.secret_formats import HIDDEN
from checks.settings.settings import BitbucketToken, Consumer, Settings

WORKSPACES = "/api/v2/organizations/acme/workspaces"


@pytest.fixture
def connect(sandbox, tmp_path, monkeypatch):
    """Return a function that starts the sandbox and connects with the user's settings, changed by `given`."""
    monkeypatch.setattr(http, "FIRST_WAIT", 0.01)
    opened = []

    def start(*changes, **given) -> Connection:
        opened.append(Connection(replace(read_settings(sandbox(*changes).environment(), tmp_path), **given)))
        return opened[-1]

    yield start
    for connection in opened:
        connection.close()


class TestProvider:
    def test_uses_the_only_provider(self, connect):
        assert connect().provider().id == PROVIDER

    def test_uses_the_selected_provider(self, connect):
        assert connect("two-providers", provider=PROVIDER).provider().id == PROVIDER

    @pytest.mark.parametrize(
        ("fault", "given"), [("two-providers", {}), ("no-provider", {}), ("", {"provider": "oc-x"})]
    )
    def test_raises_if_the_provider_is_ambiguous_or_missing(self, connect, fault, given):
        with pytest.raises(LookupError):
            connect(*filter(None, [fault]), **given).provider()


class TestObjects:
    @pytest.mark.parametrize(
        ("number", "unread"), [(2, ()), (3, (f"Only 2 of 3 {Kind.MODULE.plural} were read.",))], ids=["limit", "more"]
    )
    def test_reads_as_many_repositories_as_the_limit_allows(self, connect, monkeypatch, number, unread):
        monkeypatch.setattr(objects, "DETAILS_LIMIT", 2)
        scenario = healthy(datetime.now(UTC))
        (module,) = scenario.registry_modules
        modules = tuple(replace(module, id=f"mod-{each}", name=f"network-{each}") for each in range(number))
        listed = connect(replace(scenario, registry_modules=modules)).objects(Kind.MODULE)
        assert (len(listed.objects), listed.unread) == (2, unread)

    def test_are_left_out_if_the_settings_name_workspaces(self, connect):
        found = connect(workspaces=("platform-*",)).connected()
        assert {one.name for one in found} == {"platform-production", "platform-staging"}


class TestTerraformWorkspaces:
    def names(self, connection: Connection) -> set[str]:
        return {one.name for one in connection.terraform_workspaces()}

    def test_finds_the_workspaces_that_use_the_provider(self, connect):
        assert self.names(connect()) == {"network-production", "platform-production", "platform-staging"}
        assert self.names(connect("workspace-keeps-the-old-token")) == {"network-production", "platform-production"}

    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            ({"workspaces": ("*-production",)}, {"network-production", "platform-production"}),
            ({"workspaces": ("network-*", "*-staging")}, {"network-production", "platform-staging"}),
            ({"workspaces": ("NETWORK-?roduction",)}, {"network-production"}),
            ({"repositories": ("acme-infra/plat*",)}, {"platform-production", "platform-staging"}),
            ({"workspaces": ("*-production",), "repositories": ("*/platform",)}, {"platform-production"}),
        ],
    )
    def test_patterns_select_workspaces(self, connect, given, expected):
        assert self.names(connect(**given)) == expected

    def test_raises_if_no_workspace_matches_the_patterns(self, connect):
        with pytest.raises(ReadError, match="none matches"):
            connect(workspaces=("nothing",)).terraform_workspaces()

    def test_returns_no_workspaces_for_an_unused_provider(self, connect):
        unused = oauth_token(lambda one: replace(one, id="ot-new"))(healthy(datetime.now(UTC)))
        assert connect(unused, workspaces=("nothing",)).terraform_workspaces() == ()

    def test_reads_all_pages(self, connect, requests_log):
        connection = connect(generated(250, datetime.now(UTC)))
        assert len(connection.all_terraform_workspaces()) == 250
        assert sum(request.path == WORKSPACES for request in requests_log) == 3

    def test_rejects_a_list_that_changes_during_the_read(self, connect):
        grown = ResponseFault("terraform", WORKSPACES, retyped("meta.pagination.total-count", 251), times=1)
        with pytest.raises(ReadError, match="changed while it was read"):
            connect(generated(250, datetime.now(UTC)), grown).all_terraform_workspaces()

    def test_raises_if_a_page_cannot_be_read(self, connect):
        scenario = replace(generated(250, datetime.now(UTC)), terraform_limit=2)
        with pytest.raises(ReadError) as caught:
            connect(scenario).all_terraform_workspaces()
        assert caught.value.status == 429

    def test_a_repository_that_several_use_is_named_once(self, connect):
        assert connect().repositories() == ("acme-infra/network", "acme-infra/platform", "acme-infra/modules")

    def test_keeps_the_spelling_of_repository_names(self, connect):
        uppercase = vcs_repo("network-production", lambda one: replace(one, identifier="Acme-Infra/NETWORK"))
        assert "Acme-Infra/NETWORK" in connect(uppercase(healthy(datetime.now(UTC)))).repositories()

    def test_a_repository_in_two_spellings_is_one(self, connect):
        shouted = vcs_repo("platform-staging", lambda one: replace(one, identifier="ACME-infra/Platform"))
        names = connect(shouted(healthy(datetime.now(UTC)))).repositories()
        assert sorted(name.lower() for name in names) == [
            "acme-infra/modules",
            "acme-infra/network",
            "acme-infra/platform",
        ]


class TestAuthorizingUser:
    def test_recognizes_the_authorizing_user(self, connect):
        assert connect().is_authorizing_user() is True

    @pytest.mark.parametrize(
        "fault", ["authorized-by-the-wrong-user", "authorizing-user-not-reported", "token-of-a-colleague"]
    )
    def test_does_not_assume_that_another_account_is_the_authorizing_user(self, connect, fault):
        assert connect(fault).is_authorizing_user() is False

    @pytest.mark.parametrize("given", [{"terraform_token": None}, {"bitbucket_token": None}, {"organization": None}])
    def test_sends_no_requests_without_both_tokens(self, connect, requests_log, given):
        assert connect(**given).is_authorizing_user() is False
        assert requests_log == []

    @pytest.mark.parametrize("fault", ["no-provider", "two-providers", "access-not-granted", "api-token-expired"])
    def test_is_not_confirmed_if_the_account_cannot_be_read(self, connect, fault):
        assert connect(fault).is_authorizing_user() is False

    def test_every_authorization_must_belong_to_the_account(self, connect):
        def second(now):
            def doubled(one):
                other = [replace(this, id="ot-2", user="jordan-lee") for this in one.oauth_tokens]
                return replace(one, oauth_tokens=(*one.oauth_tokens, *other))

            return replace(now, providers=tuple(doubled(one) for one in now.providers))

        assert connect(second(healthy(datetime.now(UTC)))).is_authorizing_user() is False

    @pytest.mark.parametrize(
        ("fault", "expected"),
        [
            ("", True),
            ("credentials-of-another-consumer", False),
            ("key-not-reported", None),
            ("no-provider", None),
            ("two-providers", None),
        ],
    )
    def test_compares_the_consumer_with_the_providers_consumer(self, connect, fault, expected):
        assert connect(*filter(None, [fault])).is_providers_consumer() is expected

    @pytest.mark.parametrize("given", [{"terraform_token": None}, {"consumer": None}])
    def test_the_consumer_is_unknown_without_both_credentials(self, connect, given):
        assert connect(**given).is_providers_consumer() is None


class TestChange:
    def test_the_key_is_read_again_if_it_was_swapped_with_the_secret(self, connect):
        connection = connect()
        correct = connection.settings
        swapped = Consumer(correct.consumer.secret.reveal(), Secret(correct.consumer.key))
        connection.change(replace(correct, consumer=swapped))
        connection.read_again()
        assert connection.provider().key == HIDDEN
        connection.change(correct)
        assert connection.provider().key == correct.consumer.key


class TestTokenRequest:
    def test_counts_as_a_request_to_bitbucket(self, connect):
        connection, admitted = connect(), []
        connection._services.admit_to_bitbucket(admitted.append)
        connection.token_response()
        assert len(admitted) == 1

    def test_is_not_sent_after_the_time_budget(self, connect, requests_log):
        with closing(Connection(connect().settings, budget=TimeBudget(0))) as late, pytest.raises(OutOfTimeError):
            late.token_response()
        assert requests_log == []


class TestPermissions:
    def test_a_complete_list_proves_that_a_repository_is_not_visible(self, connect, requests_log):
        assert connect("repository-renamed").permission("acme-infra/network") is None
        assert len([request for request in requests_log if request.path.endswith("/permissions/repositories")]) == 1

    def test_reads_one_repository_by_name_and_several_in_bulk(self, connect, requests_log):
        connection = connect(repositories=("*/network",))
        assert connection.permission("acme-infra/network") == "admin"
        assert requests_log[-1].query.startswith("q=")
        connection = connect()
        assert [connection.permission(name) for name in connection.repositories()] == ["admin", "admin", "admin"]
        assert not requests_log[-1].query.startswith("q=")

    def test_reads_a_repository_separately_if_the_bulk_read_did_not_reach_it(self, connect, requests_log):
        connection = connect(
            generated(450, datetime.now(UTC)), repositories=("*/service-00001", "*/service-00002", "*/service-00450")
        )
        assert [connection.permission(name) for name in connection.repositories()] == ["admin"] * 3
        queries = [request.query for request in requests_log if request.path.endswith("/permissions/repositories")]
        assert [query.startswith("q=") for query in queries] == [False, False, False, True]

    def test_an_inaccessible_repository_has_no_permission(self, connect):
        assert connect("service-user-removed").permission("acme-infra/network") is None


class TestSubmodules:
    REPOSITORIES = "/2.0/repositories/acme-infra"

    def read(self, connection: Connection) -> None:
        for workspace in connection.terraform_workspaces():
            connection.submodules(workspace)

    def paths(self, requests_log) -> list[str]:
        return [request.path for request in requests_log if request.path.startswith(self.REPOSITORIES)]

    def test_reads_main_branches_in_bulk_and_each_repository_once(self, connect, requests_log):
        self.read(connect())
        assert sorted(self.paths(requests_log)) == [
            self.REPOSITORIES,
            f"{self.REPOSITORIES}/network/src/main/.gitmodules",
            f"{self.REPOSITORIES}/platform/src/main/.gitmodules",
        ]

    def test_reads_the_main_branch_of_a_single_repository_directly(self, connect, requests_log):
        self.read(connect(repositories=("*/network",)))
        assert self.paths(requests_log)[0] == f"{self.REPOSITORIES}/network"

    @staticmethod
    def on(branch):
        def with_branches(now):
            for name in ("network-production", "platform-production", "platform-staging"):
                now = vcs_repo(name, lambda one: replace(one, branch=branch))(now)
            return replace(now, repositories=tuple(replace(one, tags=("stable",)) for one in now.repositories))

        return with_branches(healthy(datetime.now(UTC)))

    def test_reads_no_branch_that_is_listed_as_a_main_branch(self, connect, requests_log):
        self.read(connect(self.on("main")))
        assert len(self.paths(requests_log)) == 3  # the list, and one file of each repository

    def test_does_not_read_a_tag_as_a_branch(self, connect, requests_log):
        connection = connect(self.on("stable"))
        with pytest.raises(MissingBranchError):
            connection.submodules(connection.terraform_workspaces()[0])
        assert not any("/src/" in path for path in self.paths(requests_log))

    def test_reads_each_repository_separately_if_the_list_cannot_be_read(self, connect, requests_log):
        self.read(connect(ResponseFault("bitbucket", self.REPOSITORIES, answer(403))))
        assert f"{self.REPOSITORIES}/network" in self.paths(requests_log)

    def test_sends_no_more_requests_after_reaching_the_rate_limit(self, connect, requests_log):
        with pytest.raises(ReadError) as caught:
            self.read(connect(ResponseFault("bitbucket", self.REPOSITORIES, answer(429))))
        assert caught.value.status == 429
        assert set(self.paths(requests_log)) == {self.REPOSITORIES}

    def test_raises_for_a_repository_without_a_main_branch(self, connect):
        list_of_none = ResponseFault("bitbucket", self.REPOSITORIES, answer(200, {"values": []}))
        empty = ResponseFault("bitbucket", f"{self.REPOSITORIES}/network", retyped("mainbranch", None))
        with pytest.raises(ReadError, match="no main branch"):
            self.read(connect(list_of_none, empty))


class TestAppPassword:
    def test_is_not_sent(self):
        given = Settings(bitbucket_token=BitbucketToken("a@b.example", Secret("ATBB0123456789")))
        with closing(Connection(given)) as connection, pytest.raises(ReadError, match="app password") as caught:
            connection.account()
        assert caught.value.refused
        assert "ATBB0123456789" not in str(caught.value)

    def test_is_recognized_by_the_response(self, connect):
        words = "App passwords are deprecated and must be replaced with API tokens."
        gone = ResponseFault("bitbucket", "/2.0/user", answer(410, words, "text/plain"))
        with pytest.raises(ReadError, match="Set an API token") as caught:
            connect(gone).account()
        assert caught.value.refused


class TestSharedReads:
    def test_concurrent_runs_share_their_reads(self, connect, requests_log):
        connection = connect()
        threads = [threading.Thread(target=lambda: list(run(all_checks(), connection))) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(requests_log) == len({(request.service, request.path, request.query) for request in requests_log})
        assert [request.method for request in requests_log].count("POST") == 1

    def test_sends_no_requests_when_it_is_created(self, connect, requests_log):
        connect()
        assert requests_log == []

    def test_rejects_reads_after_being_closed(self, connect, requests_log):
        connection = connect()
        connection.close()
        with pytest.raises(ReadError, match="stopped"):
            connection.organization()
        assert requests_log == []


def test_redacts_secrets_when_describing_an_exception(connect):
    connection = connect()
    token = connection.settings.terraform_token.reveal()
    described = connection.describe(ValueError(f"bad {token}"))
    assert described == "The check itself failed (ValueError: bad (hidden))."


@pytest.mark.parametrize("field", ["terraform_url", "bitbucket_url", "bitbucket_api_url"])
def test_rejects_plain_http_to_another_host(field):
    def connected() -> None:
        with closing(Connection(Settings(**{field: "http://proxy.acme.example"}))) as connection:
            connection.token_response()

    with pytest.raises(ValueError, match="https"):
        connected()
