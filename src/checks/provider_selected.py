"""Check: there is one provider to look at."""

from collections.abc import Iterator

from checks.clients.terraform_records import Provider
from checks.connection.connection import Connection
from checks.engine.model import Finding, Step, advice, check, failed, passed, unknown
from checks.facts import terraform
from checks.terraform_token import terraform_token

EXPECTED = "one provider for Bitbucket Cloud"
ADD = "Add the provider: steps 1 to 3 of the guide."
HIDDEN = "If it is there already, use a token that may manage VCS settings."


@check(Step.CONNECT, reads=(terraform.ORGANIZATION, terraform.OAUTH_CLIENTS), after=(terraform_token,))
def provider_selected(connection: Connection) -> Iterator[Finding]:
    """It is clear which provider for Bitbucket Cloud is meant.

    HCP Terraform has one, or you said which (`TFE_OAUTH_CLIENT_ID`). A provider is what *Connect and continue* leaves
    behind. Each has a callback URL of its own, so with several of them it is easy to look at one and mend another.
    """
    providers = connection.providers()
    chosen = connection.settings.provider
    # Which permission the list of providers needs is not documented, so what is not on it may only be hidden.
    absent = failed if connection.organization().can_manage_vcs else unknown
    meant = [provider for provider in providers if chosen in (None, provider.id)]
    if len(meant) == 1:
        yield from _described(meant[0], chosen or EXPECTED)
    elif chosen:
        ids = ", ".join(provider.id for provider in providers) or "none"
        yield absent("provider", chosen, f"only: {ids}", "Set TFE_OAUTH_CLIENT_ID to the id of one that is there.")
    elif not meant:
        yield absent("provider", EXPECTED, "none that this token sees", f"{ADD} {HIDDEN}")
    else:
        yield unknown(
            "provider",
            EXPECTED,
            "several: " + ", ".join(provider.shown for provider in meant),
            "Set TFE_OAUTH_CLIENT_ID to the id of the one to look at, and delete those that nothing uses.",
        )
    for provider in providers:
        if provider not in meant and provider.grant_ids == frozenset():
            yield advice(provider.shown, "in use", "never authorized", "Delete it if nobody is setting it up just now.")


def _described(provider: Provider, expected: str) -> Iterator[Finding]:
    yield passed("provider", expected, provider.shown)
    if provider.has_agent_pool:
        yield advice(
            provider.shown,
            "no agent pool",
            "an agent pool is set",
            "Agents are for providers that you host yourself; Bitbucket Cloud needs none.",
        )
