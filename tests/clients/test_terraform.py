"""The HCP Terraform client reads paged responses into records, with None for each missing value."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from checks.clients.errors import ReadError
from checks.clients.http import Http
from checks.clients.parsing import JsonView
from checks.clients.rate_limit import RateLimiter
from checks.clients.terraform import BearerAuth, TerraformClient
from checks.clients.terraform_fetch_records import Fetch
from checks.clients.terraform_provider_records import OAuthToken, Provider, Server
from checks.clients.terraform_workspace_records import TerraformWorkspace, UnconnectedWorkspace
from checks.facts import terraform
from checks.sandbox.fixtures import OAUTH_TOKEN
from checks.sandbox.healthy import PROVIDER, generated, healthy
from checks.sandbox.ids import terraform_id
from checks.sandbox.response_faults import ResponseFault, answer, next_page, retyped, without
from checks.sandbox.scenario_changes import workspace
from checks.settings.secret import Redactor, Secret

BELOW = "/api/v2/organizations/acme"
NETWORK = terraform_id("ws", "network-production")


@pytest.fixture
def client(sandbox):
    """Return a function that starts the sandbox and opens an HCP Terraform client with the user's token."""
    sessions = []

    def start(*changes) -> TerraformClient:
        running = sandbox(*changes)
        auth = BearerAuth(Secret(running.state.scenario.credentials.terraform_token))
        limiter = RateLimiter(1000, 1, sleep=lambda _: None)
        accept = terraform.MEDIA_TYPE.text
        sessions.append(
            Http(f"{running.state.terraform_url}/api/v2", auth, limiter=limiter, redact=Redactor([]), accept=accept)
        )
        return TerraformClient(sessions[-1], "acme")

    yield start
    for http in sessions:
        http.close()


def at(path: str, how) -> ResponseFault:
    return ResponseFault("terraform", path, how)


UUIDS = "{11111111-2222-3333-4444-555555555555}/{66666666-7777-8888-9999-000000000000}"
REPO = {"service-provider": "bitbucket_hosted", "identifier": "A/b", "oauth-token-id": None}


class TestMoreVersionsThanOnePage:
    """The order of the list isn't documented, so an incomplete list must prove that it starts with the newest."""

    def with_versions(self, scenario, count: int, *, oldest_first: bool = False):
        def step(one):
            first = one.configuration_versions[-1]
            versions = [replace(first, id=f"cv-{n}", created=first.created + timedelta(hours=n)) for n in range(count)]
            return replace(one, configuration_versions=tuple(versions if oldest_first else versions[::-1]))

        return workspace("network-production", step)(scenario)

    def test_returns_the_newest_versions_and_the_number_of_unread_ones(self, client):
        scenario = self.with_versions(healthy(datetime.now(UTC)), 150)
        found = client(scenario).fetches(NETWORK)
        assert (len(found), {one.unread for one in found}) == (100, {50})

    def test_a_complete_list_has_no_unread_versions(self, client):
        found = client(self.with_versions(healthy(datetime.now(UTC)), 100)).fetches(NETWORK)
        assert (len(found), {one.unread for one in found}) == (100, {0})

    def test_rejects_a_page_that_does_not_start_with_the_newest_version(self, client):
        with pytest.raises(ReadError, match="doesn't show that it has the newest"):
            client(self.with_versions(healthy(datetime.now(UTC)), 150, oldest_first=True)).fetches(NETWORK)

    def test_rejects_a_list_shorter_than_its_total_count(self, client):
        short = at("*/configuration-versions", retyped("meta.pagination.total-count", 9))
        with pytest.raises(ReadError, match="reports 9 items"):
            client(short).fetches(NETWORK)


