"""Faults in the creation of the OAuth consumer."""

from dataclasses import replace

from checks.sandbox.bitbucket.state import Consumer
from checks.sandbox.faults.fault import AFTER_CONSUMER_CREDENTIALS, Fault, not_run
from checks.sandbox.fixtures import PERSON, WORKSPACE
from checks.sandbox.scenario import Scenario
from checks.sandbox.scenario_changes import Change, all_of, consumer, credentials, oauth_token

_OLDER_CALLBACK = "/auth/0b6f2c1e-64b1-4f0a-9d57-7d1b3c2a9e10/callback"
_INVALID_CREDENTIALS = {"consumer_credentials": "failed", **not_run(AFTER_CONSUMER_CREDENTIALS)}


def _selected(*permissions: str) -> Change:
    return consumer(lambda one: replace(one, permissions=permissions))


def _with_callback_url(callback_url: str) -> Change:
    """Set the callback URL in the consumer and in the user's environment."""
    return all_of(
        consumer(lambda one: replace(one, callback_url=callback_url)),
        credentials(lambda one: replace(one, callback_url=callback_url)),
    )


def _of_another_consumer(now: Scenario) -> Scenario:
    """Give the user the valid key and secret of a second consumer."""
    other = Consumer(
        key="sAnDb0xOther5Hs8Nd2Kq6Wt3Zx9Mb7V",
        secret=now.credentials.client_secret.swapcase(),
        name="Continuous integration",
        workspace=WORKSPACE,
        permissions=("repository", "pullrequest"),
        private=True,
        callback_url="https://ci.acme.example/callback",
    )
    pair = replace(now.credentials, client_id=other.key, client_secret=other.secret)
    return replace(now, consumers=(*now.consumers, other), credentials=pair)


FAULTS = (
    Fault(
        name="public-consumer",
        happened='"This is a private consumer" was not selected.',
        change=consumer(lambda one: replace(one, private=False)),
        claims={"private_consumer": "failed", "consumer_callback": "unknown", **not_run(["consumer_permissions"])},
    ),
    Fault(
        name="blank-callback",
        happened="The consumer was created without a callback URL.",
        change=_with_callback_url(""),
        claims={"consumer_callback": "failed", "private_consumer": "unknown", **not_run(["consumer_permissions"])},
    ),
    Fault(
        name="wrong-secret",
        happened="The secret was copied from another consumer.",
        change=credentials(lambda one: replace(one, client_secret=one.client_secret.swapcase())),
        claims=_INVALID_CREDENTIALS,
    ),
    Fault(
        name="consumer-deleted",
        happened="The consumer was deleted, which also revoked the access granted through it.",
        change=all_of(lambda now: replace(now, consumers=()), oauth_token(lambda one: replace(one, works=False))),
        claims={**_INVALID_CREDENTIALS, "authorization_works": "failed"},
    ),
    Fault(
        name="consumer-secret-renewed",
        happened="The consumer has a new secret, and the access token of HCP Terraform hasn't expired yet.",
        change=consumer(lambda one: replace(one, secret=f"New{one.secret[3:]}")),
        claims=_INVALID_CREDENTIALS,
    ),
    Fault(
        name="consumer-locked-out",
        happened="A script repeatedly tried a wrong secret, so Bitbucket temporarily rejects the correct one.",
        change=consumer(lambda one: replace(one, locked_out=True)),
        claims=_INVALID_CREDENTIALS,
    ),
    Fault(
        name="credentials-of-another-consumer",
        happened="The VCS provider uses a different consumer than the one with this key and secret.",
        change=_of_another_consumer,
        claims={"consumer_key": "failed", "consumer_permissions": "unknown"},
    ),
    Fault(
        name="missing-webhook-permission",
        happened="The permission Webhooks: Read and write was not selected.",
        change=_selected("account:write", "repository:admin", "pullrequest:write"),
        claims={"consumer_permissions": "failed"},
    ),
    Fault(
        name="account-read-only",
        happened="Account: Read was selected instead of Account: Write.",
        change=_selected("account", "repository:admin", "pullrequest:write", "webhook"),
        claims={"consumer_permissions": "failed"},
    ),
    Fault(
        name="repositories-without-admin",
        happened="Repositories: Write was selected instead of Repositories: Admin.",
        change=_selected("account:write", "repository:write", "pullrequest:write", "webhook"),
        claims={"consumer_permissions": "failed"},
    ),
    Fault(
        name="pull-requests-read-only",
        happened="Pull requests: Read was selected instead of Pull requests: Write.",
        change=_selected("account:write", "repository:admin", "pullrequest", "webhook"),
        claims={"consumer_permissions": "failed"},
    ),
    Fault(
        name="no-permission-selected",
        happened="No permission was selected.",
        change=_selected(),
        claims={"consumer_permissions": "failed"},
    ),
    Fault(
        name="too-many-permissions",
        happened="Permissions were selected that HCP Terraform doesn't need.",
        change=_selected(
            "account:write", "repository:admin", "pullrequest:write", "webhook", "repository:delete", "snippet"
        ),
        advice=frozenset({"consumer_permissions"}),
    ),
    Fault(
        name="consumer-in-personal-workspace",
        happened="The consumer was created in a personal Bitbucket workspace. The connection works anyway.",
        change=consumer(lambda one: replace(one, workspace=PERSON)),
    ),
    Fault(
        name="scopes-not-reported",
        happened="Bitbucket's token response contains no scopes.",
        change=consumer(lambda one: replace(one, scope_field="")),
        claims={"consumer_permissions": "unknown"},
    ),
    Fault(
        name="scopes-under-the-older-name",
        happened="Bitbucket's token response uses the scope names from before May 2026.",
        change=consumer(lambda one: replace(one, scope_field="scopes")),
    ),
    Fault(
        name="callback-of-an-older-provider",
        happened="The VCS provider was added again, but the consumer still has the previous callback URL.",
        change=_with_callback_url(_OLDER_CALLBACK),
        claims={"callback_url": "failed"},
    ),
    Fault(
        name="callback-with-a-slash",
        happened="A slash was added to the end of the callback URL.",
        change=lambda now: _with_callback_url(f"{now.credentials.callback_url}/")(now),
        claims={"callback_url": "failed"},
    ),
    Fault(
        name="callback-with-a-space",
        happened="The callback URL was copied with an extra space.",
        change=lambda now: _with_callback_url(f"{now.credentials.callback_url} ")(now),
        claims={"callback_url": "failed"},
    ),
    Fault(
        name="callback-left-as-a-placeholder",
        happened="The consumer's callback URL is still a placeholder.",
        change=_with_callback_url("https://example.com/"),
        claims={"callback_url": "failed"},
    ),
    Fault(
        name="callback-not-reported",
        happened="BITBUCKET_CALLBACK_URL is not set, but access was granted, which proves the callback URL.",
        change=credentials(lambda one: replace(one, callback_url="")),
    ),
)
