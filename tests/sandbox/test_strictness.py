"""The sandbox is as strict as the vendors' documents, so that tests detect a client that isn't."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from checks.clients.terraform_fetch_records import DELETED, Fetch
from checks.sandbox.faults import FAULTS
from checks.sandbox.scenario_changes import repository

JSON_API = "application/vnd.api+json"
HOOKS = "/repositories/acme-infra/network/hooks"


class TestMediaTypes:
    @pytest.mark.parametrize("accepted", ["application/json", "text/html", "application/xml"])
    def test_hcp_terraform_offers_only_json_api(self, services, accepted):
        assert services().terraform.get("/account/details", headers={"Accept": accepted}).status_code == 406

    @pytest.mark.parametrize("accepted", [JSON_API, "*/*", f"text/html, {JSON_API};q=0.5", None])
    def test_hcp_terraform_accepts_clients_of_json_api(self, services, accepted):
        response = services().terraform.get("/account/details", headers={"Accept": accepted})
        assert (response.status_code, response.headers["Content-Type"]) == (200, JSON_API)

    @pytest.mark.parametrize("sent", ["application/json", "application/x-www-form-urlencoded", "text/plain"])
    def test_hcp_terraform_rejects_other_content_types(self, services, sent):
        body = {"data": {"type": "workspaces", "attributes": {"name": "new"}}}
        response = services().terraform.post(
            "/organizations/acme/workspaces", data=json.dumps(body), headers={"Content-Type": sent}
        )
        assert response.status_code == 415

    @pytest.mark.parametrize("accepted", [JSON_API, "text/html", "text/plain"])
    def test_bitbucket_offers_only_json(self, services, accepted):
        assert services().bitbucket.get("/user", headers={"Accept": accepted}).status_code == 406

    @pytest.mark.parametrize("accepted", ["application/json", "*/*", None])
    def test_bitbucket_accepts_clients_of_json(self, services, accepted):
        assert services().bitbucket.get("/user", headers={"Accept": accepted}).status_code == 200

    def test_token_endpoint_requires_a_form(self, services):
        started = services()
        credentials = started.state.scenario.credentials
        url, pair = (
            f"{started.state.bitbucket_url}/site/oauth2/access_token",
            (credentials.client_id, credentials.client_secret),
        )
        grant = {"grant_type": "client_credentials"}
        assert started.anonymous.post(url, json=grant, auth=pair).status_code == 400
        assert started.anonymous.post(url, data=grant, auth=pair).status_code == 200


class TestCaseSensitivity:
    PERMISSIONS = "/user/workspaces/acme-infra/permissions/repositories"

    def test_queries_are_case_sensitive(self, services):
        bitbucket = services().bitbucket
        assert bitbucket.body(self.PERMISSIONS, q='repository.full_name="acme-infra/network"')["values"]
        assert not bitbucket.body(self.PERMISSIONS, q='repository.full_name="Acme-Infra/Network"')["values"]

    def test_branches_and_files_are_case_sensitive(self, services):
        bitbucket = services().bitbucket
        assert bitbucket.get("/repositories/acme-infra/network/refs/branches/Main").status_code == 404
        assert bitbucket.get("/repositories/acme-infra/network/src/main/.GITMODULES").status_code == 404

    def test_workspace_names_and_ids_are_case_sensitive(self, services):
        terraform = services().terraform
        assert terraform.get("/organizations/acme/workspaces/Network-Production").status_code == 404
        assert terraform.get("/oauth-clients/OC-WMHDMUSM2ABIVWXN").status_code == 404


class TestListsAreFilteredByPermission:
    def test_lists_and_counts_only_workspaces_that_the_token_can_read(self, services):
        whole = services().terraform.body("/organizations/acme/workspaces")
        some = services("token-sees-some-workspaces").terraform.body("/organizations/acme/workspaces")
        none = services("token-sees-no-workspace").terraform.body("/organizations/acme/workspaces")
        counts = [one["meta"]["pagination"]["total-count"] for one in (whole, some, none)]
        assert counts == [len(one["data"]) for one in (whole, some, none)]
        assert counts[0] > counts[1] > counts[2] == 0

    def test_affected_workspaces_count_is_independent_of_the_token(self, services):
        for faults in ((), ("token-sees-no-workspace",)):
            body = services(*faults).terraform.body(
                "/organizations/acme/oauth-clients", show_affected_workspaces="true"
            )
            assert 3 in {one["attributes"]["affected-workspaces-count"] for one in body["data"]}

    def test_an_unlisted_workspace_cannot_be_read_by_id(self, services):
        listed = services().terraform.body("/organizations/acme/workspaces")["data"][0]["id"]
        hidden = services("token-sees-no-workspace").terraform
        for path in ("", "/configuration-versions"):
            assert hidden.get(f"/workspaces/{listed}{path}").status_code == 404

    def test_lists_only_repositories_of_the_account(self, services):
        hidden = repository("network", lambda one: replace(one, members={}))
        bitbucket = services(hidden(services().state.scenario)).bitbucket
        for path in ("/repositories/acme-infra", TestCaseSensitivity.PERMISSIONS):
            names = [one.get("repository", one)["full_name"] for one in bitbucket.body(path)["values"]]
            assert "acme-infra/platform" in names
            assert "acme-infra/network" not in names
        assert bitbucket.get(HOOKS).status_code == 404

    def test_webhooks_require_admin_permission(self, services):
        assert services("service-user-cannot-administer").bitbucket.get(HOOKS).status_code == 403


class TestConfigurationVersions:
    def test_speculative_configurations_never_become_current(self, services):
        terraform = services("pull-request-fetch-failed").terraform
        found = terraform.body("/organizations/acme/workspaces/network-production")["data"]
        listed = terraform.body(f"/workspaces/{found['id']}/configuration-versions")["data"]
        current = found["relationships"]["current-configuration-version"]["data"]["id"]
        assert listed[0]["attributes"]["speculative"] is True
        assert current not in {one["id"] for one in listed if one["attributes"]["speculative"]}

    @pytest.fixture
    def documented_states(self):
        folder = os.environ.get("VENDOR_SPECS")
        if not folder:
            pytest.skip("VENDOR_SPECS is not a folder with the vendors' OpenAPI documents")
        whole = json.loads((Path(folder) / "hcp-terraform-openapi.json").read_text(encoding="utf-8"))
        attributes = whole["components"]["schemas"]["configuration-versions"]["properties"]["attributes"]["properties"]
        return set(attributes["status"]["enum"])

    def test_every_simulated_state_is_documented(self, sandbox, documented_states):
        start = sandbox().state.scenario
        scenarios = [start, *(fault.change(start) for fault in FAULTS.values())]
        used = {
            version.status
            for scenario in scenarios
            for one in scenario.terraform_workspaces
            for version in one.configuration_versions
        }
        assert used <= documented_states
        assert {"errored", "fetching", "uploaded", "archived", "backing_data_soft_deleted"} <= used

    def test_the_checks_classify_every_documented_state(self, documented_states):
        known = {
            status
            for status in documented_states
            if status in DELETED or Fetch(status, None, None).worked is not None or Fetch(status, None, None).under_way
        }
        assert known == documented_states