class TestProviders:
    def test_lists_only_providers_for_bitbucket_cloud(self, client):
        (found,) = client().providers().bitbucket
        assert found.id == PROVIDER
        assert found.grant_ids == {OAUTH_TOKEN}
        assert found.organization_scoped is True
        assert found.has_agent_pool is False

    def test_reads_a_provider_with_only_an_id(self):
        found = Provider.of(JsonView({"id": "oc-1"}))
        assert found == Provider("oc-1", None, None, None, None, None, None, has_agent_pool=False)

    @pytest.mark.parametrize("field", ["id", "attributes.service-provider"])
    def test_rejects_a_provider_without_an_id_or_service(self, client, field):
        with pytest.raises(ReadError, match="has no"):
            client(at(f"{BELOW}/oauth-clients", without(f"data.*.{field}"))).providers().bitbucket.all()

    @pytest.mark.parametrize(
        "how", [next_page(), retyped("data", None), without("data"), answer(200, []), answer(200, 7)]
    )
    def test_rejects_a_response_without_a_list(self, client, how):
        with pytest.raises(ReadError):
            client(at(f"{BELOW}/oauth-clients", how)).providers()

    def test_reads_a_list_without_pages_completely(self, client):
        assert len(client(at(f"{BELOW}/oauth-clients", without("meta"))).providers().bitbucket) == 1

    def test_reads_all_pages(self, client, sandbox):
        scenario = sandbox().state.scenario
        first = scenario.providers[-1]
        many = tuple(replace(first, id=terraform_id("oc", str(number)), oauth_tokens=()) for number in range(150))
        assert len(client(replace(scenario, providers=many)).providers().bitbucket) == 150


class TestOAuthTokens:
    def test_reads_the_user_the_time_and_whether_an_ssh_key_is_stored(self, client):
        (found,) = client().oauth_tokens(PROVIDER)
        assert (found.id, found.user, found.has_ssh_key, found.shown) == (
            OAUTH_TOKEN,
            "acme-terraform",
            True,
            "acme-terraform",
        )
        assert isinstance(found.created, datetime)

    def test_shows_the_id_if_the_token_has_no_user(self):
        found = OAuthToken.of(JsonView({"id": "ot-1", "attributes": {"service-provider-user": ""}}))
        assert found == OAuthToken("ot-1", None, None, None)
        assert found.shown == "ot-1"


