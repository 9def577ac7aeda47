"""What HCP Terraform answers becomes small records, page by page, and what it does not tell is None."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from checks.clients.errors import ReadError
from checks.clients.http import Http
from checks.clients.json_view import JsonView
from checks.clients.rate_limit import RateLimiter
from checks.clients.terraform import BearerAuth, TerraformClient
from checks.clients.terraform_fetch_records import Fetch
from checks.clients.terraform_provider_records import OAuthToken, Provider, Server
from checks.clients.terraform_workspace_records import TerraformWorkspace, UnconnectedWorkspace
from checks.facts import terraform
from checks.sandbox.fault import workspace
from checks.sandbox.fixtures import OAUTH_TOKEN
from checks.sandbox.healthy import PROVIDER, generated, healthy
from checks.sandbox.ids import terraform_id
from checks.sandbox.response_faults import ResponseFault, answer, next_page, retyped, without
from checks.settings.secret import Redactor, Secret

BELOW = "/api/v2/organizations/acme"
NETWORK = terraform_id("ws", "network-production")


@pytest.fixture
def client(sandbox):
    """Start the services, and return a client of HCP Terraform with the person's token."""
    opened = []

    def start(*what) -> TerraformClient:
        running = sandbox(*what)
        auth = BearerAuth(Secret(running.state.scenario.credentials.terraform_token))
        pacer = RateLimiter(1000, 1, sleep=lambda _: None)
        accept = terraform.MEDIA_TYPE.text
        opened.append(
            Http(f"{running.state.terraform_url}/api/v2", auth, pacer=pacer, redact=Redactor([]), accept=accept)
        )
        return TerraformClient(opened[-1], "acme")

    yield start
    for http in opened:
        http.close()


def at(path: str, how) -> ResponseFault:
    return ResponseFault("terraform", path, how)


UUIDS = "{11111111-2222-3333-4444-555555555555}/{66666666-7777-8888-9999-000000000000}"
REPO = {"service-provider": "bitbucket_hosted", "identifier": "A/b", "oauth-token-id": None}


class TestMoreVersionsThanAPageHas:
    """The order of the list isn't documented, so a page that is not the whole list must show what it begins with."""

    def many(self, scenario, count: int, *, turned: bool = False):
        def step(one):
            first = one.configuration_versions[-1]
            made = [replace(first, id=f"cv-{n}", created=first.created + timedelta(hours=n)) for n in range(count)]
            return replace(one, configuration_versions=tuple(made if turned else made[::-1]))

        return workspace("network-production", step)(scenario)

    def test_the_newest_are_returned_with_the_number_of_the_others(self, client):
        scenario = self.many(healthy(datetime.now(UTC)), 150)
        found = client(scenario).fetches(NETWORK)
        assert (len(found), {one.unread for one in found}) == (100, {50})

    def test_a_whole_list_leaves_none_unread(self, client):
        found = client(self.many(healthy(datetime.now(UTC)), 100)).fetches(NETWORK)
        assert (len(found), {one.unread for one in found}) == (100, {0})

    def test_a_page_that_does_not_begin_with_the_newest_is_refused(self, client):
        with pytest.raises(ReadError, match="doesn't show that it has the newest"):
            client(self.many(healthy(datetime.now(UTC)), 150, turned=True)).fetches(NETWORK)

    def test_a_list_that_is_shorter_than_it_says_is_refused(self, client):
        short = at("*/configuration-versions", retyped("meta.pagination.total-count", 9))
        with pytest.raises(ReadError, match="reports 9 items"):
            client(short).fetches(NETWORK)


