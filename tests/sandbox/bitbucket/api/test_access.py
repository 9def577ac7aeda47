from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from checks.sandbox.healthy import healthy
from checks.sandbox.scenario_changes import repository
from checks.sandbox.state import IssuedToken

CLOCK = datetime(2026, 11, 24, 12, tzinfo=UTC)


def with_access_token(services, *scopes, account="acme-terraform", minutes=60):
    """Start both services and return a Bitbucket client with an access token that has these scopes."""
    scenario = healthy(CLOCK)
    started = services(scenario)
    started.state.access_tokens["issued"] = IssuedToken(
        consumer=scenario.consumers[0].key,
        account=account,
        scopes=scopes,
        until=CLOCK + timedelta(minutes=minutes),
    )
    started.bitbucket.auth = None
    started.bitbucket.headers["Authorization"] = "Bearer issued"
    return started.bitbucket


def test_returns_401_with_an_empty_body_without_credentials(services):
    started = services()
    response = started.anonymous.get(f"{started.bitbucket.base}/user")
    assert response.status_code == 401
    assert response.text == ""
    assert response.headers["WWW-Authenticate"] == 'Basic realm="Bitbucket.org HTTP"'


@pytest.mark.parametrize("fault", ["api-token-expired", "email-of-another-account", "app-password"])
def test_returns_the_recorded_message_for_a_rejected_api_token(services, fault):
    response = services(fault).bitbucket.get("/user")
    assert response.status_code == 401
    assert response.json()["error"]["message"] == "Token is invalid, expired, or not supported for this endpoint."


def test_rejects_a_malformed_authorization_header(services):
    started = services()
    response = started.anonymous.get(f"{started.bitbucket.base}/user", headers={"Authorization": "Basic %%%"})
    assert response.status_code == 401


def test_headers_list_the_granted_and_accepted_scopes(services):
    response = services().bitbucket.get("/user")
    assert response.headers["X-Credential-Type"] == "api_token"
    assert response.headers["X-Accepted-OAuth-Scopes"] == "account"
    assert response.headers["X-OAuth-Scopes"].split(", ")[:2] == ["read:user:bitbucket", "read:repository:bitbucket"]


def test_api_token_scopes_do_not_imply_each_other(services):
    scenario = healthy(CLOCK)
    token = replace(scenario.api_tokens[0], scopes=("admin:repository:bitbucket",))
    response = services(replace(scenario, api_tokens=(token,))).bitbucket.get("/repositories/acme-infra/network")
    assert response.status_code == 403
    assert response.json()["error"]["detail"] == {
        "required": ["read:repository:bitbucket"],
        "granted": ["admin:repository:bitbucket"],
    }
    assert "X-OAuth-Scopes" in response.headers


@pytest.mark.parametrize(
    ("scopes", "path", "status"),
    [
        (("pullrequest:write",), "/repositories/acme-infra/network", 200),
        (("repository:admin",), "/repositories/acme-infra/network", 403),
        (("account:write",), "/user", 200),
        (("repository:admin",), "/repositories/acme-infra/network/hooks", 403),
        (("webhook",), "/repositories/acme-infra/network/hooks", 200),
        (("repository:admin",), "/repositories/acme-infra/network/deploy-keys", 403),
        (("repository:admin", "pullrequest"), "/repositories/acme-infra/network/deploy-keys", 200),
    ],
)
def test_oauth_scopes_imply_the_documented_scopes(services, scopes, path, status):
    response = with_access_token(services, *scopes).get(path)
    assert response.status_code == status
    assert response.headers["X-Credential-Type"] == "oauth2"


def test_rejects_an_expired_access_token(services):
    response = with_access_token(services, "account", minutes=-1).get("/user")
    assert response.status_code == 401
    assert response.json()["error"]["message"].startswith("Access token expired.")


def test_a_client_credentials_token_does_not_act_as_a_user(services):
    client = with_access_token(services, "account", "repository", account=None)
    assert client.get("/user").json()["type"] == "app_user"
    assert client.get("/user/workspaces/acme-infra/permissions/repositories").status_code == 403


def test_returns_404_for_a_repository_without_read_access(services):
    response = services("service-user-removed").bitbucket.get("/repositories/acme-infra/network")
    assert response.status_code == 404
    assert response.json()["error"]["message"].startswith("You may not have access to this repository")


def test_returns_plain_text_403_to_a_user_without_admin_permission(services):
    response = services("service-user-cannot-administer").bitbucket.get("/repositories/acme-infra/network/hooks")
    assert response.status_code == 403
    assert response.headers["Content-Type"].startswith("text/plain")
    assert response.text == "Access denied. You must have write or admin access."


def test_anyone_can_read_a_public_repository(services):
    scenario = repository("network", lambda one: replace(one, members={}, private=False))(healthy(CLOCK))
    assert services(scenario).bitbucket.get("/repositories/acme-infra/network").status_code == 200


def test_an_ip_allowlist_blocks_private_repositories(services):
    response = services("ip-address-not-allowed").bitbucket.get("/repositories/acme-infra/network")
    assert response.status_code == 403
    assert "whitelist your IP" in response.json()["error"]["message"]


def test_finds_repositories_and_workspaces_by_uuid(services):
    bitbucket = services().bitbucket
    found = bitbucket.body("/repositories/acme-infra/network")
    again = bitbucket.body(f"/repositories/{found['workspace']['uuid']}/{found['uuid']}")
    assert again["full_name"] == "acme-infra/network"