class TestTerraformWorkspaces:
    def test_reads_the_workspaces_on_bitbucket_cloud(self, client):
        page = client().workspaces_page(1)
        assert (len(page.connected), page.pages, page.count) == (3, 1, 4)
        assert {one.repository for one in page.connected} == {"acme-infra/network", "acme-infra/platform"}

    def test_a_page_has_a_hundred_workspaces(self, client, sandbox):
        found = client(generated(230, sandbox().state.scenario.clock))
        assert [len(found.workspaces_page(page).connected) for page in (1, 2, 3)] == [100, 100, 30]

    def test_rejects_a_page_without_the_number_of_pages(self, client):
        with pytest.raises(ReadError, match="the number of pages"):
            client(at(f"{BELOW}/workspaces", retyped("meta.pagination.total-pages", None))).workspaces_page(1)

    def test_reads_a_workspace_with_only_an_id_and_a_repository(self):
        found = TerraformWorkspace.of(JsonView({"id": "ws-1", "attributes": {"vcs-repo": REPO}}))
        assert (found.id, found.name, found.repository, found.unreported) == ("ws-1", "ws-1", "A/b", None)

    def test_returns_no_record_for_a_workspace_without_a_repository(self):
        assert TerraformWorkspace.of(JsonView({"id": "ws-1", "attributes": {"vcs-repo": None}})) is None

    @pytest.mark.parametrize("attributes", [None, {}, {"vcs-repo": {}}, {"vcs-repo": []}, {"vcs-repo": REPO}])
    def test_a_possibly_connected_workspace_is_not_unconnected(self, attributes):
        assert UnconnectedWorkspace.of(JsonView({"id": "ws-1", "attributes": attributes}), {}) is None

    def test_keeps_an_unconnected_workspace_without_other_fields(self):
        found = UnconnectedWorkspace.of(JsonView({"attributes": {"vcs-repo": None}}), {})
        assert found is not None
        assert (found.id, found.repository) == ("", None)

    def test_recognizes_a_workspace_on_another_vcs_service(self):
        found = TerraformWorkspace.of(JsonView({"id": "w", "attributes": {"vcs-repo": {"service-provider": "github"}}}))
        assert found is not None
        assert not found.may_be_on_bitbucket

    @pytest.mark.parametrize(
        ("attributes", "field"),
        [
            (None, "vcs-repo"),
            ({}, "vcs-repo"),
            ({"vcs-repo": {}}, "vcs-repo"),
            ({"vcs-repo": []}, "vcs-repo"),
            ({"vcs-repo": "bitbucket_hosted"}, "vcs-repo"),
            ({"vcs-repo": {"identifier": "a/b"}}, "oauth-token-id"),
            ({"vcs-repo": {**REPO, "oauth-token-id": 7}}, "oauth-token-id"),
            ({"vcs-repo": {**REPO, "oauth-token-id": ""}}, "oauth-token-id"),
        ],
    )
    def test_a_workspace_without_connection_details_might_be_on_bitbucket(self, attributes, field):
        found = TerraformWorkspace.of(JsonView({"id": "ws-1", "attributes": attributes}))
        assert found is not None
        assert found.unreported == field
        assert found.may_be_on_bitbucket

    @pytest.mark.parametrize(
        ("repo", "name"),
        [
            ({"identifier": "Acme/Net"}, "Acme/Net"),
            ({"identifier": "acme/net", "display-identifier": "Acme Inc/The net"}, "acme/net"),
            ({"identifier": UUIDS, "display-identifier": "acme/net"}, "acme/net"),
            ({"identifier": UUIDS.replace("{", "").replace("}", ""), "display-identifier": "acme/net"}, "acme/net"),
            ({"identifier": "net", "repository-http-url": "https://bitbucket.org/acme/net.git"}, "acme/net"),
            ({"identifier": "net", "repository-http-url": "https://[", "display-identifier": "acme/net"}, "acme/net"),
            ({"identifier": UUIDS}, UUIDS),
            ({}, ""),
        ],
    )
    def test_reads_the_repository_name_from_any_field_with_a_full_name(self, repo, name):
        found = TerraformWorkspace.of(JsonView({"id": "ws-1", "attributes": {"vcs-repo": {"branch": "", **repo}}}))
        assert found is not None
        assert found.repository == name

    @pytest.mark.parametrize(("reported", "branch"), [("", ""), (None, ""), ("main", "main"), (7, None)])
    def test_distinguishes_the_default_branch_from_an_unreported_branch(self, reported, branch):
        found = TerraformWorkspace.of(
            JsonView({"id": "ws-1", "attributes": {"vcs-repo": {**REPO, "branch": reported}}})
        )
        assert found is not None
        assert found.branch == branch

    @pytest.mark.parametrize(
        ("run", "expected"),
        [({"data": None}, False), ({"data": {"id": "run-1"}}, True), ({}, None), (None, None), ({"links": {}}, None)],
    )
    def test_whether_a_workspace_has_a_run_can_be_unreported(self, run, expected):
        item = {"id": "ws-1", "relationships": {"current-run": run}, "attributes": {"vcs-repo": REPO}}
        found = TerraformWorkspace.of(JsonView(item))
        assert found is not None
        assert found.has_run is expected


