"""Check: the key given is that of the provider."""

from collections.abc import Iterator

from checks.connection.connection import Connection
from checks.engine.model import Finding, Step, check, failed, passed, unknown
from checks.facts import bitbucket, terraform
from checks.provider_selected import provider_selected
from checks.settings.settings import Consumer


@check(Step.CONNECT, reads=(terraform.OAUTH_CLIENTS, bitbucket.CONSUMER_KEY), after=(provider_selected,))
def consumer_key(connection: Connection) -> Iterator[Finding]:
    """The key that you gave is the one that the provider holds.

    Whatever the checks say about a consumer is worth nothing if it is another one than HCP Terraform uses.
    """
    provider = connection.provider()
    subject, expected = "key of the consumer", f"that of the provider {provider.shown}"
    same = connection.is_providers_consumer()
    if same is None:
        yield unknown(
            subject,
            expected,
            "HCP Terraform does not tell the provider's key",
            "Open the consumer whose callback URL is that of the provider, and compare its key with the one you gave.",
        )
    elif same:
        yield passed(subject, expected, "the same")
    else:
        yield failed(
            subject,
            expected,
            _difference(provider.key, connection.settings.consumer),
            "Give the key and secret of the provider's consumer, or edit the provider in HCP Terraform.",
        )


def _difference(held: str | None, given: Consumer | None) -> str:
    """Return in words how the key that HCP Terraform holds differs from the one given; neither is shown."""
    if held and given and held.strip() == given.key.strip():
        return "the same, with a space before or after it in HCP Terraform"
    if held and given and held.strip().casefold() == given.key.casefold():
        return "the same letters, some of them in another case"
    return "another one"
