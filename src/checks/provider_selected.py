"""Check: exactly one VCS provider for Bitbucket Cloud is selected."""

from collections.abc import Iterator
from dataclasses import replace

from checks.clients.terraform_provider_records import Provider
from checks.connection.connection import Connection
from checks.engine.model import Finding, Step, advice, check, failed, passed, unknown
from checks.facts import terraform
from checks.facts.guide_sections import ADD_PROVIDER
from checks.terraform_token import terraform_token

SUBJECT = "VCS provider"
EXPECTED = "one VCS provider for Bitbucket Cloud"
ADD = "Add the VCS provider: see steps 1 to 3 of the guide."
HIDDEN = f"If it exists, use a token that has the permission {terraform.MANAGE_VCS_SETTINGS.text}."


@check(Step.CONNECT, reads=(terraform.ORGANIZATION, terraform.OAUTH_CLIENTS), after=(terraform_token,))
def provider_selected(connection: Connection) -> Iterator[Finding]:
    """Exactly one VCS provider for Bitbucket Cloud is selected.

    The organization has one, or you selected one by its ID (`TFE_OAUTH_CLIENT_ID`). Each VCS provider has its own
    callback URL, so if there are several, it is easy to check one and fix another.
    """
    providers = connection.providers()
    chosen = connection.settings.provider
    # HashiCorp doesn't document which permission the list needs, so a VCS provider that isn't listed might be hidden.
    absent = failed if connection.organization().can_manage_vcs else unknown
    selected = [provider for provider in providers if chosen in (None, provider.id)]
    if len(selected) == 1:
        yield from _findings(selected[0], chosen or EXPECTED)
    elif chosen:
        ids = ", ".join(provider.id for provider in providers) or "none"
        yield absent(
            SUBJECT, chosen, f"listed: {ids}", "Set TFE_OAUTH_CLIENT_ID to the ID of a VCS provider in the list."
        )
    elif not selected:
        none = absent(SUBJECT, EXPECTED, "none that this token can see", f"{ADD} {HIDDEN}")
        yield replace(none, section=ADD_PROVIDER)
    else:
        yield unknown(
            SUBJECT,
            EXPECTED,
            "several: " + ", ".join(provider.shown for provider in selected),
            "Set TFE_OAUTH_CLIENT_ID to the ID of the VCS provider to check. Delete a VCS provider that no workspace "
            "uses.",
        )
    for provider in providers:
        # A VCS provider without an OAuth token can't be in use.
        if provider not in selected and provider.grant_ids == frozenset():
            fix = "Delete it, unless it is being set up."
            yield advice(provider.shown, "in use", "never authorized", fix).identified(provider.id)


def _findings(provider: Provider, expected: str) -> Iterator[Finding]:
    yield passed(SUBJECT, expected, provider.shown)
    if provider.has_agent_pool:
        yield advice(
            provider.shown,
            "no agent pool",
            "an agent pool is set",
            "Remove it: agent pools are for self-hosted VCS providers, and Bitbucket Cloud doesn't need one.",
        ).identified(provider.id)