class TestFetches:
    def test_reads_the_fetches_of_every_source_with_their_times(self, client):
        found = client().fetches(NETWORK)
        assert [(fetch.source, fetch.status, fetch.speculative) for fetch in found] == [
            ("tfe-api", "uploaded", False),
            ("bitbucket", "uploaded", False),
            ("bitbucket", "archived", False),
        ]
        assert found[0].at > found[1].at > found[2].at

    def test_reads_a_full_page_with_one_request(self, client, requests_log):
        client().fetches(NETWORK)
        assert requests_log[-1].query == "page%5Bnumber%5D=1&page%5Bsize%5D=100"

    def test_finds_bitbucket_fetches_among_many_api_uploads(self, client, sandbox):
        scenario = sandbox().state.scenario
        api = next(one for one in scenario.terraform_workspaces if one.id == NETWORK).configuration_versions[0]
        buried = tuple(replace(api, id=f"cv-{number}", source="tfe-api") for number in range(90))
        change = workspace(
            "network-production",
            lambda one: replace(one, configuration_versions=(*buried, *one.configuration_versions)),
        )
        found = client(change(scenario)).fetches(NETWORK)
        assert [fetch.status for fetch in found if fetch.from_bitbucket] == ["uploaded", "archived"]

    @pytest.mark.parametrize(
        ("status", "worked"),
        [
            ("uploaded", True),
            ("archived", True),
            ("errored", False),
            ("pending", None),
            (None, None),
        ],
    )
    def test_derives_success_from_the_status(self, status, worked):
        assert Fetch(status, None, None).worked is worked

    @pytest.mark.parametrize("status", ["backing_data_soft_deleted", "backing_data_permanently_deleted"])
    @pytest.mark.parametrize(("uploaded", "worked"), [("2026-11-02T00:00:00Z", True), (None, None)])
    def test_a_deleted_configuration_was_fetched_if_it_has_an_upload_time(self, status, uploaded, worked):
        attributes = {"source": "bitbucket", "status": status, "status-timestamps": {"uploaded-at": uploaded}}
        found = Fetch.of(JsonView({"attributes": attributes}))
        assert (found.worked, found.under_way) == (worked, False)

    def test_the_fetch_time_is_the_last_request_to_bitbucket(self):
        stamps = {
            "fetching-at": "2026-11-01T00:00:00Z",
            "uploaded-at": "2026-11-02T00:00:00Z",
            "errored-at": None,
            "archived-at": "2026-11-03T00:00:00Z",
            "soft-delete-backing-data-at": "2026-11-04T00:00:00Z",
        }
        found = Fetch.of(JsonView({"attributes": {"source": "bitbucket", "status-timestamps": stamps}}))
        assert found.at == datetime(2026, 11, 2, tzinfo=UTC)

    @pytest.mark.parametrize("stamps", [{}, {"status-timestamps": None}, {"status-timestamps": []}])
    def test_reads_a_fetch_with_only_a_source(self, stamps):
        found = Fetch.of(JsonView({"attributes": {"source": "bitbucket"} | stamps}))
        assert found == Fetch(None, None, None, "bitbucket", None)


class TestRepositoryAccess:
    def test_sees_an_accessible_repository(self, client):
        assert client().sees("acme-infra/network", OAUTH_TOKEN) is True

    def test_does_not_see_a_missing_repository(self, client):
        assert client().sees("acme-infra/gone", OAUTH_TOKEN) is False

    @pytest.mark.parametrize("value", [None, "true", 1])
    def test_rejects_a_response_without_the_result(self, client, value):
        with pytest.raises(ReadError, match="doesn't show"):
            client(at(f"{BELOW}/vcs/repo", retyped("data.attributes.exists", value))).sees(
                "acme-infra/network", OAUTH_TOKEN
            )

    def test_quotes_the_reason_for_an_error(self, client):
        with pytest.raises(ReadError) as caught:
            client("authorization-revoked").tree("acme-infra/network", OAUTH_TOKEN)
        assert caught.value.status == 422
        assert "isn't accessible" in caught.value.message

    def test_reports_whether_repositories_can_be_listed(self, client):
        assert client().lists_repositories(OAUTH_TOKEN) is True
        assert client("authorization-revoked").lists_repositories(OAUTH_TOKEN) is False


class TestServer:
    def test_reads_the_name_and_release_of_the_server(self, client):
        assert client().server() == Server("HCP Terraform", None)
        assert client("enterprise-on-loopback").server() == Server("Terraform Enterprise", "2.0.8")

    @pytest.mark.parametrize(
        ("headers", "release"),
        [
            ({"X_TFE_Current_Version": "2.0.7", "X_TFE_Version": "v202507-1"}, "2.0.7"),
            ({"X_TFE_Version": "v202507-1"}, "v202507-1"),
            ({"X_TFE_Current_Version": "", "X_TFE_Version": "1.0.3"}, "1.0.3"),
            ({}, None),
        ],
    )
    def test_prefers_the_semantic_version_to_the_monthly_release(self, headers, release, client):
        reported = answer(204, TFP_AppName="Terraform Enterprise", **headers)
        assert client(at("/api/v2/ping", reported)).server().release == release

    def test_reads_the_token_permissions_in_the_organization(self, client):
        assert client().organization().can_manage_vcs is True
        assert client("token-cannot-manage-vcs").organization().can_manage_vcs is False
        unreported = at(BELOW, without("data.attributes.permissions"))
        assert client(unreported).organization().can_manage_vcs is None

    def test_sends_the_token_only_in_the_header(self, client, requests_log):
        found = client()
        found.account()
        found.providers()
        assert not any("sandbox.atlasv1" in request.path + request.query for request in requests_log)