class TestProviders:
    def test_those_for_bitbucket_cloud_alone(self, client):
        (found,) = client().providers()
        assert found.id == PROVIDER
        assert found.grant_ids == {OAUTH_TOKEN}
        assert found.organization_scoped is True
        assert found.has_agent_pool is False

    def test_one_that_tells_nothing_but_its_id(self):
        found = Provider.of(JsonView({"id": "oc-1"}))
        assert found == Provider("oc-1", None, None, None, None, None, None, has_agent_pool=False)

    @pytest.mark.parametrize("field", ["id", "attributes.service-provider"])
    def test_one_that_could_be_any_is_no_answer(self, client, field):
        with pytest.raises(ReadError, match="has no"):
            client(at(f"{BELOW}/oauth-clients", without(f"data.*.{field}"))).providers().all()

    @pytest.mark.parametrize(
        "how", [next_page(), retyped("data", None), without("data"), answer(200, []), answer(200, 7)]
    )
    def test_a_list_that_is_none_is_an_answer_that_is_none(self, client, how):
        with pytest.raises(ReadError):
            client(at(f"{BELOW}/oauth-clients", how)).providers()

    def test_a_list_without_pages_comes_whole(self, client):
        assert len(client(at(f"{BELOW}/oauth-clients", without("meta"))).providers()) == 1

    def test_further_pages_are_read(self, client, sandbox):
        scenario = sandbox().state.scenario
        first = scenario.providers[-1]
        many = tuple(replace(first, id=terraform_id("oc", str(number)), oauth_tokens=()) for number in range(150))
        assert len(client(replace(scenario, providers=many)).providers()) == 150


class TestGrants:
    def test_who_and_when_and_whether_a_key_is_held(self, client):
        (found,) = client().oauth_tokens(PROVIDER)
        assert (found.id, found.user, found.has_ssh_key, found.shown) == (
            OAUTH_TOKEN,
            "acme-terraform",
            True,
            "acme-terraform",
        )
        assert isinstance(found.created, datetime)

    def test_one_that_tells_nothing_is_shown_by_its_id(self):
        found = OAuthToken.of(JsonView({"id": "ot-1", "attributes": {"service-provider-user": ""}}))
        assert found == OAuthToken("ot-1", None, None, None)
        assert found.shown == "ot-1"


class TestTerraformWorkspaces:
    def test_a_page_of_those_on_bitbucket_cloud(self, client):
        page = client().workspaces_page(1)
        assert (len(page.connected), page.pages, page.count) == (3, 1, 4)
        assert {one.repository for one in page.connected} == {"acme-infra/network", "acme-infra/platform"}

    def test_pages_hold_a_hundred(self, client, sandbox):
        found = client(generated(230, sandbox().state.scenario.clock))
        assert [len(found.workspaces_page(page).connected) for page in (1, 2, 3)] == [100, 100, 30]

    def test_a_page_that_does_not_say_how_many_there_are_is_no_answer(self, client):
        with pytest.raises(ReadError, match="how many pages"):
            client(at(f"{BELOW}/workspaces", retyped("meta.pagination.total-pages", None))).workspaces_page(1)

    def test_one_that_tells_only_what_it_is(self):
        found = TerraformWorkspace.of(JsonView({"id": "ws-1", "attributes": {"vcs-repo": REPO}}))
        assert (found.id, found.name, found.repository, found.unreported) == ("ws-1", "ws-1", "A/b", None)

    def test_one_that_is_connected_to_no_repository_is_none(self):
        assert TerraformWorkspace.of(JsonView({"id": "ws-1", "attributes": {"vcs-repo": None}})) is None

    @pytest.mark.parametrize("attributes", [None, {}, {"vcs-repo": {}}, {"vcs-repo": []}, {"vcs-repo": REPO}])
    def test_one_that_may_be_connected_is_not_among_the_unconnected(self, attributes):
        assert UnconnectedWorkspace.of(JsonView({"id": "ws-1", "attributes": attributes}), {}) is None

    def test_an_unconnected_one_that_tells_nothing_else_is_not_left_out(self):
        found = UnconnectedWorkspace.of(JsonView({"attributes": {"vcs-repo": None}}), {})
        assert found is not None
        assert (found.id, found.repository) == ("", None)

    def test_one_on_another_service_is_told_apart(self):
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
    def test_one_that_does_not_tell_what_it_uses_may_use_any(self, attributes, field):
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
    def test_its_repository_is_named_by_whichever_field_holds_a_full_name(self, repo, name):
        found = TerraformWorkspace.of(JsonView({"id": "ws-1", "attributes": {"vcs-repo": {"branch": "", **repo}}}))
        assert found is not None
        assert found.repository == name

    @pytest.mark.parametrize(("told", "branch"), [("", ""), (None, ""), ("main", "main"), (7, None)])
    def test_no_branch_of_its_own_is_another_thing_than_one_that_is_not_told(self, told, branch):
        found = TerraformWorkspace.of(JsonView({"id": "ws-1", "attributes": {"vcs-repo": {**REPO, "branch": told}}}))
        assert found is not None
        assert found.branch == branch

    @pytest.mark.parametrize(
        ("run", "expected"),
        [({"data": None}, False), ({"data": {"id": "run-1"}}, True), ({}, None), (None, None), ({"links": {}}, None)],
    )
    def test_whether_it_ever_ran_may_not_be_told(self, run, expected):
        item = {"id": "ws-1", "relationships": {"current-run": run}, "attributes": {"vcs-repo": REPO}}
        found = TerraformWorkspace.of(JsonView(item))
        assert found is not None
        assert found.has_run is expected


