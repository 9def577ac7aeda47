from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from checks.sandbox.bitbucket.api.oauth import condensed
from checks.sandbox.healthy import healthy
from checks.sandbox.state import Code, IssuedToken

CLOCK = datetime(2026, 11, 24, 12, tzinfo=UTC)


def ask(started, *, pair=None, **form):
    environment = started.environment
    pair = pair or (environment["BITBUCKET_CLIENT_ID"], environment["BITBUCKET_CLIENT_SECRET"])
    return started.anonymous.post(f"{environment['BITBUCKET_URL']}/site/oauth2/access_token", auth=pair, data=form)


def error(answer):
    assert answer.status_code == 400
    return answer.json()["error"], answer.json()["error_description"]


def test_the_scopes_come_without_what_they_imply():
    ticked = ("account:write", "account", "email", "repository:admin", "pullrequest:write", "repository:write")
    assert condensed(ticked) == ("account:write", "pullrequest:write", "repository:admin")


def test_a_private_consumer_gets_a_long_token_and_no_refresh_token(services):
    body = ask(services(), grant_type="client_credentials").json()
    assert body["scope"] == "account:write pullrequest:write repository:admin webhook"
    assert body["token_type"] == "bearer"
    assert body["expires_in"] == 7200
    assert len(body["access_token"]) > 2500
    assert "refresh_token" not in body
    assert "scopes" not in body


def test_the_token_is_good_for_the_api_with_its_scopes(services):
    started = services()
    token = ask(started, grant_type="client_credentials").json()["access_token"]
    answer = started.anonymous.get(
        f"{started.bitbucket.base}/repositories/acme-infra/network/hooks", headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 200


def test_until_may_2026_the_scopes_had_another_name(services):
    body = ask(services("scopes-under-the-older-name"), grant_type="client_credentials").json()
    assert "webhook" in body["scopes"]
    assert "scope" not in body


def test_the_pair_is_taken_from_the_form_as_well(services):
    started = services()
    environment = started.environment
    answer = started.anonymous.post(
        f"{environment['BITBUCKET_URL']}/site/oauth2/access_token",
        data={
            "grant_type": "client_credentials",
            "client_id": environment["BITBUCKET_CLIENT_ID"],
            "client_secret": environment["BITBUCKET_CLIENT_SECRET"],
        },
    )
    assert answer.status_code == 200


def test_a_public_consumer_is_refused_the_client_credentials(services):
    name, description = error(ask(services("public-consumer"), grant_type="client_credentials"))
    assert name == "invalid_grant"
    assert description == (
        'Cannot use client_credentials with a consumer marked as "public". '
        "Calls for auto generated consumers should use urn:bitbucket:oauth2:jwt instead."
    )


def test_a_consumer_without_callback_is_refused(services):
    assert error(ask(services("blank-callback"), grant_type="client_credentials")) == (
        "invalid_request",
        "No callback uri defined for the OAuth client.",
    )


@pytest.mark.parametrize("fault", ["wrong-secret", "consumer-deleted", "consumer-locked-out"])
def test_a_pair_that_is_not_accepted(services, fault):
    answer = ask(services(fault), grant_type="client_credentials")
    assert error(answer) == ("unauthorized_client", "Invalid OAuth client credentials")


def test_a_request_without_a_pair(services):
    started = services()
    url = f"{started.environment['BITBUCKET_URL']}/site/oauth2/access_token"
    answer = started.anonymous.post(url, data={"grant_type": "client_credentials"})
    assert error(answer) == (
        "unauthorized_client",
        "Requests must be authenticated using OAuth client credentials",
    )


@pytest.mark.parametrize(
    ("form", "kind"), [({}, "None"), ({"grant_type": "password"}, "password"), ({"grant_type": "implicit"}, "implicit")]
)
def test_other_grants_are_gone(services, form, kind):
    assert error(ask(services(), **form)) == ("invalid_grant", f"Unsupported grant type: {kind}")


def test_an_invented_code_proves_the_pair_without_a_token(services):
    assert error(ask(services(), grant_type="authorization_code", code="invented"))[0] == "invalid_grant"


def test_a_code_is_exchanged_once_and_with_the_same_redirect_uri(services):
    started = services()
    key = started.environment["BITBUCKET_CLIENT_ID"]
    started.state.codes["code"] = Code(consumer=key, account="acme-terraform", redirect_uri="https://a.example/x")
    again = dict(started.state.codes)
    wrong = ask(started, grant_type="authorization_code", code="code", redirect_uri="https://a.example/y")
    assert error(wrong) == ("invalid_grant", 'Invalid "redirect_uri" in request.')
    started.state.codes.update(again)
    right = {"grant_type": "authorization_code", "code": "code", "redirect_uri": "https://a.example/x"}
    assert "refresh_token" in ask(started, **right).json()
    assert error(ask(started, **right))[0] == "invalid_grant"


def refreshable(services, *, days):
    scenario = healthy(CLOCK)
    started = services(scenario)
    started.state.refresh_tokens["first"] = IssuedToken(
        consumer=scenario.consumers[0].key,
        account="acme-terraform",
        scopes=("account",),
        until=CLOCK + timedelta(days=days),
    )
    return started


def test_a_refresh_token_rotates_and_the_used_one_is_worth_nothing(services):
    started = refreshable(services, days=90)
    second = ask(started, grant_type="refresh_token", refresh_token="first").json()["refresh_token"]
    assert second != "first"
    used = ask(started, grant_type="refresh_token", refresh_token="first")
    assert error(used) == ("unauthorized_client", "Invalid OAuth client credentials")
    assert ask(started, grant_type="refresh_token", refresh_token=second).status_code == 200


def test_a_refresh_token_that_nobody_used_for_three_months_is_dead(services):
    started = refreshable(services, days=-1)
    answer = ask(started, grant_type="refresh_token", refresh_token="first")
    assert error(answer) == ("invalid_grant", "Invalid refresh_token")


def test_a_refresh_token_of_another_consumer_is_refused(services):
    started = refreshable(services, days=90)
    started.state.change(
        lambda now: replace(now, consumers=tuple(replace(one, key="another") for one in now.consumers))
    )
    secret = started.environment["BITBUCKET_CLIENT_SECRET"]
    answer = ask(started, pair=("another", secret), grant_type="refresh_token", refresh_token="first")
    assert error(answer)[0] == "unauthorized_client"


def test_a_header_that_cannot_be_read_is_no_pair(services):
    started = services()
    answer = started.anonymous.post(
        f"{started.environment['BITBUCKET_URL']}/site/oauth2/access_token",
        headers={"Authorization": "Basic %%%"},
        data={"grant_type": "client_credentials"},
    )
    assert error(answer)[0] == "unauthorized_client"
