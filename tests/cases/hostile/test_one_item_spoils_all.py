"""An unreadable list item does not affect the other items, and is always reported."""

import pytest
from edited import edited

from checks.engine.registry import all_checks
from checks.sandbox.response_faults import ResponseFault

WORKSPACES = "/api/v2/organizations/acme/workspaces"
FINE = {"passed", "not_applicable"}


def on(name: str, change):
    """Change the Terraform workspace with the given name in the list."""

    def changed(document):
        for at, one in enumerate(document["data"]):
            if one["attributes"]["name"] == name:
                document["data"][at] = change(one) or one

    return ResponseFault("terraform", WORKSPACES, edited(changed))


def without_repo_field(field: str):
    return lambda one: one["attributes"]["vcs-repo"].pop(field) and None


def test_recognizes_a_workspace_without_a_service_by_its_oauth_token(outcomes):
    assert set(outcomes(on("platform-staging", without_repo_field("service-provider"))).values()) <= FINE


def test_accepts_workspaces_without_a_service_as_in_the_openapi_document(outcomes):
    def none(document):
        for one in document["data"]:
            (one["attributes"].get("vcs-repo") or {}).pop("service-provider", None)

    assert set(outcomes(ResponseFault("terraform", WORKSPACES, edited(none))).values()) <= FINE


def test_an_unknown_service_does_not_hide_a_workspace_of_the_provider(verify):
    def renamed(one):
        one["attributes"]["vcs-repo"]["service-provider"] = "bitbucket_cloud"

    results = verify(all_checks(), on("network-production", renamed), "hook-deleted")
    assert results["webhooks"].outcome == "failed"


UNREADABLE = {
    "no name of its repository": lambda one: (
        [
            one["attributes"]["vcs-repo"].pop(field)
            for field in ("identifier", "display-identifier", "repository-http-url")
        ]
        and None
    ),
    "no OAuth token": without_repo_field("oauth-token-id"),
    "an OAuth token that is a number": lambda one: one["attributes"]["vcs-repo"].update({"oauth-token-id": 7}),
    "no repository field": lambda one: one["attributes"].pop("vcs-repo") and None,
    "a repository that is a text": lambda one: one["attributes"].update({"vcs-repo": "acme-infra/platform"}),
    "no id": lambda one: one.pop("id") and None,
    "no attributes": lambda one: {"id": one["id"], "type": "workspaces"},
    "no fields": lambda _: {"type": "workspaces"},
    "half a character": lambda one: one["attributes"]["vcs-repo"].update(identifier="acme-infra/\ud800"),
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_an_unreadable_workspace_is_unknown_and_the_others_are_checked(verify, what):
    results = verify(all_checks(), on("platform-staging", UNREADABLE[what]), "last-fetch-failed")
    assert results["last_fetch"].outcome == "failed"
    assert "network-production" in results["last_fetch"].words
    assert not {"error"} & {one.outcome for one in results.values()}
    assert "unknown" in {finding.verdict for one in results.values() for finding in one.open}


def add(body, item):
    body["values"].insert(0, item)
    body["size"] += 1


HALF = "\ud83d"


@pytest.mark.parametrize(
    ("service", "path", "change"),
    [
        ("terraform", "*/oauth-clients", lambda body: body["data"][0]["attributes"].update(name=HALF)),
        ("terraform", WORKSPACES, lambda body: body["data"][0]["attributes"].update(name=HALF)),
        ("terraform", "*/configuration-versions", lambda body: body["data"][0]["attributes"].update(error=HALF)),
        ("bitbucket", "*/ssh-keys", lambda body: body["values"][0].update(label=HALF)),
        ("bitbucket", "/2.0/user", lambda body: body.update(nickname=HALF)),
        ("bitbucket", "*/hooks", lambda body: add(body, {"url": HALF, "active": True, "events": [HALF]})),
    ],
)
def test_accepts_half_a_surrogate_pair(outcomes, service, path, change):
    assert set(outcomes(ResponseFault(service, path, edited(change))).values()) <= FINE


def test_a_webhook_without_a_url_does_not_hide_the_others(outcomes):
    odd = ResponseFault("bitbucket", "*/hooks", edited(lambda body: add(body, {"active": True})))
    assert outcomes(odd)["webhooks"] == "passed"


def test_a_single_webhook_without_a_url_is_unknown(outcomes):
    odd = ResponseFault("bitbucket", "*/hooks", edited(lambda body: body.update(values=[{"active": True}], size=1)))
    assert outcomes(odd)["webhooks"] == "unknown"


def test_an_unreadable_key_does_not_hide_the_others_and_is_unknown(outcomes):
    def first(body):
        add(body, {"label": "odd"})

    def only(body):
        body.update(values=[{"label": "odd"}], size=1)

    assert outcomes(ResponseFault("bitbucket", "*/ssh-keys", edited(first)))["ssh_key_on_account"] == "passed"
    assert outcomes(ResponseFault("bitbucket", "*/ssh-keys", edited(only)))["ssh_key_on_account"] == "unknown"
