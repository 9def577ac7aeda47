"""No check passes because of objects that the tokens can't see, because such a list only looks empty.

`BLIND` lists the ways in which objects can be hidden from a token, with the checks that can still pass. These checks
use other evidence: the credentials, the private key, or the provider.
"""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from edited import edited

from checks.sandbox.response_faults import ResponseFault, answer
from checks.sandbox.scenario import Scenario

ORGANIZATION = "/api/v2/organizations/acme"
CREDENTIALS = frozenset(
    {
        "bitbucket_token",
        "bitbucket_token_scopes",
        "consumer_callback",
        "consumer_credentials",
        "private_consumer",
        "ssh_key_format",
        "ssh_key_passphrase",
    }
)
"""Checks that need only the consumer credentials, the Bitbucket API token, and the private key."""

ORGANIZATION_ITSELF = CREDENTIALS | {"terraform_token", "consumer_permissions"}
"""Additional checks if the token can read the organization; the permissions are those of the consumer in use."""

PROVIDER = ORGANIZATION_ITSELF | {
    "authorization_age",
    "authorization_works",
    "authorizing_user",
    "callback_url",
    "consumer_key",
    "provider_authorized",
    "provider_scope",
    "provider_selected",
    "ssh_key_on_account",
}
"""Additional checks of the provider, its OAuth token, and its account, which need no workspace."""

REPOSITORIES_UNSEEN = PROVIDER | {
    "disconnected_workspaces",
    "last_fetch",
    "token_references",
    "trigger_settings",
    "workspaces_visible",
}
"""Additional checks of the workspaces in HCP Terraform, which need no Bitbucket repository."""


def hidden(document: dict[str, object]) -> None:
    """Empty a list, as a service does for a token that can't read any of the items."""
    document["data"] = []
    document.pop("included", None)
    if isinstance(document.get("meta"), dict) and "pagination" in document["meta"]:
        document["meta"]["pagination"].update({"total-count": 0, "total-pages": 1, "next-page": None})


def no(path: str) -> ResponseFault:
    return ResponseFault("terraform", path, edited(hidden))


def outsider(now: Scenario) -> Scenario:
    return replace(now, terraform_tokens=tuple(replace(one, member=False) for one in now.terraform_tokens))


NOTHING_AT_BITBUCKET = (
    ResponseFault("bitbucket", "/2.0/repositories/acme-infra/*", answer(404, {"type": "error", "error": {}})),
    ResponseFault("bitbucket", "/2.0/repositories/acme-infra", answer(200, {"values": [], "size": 0})),
    ResponseFault("bitbucket", "*/permissions/repositories", answer(200, {"values": [], "size": 0})),
)

BLIND: Mapping[str, tuple[tuple[object, ...], frozenset[str]]] = {
    "a token from outside of the organization": ((outsider,), CREDENTIALS),
    "a team that reads no workspace": (("token-sees-no-workspace",), PROVIDER),
    "a team without any permissions": (("token-sees-no-workspace", "token-cannot-manage-vcs"), PROVIDER),
    "no provider is listed": (
        (no(f"{ORGANIZATION}/oauth-clients"), no(f"{ORGANIZATION}/workspaces")),
        ORGANIZATION_ITSELF,
    ),
    "no OAuth token is listed": (
        (no("*/oauth-tokens"), "token-sees-no-workspace"),
        ORGANIZATION_ITSELF | {"provider_selected", "callback_url", "consumer_key"},
    ),
    "every list is empty": (
        (no(f"{ORGANIZATION}/oauth-clients"), no("*/oauth-tokens"), no(f"{ORGANIZATION}/workspaces")),
        ORGANIZATION_ITSELF,
    ),
    "no repository at Bitbucket": (NOTHING_AT_BITBUCKET, REPOSITORIES_UNSEEN),
    "no objects in either service": (("token-sees-no-workspace", *NOTHING_AT_BITBUCKET), PROVIDER),
}


@pytest.mark.parametrize("way", BLIND)
def test_no_check_of_hidden_objects_passes(outcomes, way):
    changes, allowed = BLIND[way]
    passed = {name for name, outcome in outcomes(*changes).items() if outcome == "passed"}
    assert passed <= allowed
    assert passed >= CREDENTIALS


@pytest.mark.parametrize("way", BLIND)
def test_the_run_does_not_look_healthy(outcomes, way):
    assert {"failed", "unknown", "error"} & set(outcomes(*BLIND[way][0]).values())
