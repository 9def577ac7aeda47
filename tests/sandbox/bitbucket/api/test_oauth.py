from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from checks.sandbox.bitbucket.api.oauth import condensed
from checks.sandbox.healthy import healthy
from checks.sandbox.state import Code, IssuedToken

CLOCK = datetime(2026, 11, 24, 12, tzinfo=UTC)


def request_token(started, *, pair=None, **form):
    environment = started.environment
    pair = pair or (environment["BITBUCKET_CLIENT_ID"], environment["BITBUCKET_CLIENT_SECRET"])
    return started.anonymous.post(f"{environment['BITBUCKET_URL']}/site/oauth2/access_token", auth=pair, data=form)


def error(response):
    assert response.status_code == 400
    return response.json()["error"], response.json()["error_description"]


def test_token_responses_omit_implied_scopes():
    selected = ("account:write", "account", "email", "repository:admin", "pullrequest:write", "repository:write")
    assert condensed(selected) == ("account:write", "pullrequest:write", "repository:admin")


def test_issues_a_long_token_without_a_refresh_token_to_a_private_consumer(services):
    body = request_token(services(), grant_type="client_credentials").json()
    assert body["scope"] == "account:write pullrequest:write repository:admin webhook"
    assert body["token_type"] == "bearer"
    assert body["expires_in"] == 7200
    assert len(body["access_token"]) > 2500
    assert "refresh_token" not in body
    assert "scopes" not in body


def test_access_token_works_for_the_api(services):
    started = services()
    token = request_token(started, grant_type="client_credentials").json()["access_token"]
    response = started.anonymous.get(
        f"{started.bitbucket.base}/repositories/acme-infra/network/hooks", headers={"Authorization": f"Bearer {token}"}
    )
    assert response.status_code == 200


def test_uses_the_field_scopes_before_may_2026(services):
    body = request_token(services("scopes-under-the-older-name"), grant_type="client_credentials").json()
    assert "webhook" in body["scopes"]
    assert "scope" not in body


def test_accepts_the_client_credentials_in_the_form(services):
    started = services()
    environment = started.environment
    response = started.anonymous.post(
        f"{environment['BITBUCKET_URL']}/site/oauth2/access_token",
        data={
            "grant_type": "client_credentials",
            "client_id": environment["BITBUCKET_CLIENT_ID"],
            "client_secret": environment["BITBUCKET_CLIENT_SECRET"],
        },
    )
    assert response.status_code == 200


def test_rejects_client_credentials_of_a_public_consumer(services):
    name, description = error(request_token(services("public-consumer"), grant_type="client_credentials"))
    assert name == "invalid_grant"
    assert description == (
        'Cannot use client_credentials with a consumer marked as "public". '
        "Calls for auto generated consumers should use urn:bitbucket:oauth2:jwt instead."
    )


def test_rejects_a_consumer_without_a_callback_url(services):
    assert error(request_token(services("blank-callback"), grant_type="client_credentials")) == (
        "invalid_request",
        "No callback uri defined for the OAuth client.",
    )


@pytest.mark.parametrize("fault", ["wrong-secret", "consumer-deleted", "consumer-locked-out"])
def test_rejects_invalid_client_credentials(services, fault):
    response = request_token(services(fault), grant_type="client_credentials")
    assert error(response) == ("unauthorized_client", "Invalid OAuth client credentials")


def test_rejects_a_request_without_client_credentials(services):
    started = services()
    url = f"{started.environment['BITBUCKET_URL']}/site/oauth2/access_token"
    response = started.anonymous.post(url, data={"grant_type": "client_credentials"})
    assert error(response) == (
        "unauthorized_client",
        "Requests must be authenticated using OAuth client credentials",
    )


@pytest.mark.parametrize(
    ("form", "kind"), [({}, "None"), ({"grant_type": "password"}, "password"), ({"grant_type": "implicit"}, "implicit")]
)
def test_rejects_unsupported_grant_types(services, form, kind):
    assert error(request_token(services(), **form)) == ("invalid_grant", f"Unsupported grant type: {kind}")


def test_accepts_the_client_credentials_but_rejects_an_invented_code(services):
    assert error(request_token(services(), grant_type="authorization_code", code="invented"))[0] == "invalid_grant"


def test_exchanges_a_code_once_and_with_the_same_redirect_uri(services):
    started = services()
    key = started.environment["BITBUCKET_CLIENT_ID"]
    started.state.codes["code"] = Code(consumer=key, account="acme-terraform", redirect_uri="https://a.example/x")
    again = dict(started.state.codes)
    wrong = request_token(started, grant_type="authorization_code", code="code", redirect_uri="https://a.example/y")
    assert error(wrong) == ("invalid_grant", 'Invalid "redirect_uri" in request.')
    started.state.codes.update(again)
    right = {"grant_type": "authorization_code", "code": "code", "redirect_uri": "https://a.example/x"}
    assert "refresh_token" in request_token(started, **right).json()
    assert error(request_token(started, **right))[0] == "invalid_grant"


def with_refresh_token(services, *, days):
    scenario = healthy(CLOCK)
    started = services(scenario)
    started.state.refresh_tokens["first"] = IssuedToken(
        consumer=scenario.consumers[0].key,
        account="acme-terraform",
        scopes=("account",),
        until=CLOCK + timedelta(days=days),
    )
    return started


def test_rotates_the_refresh_token_and_rejects_the_used_one(services):
    started = with_refresh_token(services, days=90)
    second = request_token(started, grant_type="refresh_token", refresh_token="first").json()["refresh_token"]
    assert second != "first"
    used = request_token(started, grant_type="refresh_token", refresh_token="first")
    assert error(used) == ("unauthorized_client", "Invalid OAuth client credentials")
    assert request_token(started, grant_type="refresh_token", refresh_token=second).status_code == 200


def test_rejects_a_refresh_token_after_three_months_without_use(services):
    started = with_refresh_token(services, days=-1)
    response = request_token(started, grant_type="refresh_token", refresh_token="first")
    assert error(response) == ("invalid_grant", "Invalid refresh_token")


def test_rejects_a_refresh_token_of_another_consumer(services):
    started = with_refresh_token(services, days=90)
    started.state.change(
        lambda now: replace(now, consumers=tuple(replace(one, key="another") for one in now.consumers))
    )
    secret = started.environment["BITBUCKET_CLIENT_SECRET"]
    response = request_token(started, pair=("another", secret), grant_type="refresh_token", refresh_token="first")
    assert error(response)[0] == "unauthorized_client"


def test_rejects_malformed_client_credentials_in_the_header(services):
    started = services()
    response = started.anonymous.post(
        f"{started.environment['BITBUCKET_URL']}/site/oauth2/access_token",
        headers={"Authorization": "Basic %%%"},
        data={"grant_type": "client_credentials"},
    )
    assert error(response)[0] == "unauthorized_client"
