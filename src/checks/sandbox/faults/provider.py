"""What happens to people while they set up the provider."""

from dataclasses import replace
from datetime import timedelta

from checks.sandbox.fault import (
    AFTER_AUTHORIZED,
    AFTER_PROVIDER,
    Fault,
    all_of,
    consumer,
    credentials,
    not_run,
    provider,
)
from checks.sandbox.healthy import DEFAULT_PROJECT, NETWORK_PROJECT, PROVIDER
from checks.sandbox.ids import terraform_id, uuid_of
from checks.sandbox.scenario import Scenario
from checks.sandbox.terraform.state import Provider

_OTHER_HOST = f"https://terraform-old.acme.example/auth/{uuid_of('bitbucket')}/callback"


def _unbound(now: Scenario) -> Scenario:
    """Take every Terraform workspace off its repository."""
    return replace(now, terraform_workspaces=tuple(replace(one, vcs_repo=None) for one in now.terraform_workspaces))


def _without_provider(now: Scenario) -> Scenario:
    """Take the provider away, and with it what was bound through it."""
    return replace(_unbound(now), providers=tuple(one for one in now.providers if one.id != PROVIDER))


def _clicked_twice(now: Scenario) -> Scenario:
    second = Provider(
        id=terraform_id("oc", "second"),
        uuid=uuid_of("second"),
        key=now.credentials.client_id,
        created=now.clock - timedelta(days=40),
        name="Bitbucket Cloud",
    )
    return replace(now, providers=(*now.providers, second))


FAULTS = (
    Fault(
        name="no-provider",
        happened="Nobody has added Bitbucket Cloud as a provider.",
        change=_without_provider,
        claims={"provider_selected": "failed", "ssh_key_on_account": "unknown", **not_run(AFTER_PROVIDER)},
    ),
    Fault(
        name="two-providers",
        happened="Somebody clicked twice, and there are two providers for Bitbucket Cloud.",
        change=_clicked_twice,
        claims={"provider_selected": "unknown", "ssh_key_on_account": "unknown", **not_run(AFTER_PROVIDER)},
    ),
    Fault(
        name="agent-pool-set",
        happened="An agent pool was chosen for the provider, as for a service of one's own.",
        change=provider(lambda one: replace(one, agent_pool=terraform_id("apool", "network"))),
        advice=frozenset({"provider_selected"}),
    ),
    Fault(
        name="mistyped-key",
        happened="The key was cut short when it was pasted into HCP Terraform, so access was never granted.",
        change=all_of(provider(lambda one: replace(one, key=(one.key or "")[:-1], oauth_tokens=())), _unbound),
        claims={
            "consumer_key": "failed",
            "consumer_permissions": "unknown",
            "provider_authorized": "failed",
            "token_references": "not_applicable",
            "ssh_key_on_account": "unknown",
            **not_run(AFTER_AUTHORIZED),
        },
    ),
    Fault(
        name="key-not-reported",
        happened="HCP Terraform does not tell which key the provider holds.",
        change=provider(lambda one: replace(one, key=None)),
        claims={"consumer_key": "unknown", "consumer_permissions": "unknown"},
    ),
    Fault(
        name="access-not-granted",
        happened="The window was closed before somebody clicked Grant access.",
        change=all_of(provider(lambda one: replace(one, oauth_tokens=())), _unbound),
        claims={
            "provider_authorized": "failed",
            "token_references": "not_applicable",
            "ssh_key_on_account": "unknown",
            **not_run(AFTER_AUTHORIZED),
        },
    ),
    Fault(
        name="access-not-granted-and-callback-not-reported",
        happened="Nobody has granted access yet, and nobody told the checks what was pasted as the callback URL.",
        change=all_of(
            provider(lambda one: replace(one, oauth_tokens=())),
            credentials(lambda one: replace(one, callback_url="")),
            _unbound,
        ),
        claims={
            "callback_url": "unknown",
            "provider_authorized": "failed",
            "token_references": "not_applicable",
            "ssh_key_on_account": "unknown",
            **not_run(AFTER_AUTHORIZED),
        },
    ),
    Fault(
        name="hostname-changed",
        happened="HCP Terraform was reached by another name when the provider was made.",
        change=all_of(
            provider(lambda one: replace(one, callback_url=_OTHER_HOST)),
            consumer(lambda one: replace(one, callback_url=_OTHER_HOST)),
            credentials(lambda one: replace(one, callback_url=_OTHER_HOST)),
        ),
        claims={"callback_url": "unknown"},
    ),
    Fault(
        name="limited-to-another-project",
        happened="The provider was limited to one project, and a Terraform workspace of another one uses it.",
        change=provider(lambda one: replace(one, organization_scoped=False, projects=(DEFAULT_PROJECT,))),
        claims={"provider_scope": "failed"},
    ),
    Fault(
        name="limited-to-its-projects",
        happened="The provider was limited to the projects that use it.",
        change=provider(
            lambda one: replace(one, organization_scoped=False, projects=(DEFAULT_PROJECT, NETWORK_PROJECT))
        ),
    ),
    Fault(
        name="older-release",
        happened="The server is an older release without the endpoints that try a grant.",
        change=lambda now: replace(now, beta_endpoints=False),
        claims={"authorization_works": "unknown"},
    ),
    Fault(
        name="enterprise-on-loopback",
        happened="A Terraform Enterprise answers under a name that only the own network knows.",
        change=lambda now: replace(now, app_name="Terraform Enterprise", release="2.0.1"),
        claims={"public_address": "unknown"},
    ),
)