class TestFetches:
    def test_those_of_every_source_with_their_own_times(self, client):
        found = client().fetches(NETWORK)
        assert [(fetch.source, fetch.status, fetch.speculative) for fetch in found] == [
            ("tfe-api", "uploaded", False),
            ("bitbucket", "uploaded", False),
            ("bitbucket", "archived", False),
        ]
        assert found[0].at > found[1].at > found[2].at

    def test_one_request_reads_a_whole_page(self, client, requests_log):
        client().fetches(NETWORK)
        assert requests_log[-1].query == "page%5Bnumber%5D=1&page%5Bsize%5D=100"

    def test_those_of_a_command_line_do_not_push_it_off_the_page(self, client, sandbox):
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
    def test_whether_it_worked_follows_from_its_status(self, status, worked):
        assert Fetch(status, None, None).worked is worked

    @pytest.mark.parametrize("status", ["backing_data_soft_deleted", "backing_data_permanently_deleted"])
    @pytest.mark.parametrize(("uploaded", "worked"), [("2026-11-02T00:00:00Z", True), (None, None)])
    def test_files_that_were_deleted_since_were_fetched_if_it_says_when(self, status, uploaded, worked):
        attributes = {"source": "bitbucket", "status": status, "status-timestamps": {"uploaded-at": uploaded}}
        found = Fetch.of(JsonView({"attributes": attributes}))
        assert (found.worked, found.under_way) == (worked, False)

    def test_its_moment_is_the_last_at_which_bitbucket_was_asked(self):
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
    def test_one_that_tells_nothing_but_its_source(self, stamps):
        found = Fetch.of(JsonView({"attributes": {"source": "bitbucket"} | stamps}))
        assert found == Fetch(None, None, None, "bitbucket", None)


class TestWhatHcpTerraformSees:
    def test_a_repository_that_is_there(self, client):
        assert client().sees("acme-infra/network", OAUTH_TOKEN) is True

    def test_a_repository_that_is_not(self, client):
        assert client().sees("acme-infra/gone", OAUTH_TOKEN) is False

    @pytest.mark.parametrize("value", [None, "true", 1])
    def test_an_answer_that_does_not_say_is_none(self, client, value):
        with pytest.raises(ReadError, match="does not say"):
            client(at(f"{BELOW}/vcs/repo", retyped("data.attributes.exists", value))).sees(
                "acme-infra/network", OAUTH_TOKEN
            )

    def test_the_reason_is_in_the_providers_words(self, client):
        with pytest.raises(ReadError) as caught:
            client("authorization-revoked").tree("acme-infra/network", OAUTH_TOKEN)
        assert caught.value.status == 422
        assert "isn't accessible" in caught.value.message

    def test_a_list_of_repositories(self, client):
        assert client().lists_repositories(OAUTH_TOKEN) is True
        assert client("authorization-revoked").lists_repositories(OAUTH_TOKEN) is False


class TestItself:
    def test_the_name_and_release_of_the_server(self, client):
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
    def test_the_release_as_numbers_precedes_the_monthly_one(self, headers, release, client):
        told = answer(204, TFP_AppName="Terraform Enterprise", **headers)
        assert client(at("/api/v2/ping", told)).server().release == release

    def test_the_organization_and_what_the_token_may(self, client):
        assert client().organization().can_manage_vcs is True
        assert client("token-cannot-manage-vcs").organization().can_manage_vcs is False
        untold = at(BELOW, without("data.attributes.permissions"))
        assert client(untold).organization().can_manage_vcs is None

    def test_the_token_goes_into_the_header_alone(self, client, requests_log):
        found = client()
        found.account()
        found.providers()
        assert not any("sandbox.atlasv1" in request.path + request.query for request in requests_log)
