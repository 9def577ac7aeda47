"""A response about another object than the requested one never makes a check pass."""

import pytest
from edited import edited

from checks.sandbox.response_faults import ResponseFault

ORGANIZATION = "/api/v2/organizations/acme"


def on(path: str, change, service: str = "terraform"):
    return ResponseFault(service, path, edited(change))


def another_organization(item):
    item["relationships"]["organization"]["data"]["id"] = "globex"


OTHERS = {
    "terraform_token": on(ORGANIZATION, lambda body: body["data"]["attributes"].update(name="globex")),
    "provider_selected": on("*/oauth-clients", lambda body: [another_organization(one) for one in body["data"]]),
    "token_references": on(
        f"{ORGANIZATION}/workspaces", lambda body: [another_organization(one) for one in body["data"]]
    ),
    "provider_authorized": on(
        "*/oauth-tokens", lambda body: body["data"][0]["relationships"]["oauth-client"]["data"].update(id="oc-another")
    ),
    "authorization_works": on(
        "*/vcs/repo", lambda body: body["data"]["attributes"].update(identifier="acme-infra/else")
    ),
    "ssh_key_on_account": on(
        "*/ssh-keys",
        lambda body: [one["owner"].update(uuid="{0}", account_id="0") for one in body["values"]],
        "bitbucket",
    ),
    "webhooks": on(
        "*/hooks",
        lambda body: [one["subject"].update(full_name="acme-infra/else") for one in body["values"]],
        "bitbucket",
    ),
}


@pytest.mark.parametrize("check", OTHERS)
def test_a_response_about_another_object_is_unknown(outcomes, check):
    assert outcomes(OTHERS[check])[check] == "unknown"


def test_ignores_the_case_of_the_organization_name(outcomes):
    found = outcomes(on(ORGANIZATION, lambda body: body["data"]["attributes"].update(name="ACME")))
    assert found["terraform_token"] == "passed"


def test_an_authorization_from_the_future_does_not_prove_use(outcomes):
    future = on(
        "*/oauth-tokens", lambda body: body["data"][0]["attributes"].update({"created-at": "2099-01-01T00:00:00Z"})
    )
    no_fetches = on("*/configuration-versions", lambda body: body.update(data=[]))
    assert outcomes(future, no_fetches)["authorization_age"] == "unknown"
