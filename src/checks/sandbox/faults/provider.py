"""Faults in the setup of the VCS provider."""

from dataclasses import replace
from datetime import timedelta

from checks.sandbox.faults.fault import AFTER_AUTHORIZED, AFTER_PROVIDER, SUBMODULES, Fault, each, not_run
from checks.sandbox.healthy import DEFAULT_PROJECT, NETWORK_PROJECT, PROVIDER
from checks.sandbox.ids import terraform_id, uuid_of
from checks.sandbox.scenario import Scenario
from checks.sandbox.scenario_changes import Change, all_of, consumer, credentials, provider, repository, without_objects
from checks.sandbox.terraform.state import Provider

_OTHER_HOST = f"https://terraform-old.acme.example/auth/{uuid_of('bitbucket')}/callback"


def _disconnect_all(now: Scenario) -> Scenario:
    """Disconnect everything from its repository."""
    return without_objects(
        replace(now, terraform_workspaces=tuple(replace(one, vcs_repo=None) for one in now.terraform_workspaces))
    )


def _remove_provider(now: Scenario) -> Scenario:
    """Remove the VCS provider, and disconnect its workspaces."""
    return replace(_disconnect_all(now), providers=tuple(one for one in now.providers if one.id != PROVIDER))


def _add_provider_twice(now: Scenario) -> Scenario:
    second = Provider(
        id=terraform_id("oc", "second"),
        uuid=uuid_of("second"),
        key=now.credentials.client_id,
        created=now.clock - timedelta(days=40),
        name="Bitbucket Cloud",
    )
    return replace(now, providers=(*now.providers, second))


def _token_reads(*names: str) -> Change:
    """Limit the user's HCP Terraform token to the workspaces with these names."""
    return lambda now: replace(
        now, terraform_tokens=tuple(replace(token, workspaces=names) for token in now.terraform_tokens)
    )


def _enterprise(release: str) -> Change:
    """Turn the server into a release of Terraform Enterprise on loopback."""
    return lambda now: replace(now, app_name="Terraform Enterprise", release=release)


_ENTERPRISE = {"public_address": "unknown", "enterprise_release": "passed"}

