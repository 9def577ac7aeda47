"""No check passes about what the tokens can't see: lists that are empty for a token are not empty.

`BLIND` has the ways in which things are hidden from a token, and the checks that can still pass. These checks use
other evidence: the credentials, the private key, or the provider.
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
"""What the consumer's key and secret, the API token for Bitbucket, and the private key show without HCP Terraform."""

ORGANIZATION_ITSELF = CREDENTIALS | {"terraform_token", "consumer_permissions"}
"""And that the token can read the organization. Permissions are those of the consumer that was given."""

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
"""And what the provider, its OAuth token, and the account behind it show without any workspace."""

REPOSITORIES_UNSEEN = PROVIDER | {
    "disconnected_workspaces",
    "last_fetch",
    "token_references",
    "trigger_settings",
    "workspaces_visible",
}
"""And what HCP Terraform reports of its workspaces without Bitbucket."""


def hidden(document: dict[str, object]) -> None:
    """Empty a list, as a service does that shows only what a token may read."""
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
    "a team that reads and manages nothing": (("token-sees-no-workspace", "token-cannot-manage-vcs"), PROVIDER),
    "no provider is listed": (
        (no(f"{ORGANIZATION}/oauth-clients"), no(f"{ORGANIZATION}/workspaces")),
        ORGANIZATION_ITSELF,
    ),
    "no OAuth token is listed": (
        (no("*/oauth-tokens"), "token-sees-no-workspace"),
        ORGANIZATION_ITSELF | {"provider_selected", "callback_url", "consumer_key"},
    ),
    "no list has anything": (
        (no(f"{ORGANIZATION}/oauth-clients"), no("*/oauth-tokens"), no(f"{ORGANIZATION}/workspaces")),
        ORGANIZATION_ITSELF,
    ),
    "no repository at Bitbucket": (NOTHING_AT_BITBUCKET, REPOSITORIES_UNSEEN),
    "nothing at either service": (("token-sees-no-workspace", *NOTHING_AT_BITBUCKET), PROVIDER),
}


@pytest.mark.parametrize("way", BLIND)
def test_nothing_passes_that_rests_on_what_is_hidden(outcomes, way):
    what, allowed = BLIND[way]
    passed = {name for name, outcome in outcomes(*what).items() if outcome == "passed"}
    assert passed <= allowed
    assert passed >= CREDENTIALS


@pytest.mark.parametrize("way", BLIND)
def test_the_run_does_not_look_healthy(outcomes, way):
    assert {"failed", "unknown", "error"} & set(outcomes(*BLIND[way][0]).values())
