from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from checks.sandbox.fault import repository
from checks.sandbox.healthy import healthy
from checks.sandbox.state import IssuedToken

CLOCK = datetime(2026, 11, 24, 12, tzinfo=UTC)


def issued(services, *scopes, account="acme-terraform", minutes=60):
    """Start both services and let Bitbucket have issued an access token with these scopes."""
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


def test_a_request_without_credential_is_answered_401_with_an_empty_body(services):
    started = services()
    answer = started.anonymous.get(f"{started.bitbucket.base}/user")
    assert answer.status_code == 401
    assert answer.text == ""
    assert answer.headers["WWW-Authenticate"] == 'Basic realm="Bitbucket.org HTTP"'


@pytest.mark.parametrize("fault", ["api-token-expired", "email-of-another-account", "app-password"])
def test_a_refused_api_token_is_answered_in_the_words_seen_of_it(services, fault):
    answer = services(fault).bitbucket.get("/user")
    assert answer.status_code == 401
    assert answer.json()["error"]["message"] == "Token is invalid, expired, or not supported for this endpoint."


def test_an_unreadable_authorization_header_is_refused(services):
    started = services()
    answer = started.anonymous.get(f"{started.bitbucket.base}/user", headers={"Authorization": "Basic %%%"})
    assert answer.status_code == 401


def test_the_headers_tell_the_scopes_of_the_token_and_those_wanted(services):
    answer = services().bitbucket.get("/user")
    assert answer.headers["X-Credential-Type"] == "api_token"
    assert answer.headers["X-Accepted-OAuth-Scopes"] == "account"
    assert answer.headers["X-OAuth-Scopes"].split(", ")[:2] == ["read:user:bitbucket", "read:repository:bitbucket"]


def test_scopes_of_api_tokens_do_not_imply_one_another(services):
    scenario = healthy(CLOCK)
    token = replace(scenario.api_tokens[0], scopes=("admin:repository:bitbucket",))
    answer = services(replace(scenario, api_tokens=(token,))).bitbucket.get("/repositories/acme-infra/network")
    assert answer.status_code == 403
    assert answer.json()["error"]["detail"] == {
        "required": ["read:repository:bitbucket"],
        "granted": ["admin:repository:bitbucket"],
    }
    assert "X-OAuth-Scopes" in answer.headers


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
def test_scopes_of_oauth_imply_what_the_vendor_says(services, scopes, path, status):
    answer = issued(services, *scopes).get(path)
    assert answer.status_code == status
    assert answer.headers["X-Credential-Type"] == "oauth2"


def test_an_access_token_is_refused_once_its_time_is_over(services):
    answer = issued(services, "account", minutes=-1).get("/user")
    assert answer.status_code == 401
    assert answer.json()["error"]["message"].startswith("Access token expired.")


def test_a_token_of_the_consumer_itself_acts_as_no_person(services):
    client = issued(services, "account", "repository", account=None)
    assert client.get("/user").json()["type"] == "app_user"
    assert client.get("/user/workspaces/acme-infra/permissions/repositories").status_code == 403


def test_who_may_not_read_a_repository_is_told_that_it_may_not_exist(services):
    answer = services("service-user-removed").bitbucket.get("/repositories/acme-infra/network")
    assert answer.status_code == 404
    assert answer.json()["error"]["message"].startswith("You may not have access to this repository")


def test_who_is_no_administrator_is_told_so_in_plain_text(services):
    answer = services("service-user-cannot-administer").bitbucket.get("/repositories/acme-infra/network/hooks")
    assert answer.status_code == 403
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.text == "Access denied. You must have write or admin access."


def test_a_public_repository_is_read_by_members_of_nothing(services):
    scenario = repository("network", lambda one: replace(one, members={}, private=False))(healthy(CLOCK))
    assert services(scenario).bitbucket.get("/repositories/acme-infra/network").status_code == 200


def test_an_allowlist_of_addresses_shuts_private_repositories(services):
    answer = services("ip-address-not-allowed").bitbucket.get("/repositories/acme-infra/network")
    assert answer.status_code == 403
    assert "whitelist your IP" in answer.json()["error"]["message"]


def test_repositories_and_workspaces_are_found_by_uuid_as_well(services):
    bitbucket = services().bitbucket
    found = bitbucket.body("/repositories/acme-infra/network")
    again = bitbucket.body(f"/repositories/{found['workspace']['uuid']}/{found['uuid']}")
    assert again["full_name"] == "acme-infra/network"