FAULTS = (
    Fault(
        name="token-sees-no-workspace",
        happened="The team of the HCP Terraform token can read no workspace.",
        change=_token_reads(),
        claims={
            **each(
                "unknown",
                (
                    "disconnected_workspaces",
                    "workspaces_visible",
                    "token_references",
                    "branch_exists",
                    "last_fetch",
                    "trigger_settings",
                    "webhooks",
                    "webhook_admin_access",
                    *SUBMODULES,
                ),
            ),
        },
    ),
    Fault(
        name="token-sees-some-workspaces",
        happened="The team of the HCP Terraform token can't read one of the workspaces.",
        change=_token_reads("platform-production", "network-production", "sandbox-experiments"),
        claims={"workspaces_visible": "unknown"},
    ),
    Fault(
        name="no-provider",
        happened="Bitbucket Cloud has not been added as a VCS provider.",
        change=_remove_provider,
        claims={
            "provider_selected": "failed",
            "disconnected_workspaces": "unknown",
            "ssh_key_on_account": "unknown",
            **not_run(AFTER_PROVIDER),
        },
    ),
    Fault(
        name="two-providers",
        happened="The VCS provider was added twice by accident.",
        change=_add_provider_twice,
        claims={"provider_selected": "unknown", "ssh_key_on_account": "unknown", **not_run(AFTER_PROVIDER)},
    ),
    Fault(
        name="agent-pool-set",
        happened="An agent pool was selected for the VCS provider, as for a self-hosted service.",
        change=provider(lambda one: replace(one, agent_pool=terraform_id("apool", "network"))),
        advice=frozenset({"provider_selected"}),
    ),
    Fault(
        name="mistyped-key",
        happened="The consumer key was truncated when it was pasted into HCP Terraform, so access was never granted.",
        change=all_of(provider(lambda one: replace(one, key=(one.key or "")[:-1], oauth_tokens=())), _disconnect_all),
        claims={
            "consumer_key": "failed",
            "consumer_permissions": "unknown",
            "provider_authorized": "failed",
            "disconnected_workspaces": "unknown",
            "token_references": "not_applicable",
            "ssh_key_on_account": "unknown",
            **not_run(AFTER_AUTHORIZED),
        },
    ),
    Fault(
        name="key-not-reported",
        happened="HCP Terraform doesn't report the key of the VCS provider.",
        change=provider(lambda one: replace(one, key=None)),
        claims={"consumer_key": "unknown", "consumer_permissions": "unknown"},
    ),
    Fault(
        name="access-not-granted",
        happened="The window was closed before Grant access was clicked.",
        change=all_of(provider(lambda one: replace(one, oauth_tokens=())), _disconnect_all),
        claims={
            "provider_authorized": "failed",
            "disconnected_workspaces": "unknown",
            "token_references": "not_applicable",
            "ssh_key_on_account": "unknown",
            **not_run(AFTER_AUTHORIZED),
        },
    ),
    Fault(
        name="access-not-granted-and-callback-not-reported",
        happened="Access hasn't been granted yet, and BITBUCKET_CALLBACK_URL is not set.",
        change=all_of(
            provider(lambda one: replace(one, oauth_tokens=())),
            credentials(lambda one: replace(one, callback_url="")),
            _disconnect_all,
        ),
        claims={
            "callback_url": "unknown",
            "provider_authorized": "failed",
            "disconnected_workspaces": "unknown",
            "token_references": "not_applicable",
            "ssh_key_on_account": "unknown",
            **not_run(AFTER_AUTHORIZED),
        },
    ),
    Fault(
        name="hostname-changed",
        happened="HCP Terraform had another hostname when the VCS provider was added.",
        change=all_of(
            provider(lambda one: replace(one, callback_url=_OTHER_HOST)),
            consumer(lambda one: replace(one, callback_url=_OTHER_HOST)),
            credentials(lambda one: replace(one, callback_url=_OTHER_HOST)),
        ),
        claims={"callback_url": "unknown"},
    ),
    Fault(
        name="limited-to-another-project",
        happened="The VCS provider was limited to one project, and a workspace in another project uses it.",
        change=provider(lambda one: replace(one, organization_scoped=False, projects=(DEFAULT_PROJECT,))),
        claims={"provider_scope": "failed"},
    ),
    Fault(
        name="limited-to-its-projects",
        happened="The VCS provider was limited to the projects that use it.",
        change=provider(
            lambda one: replace(one, organization_scoped=False, projects=(DEFAULT_PROJECT, NETWORK_PROJECT))
        ),
    ),
    Fault(
        name="older-release",
        happened="The server is an older release without the endpoints that test an authorization.",
        change=lambda now: replace(now, beta_endpoints=False),
        claims={"authorization_works": "unknown"},
    ),
    Fault(
        name="enterprise-on-loopback",
        happened="A Terraform Enterprise server has a hostname that only its own network can resolve.",
        change=_enterprise("2.0.8"),
        claims=_ENTERPRISE,
    ),
    Fault(
        name="server-lists-no-repositories",
        happened="Terraform Enterprise 2.0.4 can't list repositories, because Bitbucket removed the endpoint.",
        change=all_of(_enterprise("2.0.4"), lambda now: replace(now, lists_repositories=False)),
        claims={**_ENTERPRISE, "enterprise_release": "failed"},
        advice=frozenset({"enterprise_release"}),
    ),
    Fault(
        name="server-creates-no-webhooks",
        happened="Terraform Enterprise 2.0.6 couldn't create a webhook again, because Bitbucket rejected the request.",
        change=all_of(
            _enterprise("2.0.6"),
            lambda now: replace(now, creates_webhooks=False),
            repository("network", lambda one: replace(one, hooks=())),
        ),
        claims={**_ENTERPRISE, "webhooks": "failed"},
        advice=frozenset({"enterprise_release"}),
    ),
    Fault(
        name="release-line-without-a-statement",
        happened="HashiCorp's release notes don't show whether this release line has the known defects.",
        change=_enterprise("2.1.0"),
        claims=_ENTERPRISE,
        advice=frozenset({"enterprise_release"}),
    ),
    Fault(
        name="release-not-reported",
        happened="Terraform Enterprise doesn't report its release.",
        change=_enterprise(""),
        claims={**_ENTERPRISE, "enterprise_release": "unknown"},
    ),
)
