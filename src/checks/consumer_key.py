"""Check: the key given is that of the provider."""

from collections.abc import Iterator

from checks.connection.connection import Connection
from checks.engine.model import Finding, Step, check, failed, passed, unknown
from checks.facts import bitbucket, terraform
from checks.provider_selected import provider_selected


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
            "another one",
            "Give the key and secret of the provider's consumer, or edit the provider in HCP Terraform.",
        )
